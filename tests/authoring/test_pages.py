"""Pages of rules, their index, their site."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from gomemlint.authoring.figures import Figure, Precision, figures_in, precision_in
from gomemlint.authoring.pages import Page, files
from gomemlint.authoring.publishing import Publication
from gomemlint.authoring.site import site
from gomemlint.errors import BadRule
from gomemlint.model.documentation import RuleDoc
from gomemlint.model.findings import Confidence, Severity, Tier
from gomemlint.model.rules import Needs, RuleMetadata

DOCSTRING = """A buffer is <big>.

## What it does
Reports `big` buffers.

## Why it matters
They are big.

## Example
```go
func f() {
    g("<&>")
}
```

## Use instead
```go
func f() {}
```

## Evidence
Syntax: the call.
"""
PAGE = Page(
    metadata=RuleMetadata(
        code="ACME001",
        name="big-buffer",
        severity=Severity.MEDIUM,
        confidence=Confidence.CERTAIN,
        tier=Tier.STRICT,
        since="1.2",
        needs=Needs.SYNTAX | Needs.COMPILER,
    ),
    doc=RuleDoc.parse(DOCSTRING, "ACME001"),
    family="buffers",
)
MEASURED = replace(
    PAGE,
    figures=(Figure("ACME001", "bytes retained", 13_000_000, 210_000, "1.27"),),
    precision={"cli": Precision(40, 20, 19), "badger": Precision(1200, 0, 0)},
)


def test_a_page_has_title_summary_and_metadata_before_its_sections() -> None:
    assert PAGE.markdown().startswith(
        "# ACME001 big-buffer\n\nA buffer is <big>.\n\n"
        "| Severity | Confidence | Tier | Needs | Since |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| medium | certain | strict | syntax, compiler | 1.2 |\n\n"
        "## What it does\n"
    )


def test_go_on_a_page_is_indented_by_tabs() -> None:
    assert '```go\nfunc f() {\n\tg("<&>")\n}\n```\n' in PAGE.markdown()


def test_what_was_not_measured_has_no_section() -> None:
    assert "Measured" not in PAGE.markdown()
    assert "Precision" not in PAGE.markdown()


def test_a_page_ends_with_what_was_measured() -> None:
    assert MEASURED.markdown().endswith(
        "## Measured\n\n"
        "| Measured | Reported | Instead | Ratio | Go |\n"
        "| --- | ---: | ---: | ---: | --- |\n"
        "| MB retained | 13 | 0.21 | 62 : 1 | 1.27 |\n\n"
        "## Precision\n\n"
        "| Corpus | Findings | Read | True |\n"
        "| --- | ---: | ---: | ---: |\n"
        "| badger | 1,200 | 0 | 0 |\n"
        "| cli | 40 | 20 | 19 |\n"
    )


def test_figures_that_cannot_be_read_are_an_error_that_names_the_file(tmp_path: Path) -> None:
    assert (figures_in(tmp_path / "none.json"), precision_in(tmp_path / "none.json")) == ((), {})
    bad = tmp_path / "precision.json"
    bad.write_text('{"ACME001": {"cli": {"findings": 3}}}')
    with pytest.raises(BadRule, match=re.escape(f"cannot read {bad}")):
        precision_in(bad)


def test_the_index_leads_to_each_page() -> None:
    index = files([PAGE])["README.md"]
    assert "## Buffers" in index
    assert "| [ACME001](ACME001.md) | big-buffer | A buffer is <big>. | medium | strict |" in index


def test_pages_that_are_written_do_not_differ(tmp_path: Path) -> None:
    pages = Publication(tmp_path / "docs" / "rules", files([PAGE]))
    pages.write()
    assert pages.differences() == ()


def test_missing_outdated_and_left_over_pages_are_named_and_cured(tmp_path: Path) -> None:
    other = replace(PAGE, metadata=replace(PAGE.metadata, code="ACME002"))
    pages = Publication(tmp_path, files([PAGE, other]))
    pages.write()
    (tmp_path / "ACME001.md").write_text("changed by hand")
    (tmp_path / "ACME002.md").unlink()
    (tmp_path / "ACME003.md").write_text("of a rule that is no more")
    (tmp_path / "notes.md").write_text("not ours")
    assert pages.differences() == (
        f"{tmp_path}/ACME001.md is outdated",
        f"{tmp_path}/ACME002.md is missing",
        f"{tmp_path}/ACME003.md belongs to no rule",
    )
    pages.write()
    assert pages.differences() == ()
    assert (tmp_path / "notes.md").exists()


def test_the_site_needs_no_server_and_escapes_what_it_shows() -> None:
    made = site([MEASURED])
    assert set(made) == {"index.html", "ACME001.html", "site.css", "search.js", "pages.js"}
    page = made["ACME001.html"]
    assert "A buffer is &lt;big&gt;." in page
    assert "&lt;&amp;&gt;" in page
    assert '<span class="kd">func</span>' in page
    assert '<td style="text-align:right">13</td>' in page
    for name, text in made.items():
        if name.endswith(".html"):
            for address in re.findall(r'(?:href|src)="([^"]+)"', text):
                assert address in made


def test_the_search_looks_through_whole_pages() -> None:
    entries = site([PAGE])["pages.js"]
    assert '"code":"ACME001"' in entries
    assert "they are big." in entries
