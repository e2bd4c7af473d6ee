"""What people read at a terminal."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from gomemlint.model.findings import Fix
from gomemlint.model.report import Notice, Report, RulePages, Terminal
from gomemlint.reporters.formats import Format, render
from gomemlint.reporters.painting import UNSEEN
from tests.reporters.conftest import Compare
from tests.reporters.reports import BROKEN, STORE, UNMAPPED, explained, report, reported, span_of


def text(of: Report, form: Format = Format.TEXT) -> str:
    return "".join(render(of, form))


def excerpt(source: str, marked: str) -> list[str]:
    data = source.encode("utf-8", "surrogateescape")
    found = reported(span_of(data, marked))
    return text(report(found, sources={"cache/store.go": data})).splitlines()[1:3]


def test_the_whole_text_report_explains_each_finding(same_as_snapshot: Compare) -> None:
    same_as_snapshot("report.txt", text(report(explained(), notices=(BROKEN, UNMAPPED))))


def test_a_concise_report_is_one_line_per_finding_and_the_ending(same_as_snapshot: Compare) -> None:
    concise = text(report(explained(), notices=(BROKEN, UNMAPPED)), Format.CONCISE)
    same_as_snapshot("concise.txt", concise)


def test_the_underline_stands_below_the_span_after_tabs_and_wide_characters() -> None:
    line, underline = excerpt('\t\t"é😀漢"; kept[:1]', "kept")
    assert line == ' 1 |         "é😀漢"; kept[:1]'
    assert underline == "   |                  ^^^^"


def test_a_combining_mark_takes_no_cell() -> None:
    line, underline = excerpt('"e\u0301"; kept', "kept")
    assert line.endswith('"e\u0301"; kept')
    assert underline == "   |      ^^^^"


def test_a_tab_inside_the_span_is_underlined_as_wide_as_it_is_shown() -> None:
    line, underline = excerpt("ab\tc + d", "b\tc")
    assert line == " 1 | ab  c + d"
    assert underline == "   |  ^^^^"


def test_a_carriage_return_at_a_line_end_is_no_part_of_the_line() -> None:
    assert excerpt("kept := 1\r\nx\r\n", "kept")[0] == " 1 | kept := 1"


def test_bytes_that_are_no_text_are_shown_as_escapes() -> None:
    line, underline = excerpt("\udcff\udcfe kept", "kept")
    assert line == " 1 | \\xff\\xfe kept"
    assert underline == "   |          ^^^^"


def test_a_line_of_a_megabyte_is_cut_around_the_span() -> None:
    line, underline = excerpt("a, " * 300_000 + "kept" + ", é" * 300_000, "kept")
    assert len(line) < 200
    start, end = underline.index("^"), underline.rindex("^") + 1
    assert line[start:end] == "kept"
    assert line.startswith(" 1 | ... ")
    assert line.endswith(" ...")


@pytest.mark.parametrize("shift", ["", "a"])
def test_a_line_is_never_cut_inside_of_a_character(shift: str) -> None:
    line, underline = excerpt(f"{'é' * 200}{shift}kept{'é' * 200}", "kept")
    assert "\\x" not in line
    assert line[underline.index("^") : underline.rindex("^") + 1] == "kept"


def test_a_span_of_two_lines_says_so() -> None:
    assert excerpt("x := f(\n)\n", "f(\n)")[1] == "   |      ^^ (and 1 more line)"


def test_a_span_of_several_lines_is_underlined_to_the_end_of_its_first() -> None:
    line, underline = excerpt("x := f(\n\ty,\n)\n", "f(\n\ty,\n)")
    assert line == " 1 | x := f("
    assert underline == "   |      ^^ (and 2 more lines)"


def test_the_excerpt_of_the_finding_serves_where_the_source_is_missing() -> None:
    found = replace(reported(span_of(b"x := kept", "kept")), excerpt=("x := kept",))
    assert text(report(found, sources={})).splitlines()[1:3] == [" 1 | x := kept", "   |      ^^^^"]


def test_without_any_source_there_is_no_excerpt() -> None:
    found = reported(span_of(STORE, "heads"))
    assert " | " not in text(report(found, sources={}))


def test_paths_are_relative_to_the_working_directory() -> None:
    found = reported(span_of(STORE, "heads"))
    inside = replace(report(found), directory="/src/app/cache")
    beside = replace(report(found), directory="/src/tools")
    assert text(inside).startswith("store.go:5:5: ")
    assert text(beside).startswith("../app/cache/store.go:5:5: ")


def test_files_of_the_standard_library_keep_their_full_path() -> None:
    found = reported(span_of(STORE, "heads", "/usr/lib/go/src/io/io.go"))
    assert text(report(found)).startswith("/usr/lib/go/src/io/io.go:5:5: ")


def test_no_escape_sequence_of_others_reaches_the_terminal() -> None:
    hostile = "a\x1b[31m\x07\x9b\u202e\nb"
    found = reported(span_of(STORE, "heads", hostile), hostile)
    notice = Notice("package-broken", hostile, path=hostile, package=hostile)
    source = STORE.replace(b"[]byte{}", "[]byte{} // \x1b]0;x\x07\u202e".encode())
    printed = text(report(found, notices=(notice,), sources={hostile: source}))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", printed)
    assert "a\\x1b[31m\\x07\\u009b\\u202e\\x0ab" in printed


def test_colour_adds_nothing_but_escape_sequences() -> None:
    plain = report(explained(), notices=(BROKEN, UNMAPPED))
    coloured = text(replace(plain, terminal=Terminal(colour=True)))
    assert "\x1b[1;33mwarning:" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == text(plain)


@pytest.mark.parametrize("colour", [False, True])
def test_prose_is_folded_between_words_and_commands_stay_whole(colour: bool) -> None:  # noqa: FBT001 - a parameter of the test
    screen = Terminal(colour=colour, hyperlinks=colour, width=50)
    printed = text(replace(report(explained(), notices=(BROKEN,)), terminal=screen))
    lines = UNSEEN.sub("", printed).splitlines()
    assert "cache/store.go:9:39: warning: GML104 heads keeps" in lines
    assert "    all of page alive" in lines
    whole = [line for line in lines if len(line) > 50 and "^" not in line]
    assert all("heads[key]" in line or "confirm:" in line for line in whole)
    assert any("confirm:" in line for line in whole)


def test_advice_without_edits_leaves_no_empty_line() -> None:
    found = explained()
    advice = replace(found.finding, fix=Fix("clone the part that is kept"))
    printed = text(report(replace(found, finding=advice))).partition("\n\n")[0]
    assert all(line.strip() for line in printed.splitlines())


def test_hyperlinks_lead_to_the_page_of_the_rule() -> None:
    page = replace(
        report(explained()),
        terminal=Terminal(hyperlinks=True),
        pages=RulePages("https://example.org/rules/{code}.md"),
    )
    assert "\x1b]8;;https://example.org/rules/GML104.md\x1b\\GML104\x1b]8;;\x1b\\" in text(page)


def test_an_incomplete_run_without_findings_is_not_called_clean() -> None:
    printed = text(report(notices=(BROKEN,)))
    assert "No findings in what could be analysed; 1 suppressed in the source." in printed


def test_what_was_left_out_is_counted() -> None:
    given = report(notices=(BROKEN,))
    summary = replace(given.summary, packages_blocked=4, excluded_files=12, generated_files=1)
    assert text(replace(given, summary=summary)).splitlines()[-1] == (
        "Left out: 4 packages that could not be compiled; 12 files excluded by build constraints; "
        "1 generated file; see 1 notice of incomplete analysis."
    )


@pytest.mark.parametrize("form", [Format.TEXT, Format.CONCISE])
def test_a_clean_run_says_what_was_analysed(form: Format) -> None:
    printed = text(report(), form)
    assert printed.splitlines() == [
        "No findings; 1 suppressed in the source.",
        "Analysed 2 packages, 3 files, 1,340 lines with 40 rules, go1.27.3 linux/amd64.",
        "Nothing was left out.",
    ]


def test_a_place_is_spoken_of_once() -> None:
    found = explained()
    step = found.finding.flow[0]
    repeated = replace(found.finding, related=(*found.finding.related, step))
    whole = replace(found, finding=repeated)
    assert text(report(whole)) == text(report(found))


def test_what_is_wrong_with_many_packages_for_one_reason_is_told_once() -> None:
    failed = Notice("rule-failed", "GML302 failed: KeyError: 'x'", incomplete=True)
    many = tuple(replace(failed, package=f"example.com/app/p{number}") for number in range(3))
    printed = text(report(notices=(*many, replace(failed, message="GML303 failed"), BROKEN)))
    assert printed.count("GML302 failed") == 1
    assert "KeyError: 'x' (package example.com/app/p0 and 2 more)" in printed
    assert "GML303 failed" in printed
    assert "undefined: missing" in printed
