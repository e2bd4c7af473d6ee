"""Markdown for summaries."""

from __future__ import annotations

from gomemlint.model.report import Report
from gomemlint.reporters.formats import Format, render
from gomemlint.reporters.markdown import escaped
from tests.reporters.conftest import Compare
from tests.reporters.reports import BROKEN, STORE, UNMAPPED, explained, report, reported, span_of


def text(of: Report) -> str:
    return "".join(render(of, Format.MARKDOWN))


def test_the_whole_markdown_report(same_as_snapshot: Compare) -> None:
    same_as_snapshot("report.md", text(report(explained(), notices=(BROKEN, UNMAPPED))))


def test_text_of_others_is_no_markup() -> None:
    assert escaped("a|b `c` <img> [d](e) *f* ~g~ $h$") == (
        r"a\|b \`c\` \<img\> \[d\](e) \*f\* \~g\~ \$h\$"
    )


def test_nobody_is_mentioned_and_no_address_becomes_a_link() -> None:
    assert escaped("@me #12 https://x www.x") == (
        "@<!-- -->me #<!-- -->12 https:<!-- -->//x www<!-- -->.x"
    )


def test_a_long_table_is_cut_and_says_so() -> None:
    printed = text(report(*[reported(span_of(STORE, "io"))] * 201))
    assert printed.count("| warning |") == 200
    assert "200 of 201 findings are shown" in printed


def test_a_summary_fits_into_a_mebibyte() -> None:
    long = reported(span_of(STORE, "io", "d/" * 500 + "a.go"), "é" * 5_000)
    assert len(text(report(*[long] * 300, notices=(BROKEN,) * 300)).encode()) < 2**20
