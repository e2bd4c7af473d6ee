"""The edits of a fix as one range and as lines."""

from __future__ import annotations

from gomemlint.model.findings import Edit, Fix
from gomemlint.model.spans import Span
from gomemlint.reporters.edits import Change, changes, merged
from gomemlint.reporters.excerpts import Excerpts
from tests.reporters.reports import STORE, position, report, span_of


def changed(source: bytes, *edits: Edit) -> Change | None:
    return next(changes(Fix("f", edits), _excerpts(source)), None)


def _excerpts(source: bytes) -> Excerpts:
    return Excerpts(report(sources={"cache/store.go": source}))


def test_edits_far_from_each_other_are_shown_apart_and_make_no_suggestion() -> None:
    source = b"import a\n" + b"\n" * 30 + b"use a\n"
    edits = (Edit(span_of(source, "use a"), "use b"), Edit(span_of(source, "import a"), "import b"))
    fix, excerpts = Fix("f", edits), _excerpts(source)
    assert [shown.after for shown in changes(fix, excerpts)] == [("import b",), ("use b",)]
    assert merged(fix, excerpts) is None


def test_the_whole_lines_are_shown_before_and_after() -> None:
    edits = (Edit(span_of(STORE, "page[:16]"), "kept"), Edit(span_of(STORE, '"é😀"'), '""'))
    shown = changed(STORE, *edits)
    assert shown == Change(
        "cache/store.go",
        ('\tkey := "é😀" + name; heads[key] = page[:16]',),
        ('\tkey := "" + name; heads[key] = kept',),
    )


def test_an_insertion_has_no_width() -> None:
    at = position(STORE, STORE.index(b"page, _"))
    shown = changed(STORE, Edit(Span("cache/store.go", at, at), "var x int\n\t"))
    assert shown
    assert shown.before == ("\tpage, _ := io.ReadAll(r)",)
    assert shown.after == ("\tvar x int", "\tpage, _ := io.ReadAll(r)")


def test_a_carriage_return_is_no_part_of_a_changed_line() -> None:
    source = b"a\r\nb\r\nc\r\n"
    shown = changed(source, Edit(span_of(source, "b"), "x"))
    assert shown == Change("cache/store.go", ("b",), ("x",))


def test_a_fix_in_words_or_without_source_shows_no_lines() -> None:
    edit = Edit(span_of(STORE, "io", "other.go"), "x")
    assert changed(STORE) is None
    assert changed(STORE, edit) is None


def test_a_line_that_nobody_can_read_is_not_shown() -> None:
    source = b"x = " + b"a, " * 1_000 + b"b"
    assert changed(source, Edit(span_of(source, "b"), "c")) is None


def test_the_line_behind_a_deleted_one_is_not_shown() -> None:
    source = b"a\nb\nc\n"
    start, end = position(source, 2), position(source, 4)
    shown = changed(source, Edit(Span("cache/store.go", start, end), ""))
    assert shown == Change("cache/store.go", ("b",), ())
