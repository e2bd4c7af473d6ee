"""Reviewdog Diagnostic Format."""

from __future__ import annotations

import json
from dataclasses import replace

from gomemlint.model.findings import Edit, Finding, Fix
from gomemlint.model.report import Report
from gomemlint.reporters.formats import Format, render
from tests.reporters.reports import BROKEN, STORE, explained, report, span_of


def document(of: Report) -> dict[str, list[dict[str, object]]]:
    parsed: dict[str, list[dict[str, object]]] = json.loads("".join(render(of, Format.RDJSON)))
    return parsed


def test_ranges_count_bytes() -> None:
    (diagnostic,) = document(report(explained()))["diagnostics"]
    place = {"start": {"line": 9, "column": 39}, "end": {"line": 9, "column": 48}}
    assert diagnostic["location"] == {"path": "app/cache/store.go", "range": place}
    assert diagnostic["suggestions"] == [{"range": place, "text": "bytes.Clone(page[:16])"}]
    assert diagnostic["severity"] == "WARNING"
    assert diagnostic["code"] == {"value": "GML104"}


def test_several_edits_are_one_suggestion() -> None:
    span = span_of(STORE, "heads[key] = page[:16]")
    edits = (Edit(span_of(STORE, "page[:16]"), "clone"), Edit(span_of(STORE, "heads[key]"), "kept"))
    finding = Finding(span, "m", fix=Fix("f", edits))
    (diagnostic,) = document(report(replace(explained(), finding=finding)))["diagnostics"]
    place = {"start": {"line": 9, "column": 26}, "end": {"line": 9, "column": 48}}
    assert diagnostic["suggestions"] == [{"range": place, "text": "kept = clone"}]


def test_edits_in_two_files_are_no_suggestion() -> None:
    edits = (
        Edit(span_of(STORE, "io"), "x"),
        Edit(span_of(STORE, "io", "other.go"), "x"),
    )
    finding = Finding(span_of(STORE, "io"), "m", fix=Fix("f", edits))
    (diagnostic,) = document(report(replace(explained(), finding=finding)))["diagnostics"]
    assert "suggestions" not in diagnostic


def test_an_edit_of_another_file_is_no_suggestion() -> None:
    edits = (Edit(span_of(STORE, "io", "other.go"), "x"),)
    finding = Finding(span_of(STORE, "io"), "m", fix=Fix("f", edits))
    (diagnostic,) = document(report(replace(explained(), finding=finding)))["diagnostics"]
    assert "suggestions" not in diagnostic


def test_a_notice_stands_at_its_line() -> None:
    (diagnostic,) = document(report(notices=(BROKEN,)))["diagnostics"]
    place = {"path": "app/broken/broken.go", "range": {"start": {"line": 4}}}
    assert diagnostic["location"] == place
    assert diagnostic["severity"] == "ERROR"
