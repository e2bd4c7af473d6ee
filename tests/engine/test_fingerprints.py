"""The identity of findings across edits."""

from __future__ import annotations

from dataclasses import replace

from gomemlint.engine.fingerprints import numbered
from gomemlint.engine.reporting import in_order
from gomemlint.model.report import Hidden, HiddenBy
from tests.engine.rules import make, reported

RULE = make("GML101")
OTHER = make("GML102")


def fingerprint(line: int = 1, text: str = "x", function: str = "f", path: str = "a.go") -> str:
    found = reported(RULE, line=line, text=text, function=function, path=path)
    return next(iter(numbered([found]))).fingerprint


def test_a_fingerprint_survives_moved_lines_files_and_spaces() -> None:
    first = fingerprint(text="m[ key ]")
    assert fingerprint(line=90, text="m[key]", path="b/c.go") == first
    assert len(first) == 32


def test_a_fingerprint_depends_on_function_and_expression() -> None:
    assert len({fingerprint(), fingerprint(text="y"), fingerprint(function="g")}) == 3


def test_equal_expressions_of_a_function_are_told_apart_by_order() -> None:
    first, second = numbered([reported(RULE, line=1), reported(RULE, line=2)])
    assert first.fingerprint != second.fingerprint
    assert first.fingerprint == fingerprint()


def test_rules_do_not_share_fingerprints() -> None:
    first, second = numbered([reported(RULE), reported(OTHER)])
    assert first.fingerprint != second.fingerprint


def test_findings_are_sorted_by_place_and_code() -> None:
    shuffled = [
        reported(RULE, path="b.go"),
        reported(OTHER, path="a.go", line=2),
        reported(RULE, path="a.go", line=2, column=9),
        reported(RULE, path="a.go", line=2),
        reported(RULE, path="a.go", line=10),
    ]
    places = [
        (f.finding.span.path, f.finding.span.start.line, f.finding.span.start.column, f.rule.code)
        for f in in_order(shuffled, ())[0]
    ]
    assert places == [
        ("a.go", 2, 1, "GML101"),
        ("a.go", 2, 1, "GML102"),
        ("a.go", 2, 9, "GML101"),
        ("a.go", 10, 1, "GML101"),
        ("b.go", 1, 1, "GML101"),
    ]


def test_an_exact_repetition_is_reported_once() -> None:
    found = reported(RULE)
    findings, _ = in_order([found, replace(found)], ())
    assert len(findings) == 1


def test_a_suppression_changes_no_fingerprint_of_what_is_left() -> None:
    first, second = reported(RULE, line=1), reported(RULE, line=2)
    alone, _ = in_order([second], ())
    (left,), (hidden,) = in_order([second], [Hidden(first, HiddenBy.SOURCE)])
    assert (left,) == alone
    assert hidden.found.fingerprint != left.fingerprint
