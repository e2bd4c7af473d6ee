"""The report as data."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pytest

from gomemlint.model.report import Report, Shard
from gomemlint.reporters.formats import Format, render
from tests.reporters.conftest import Compare
from tests.reporters.reports import BROKEN, STORE, UNMAPPED, explained, report, reported, span_of

SCHEMA = json.loads((files("gomemlint") / "schemas" / "report-1.json").read_text())


def text(of: Report) -> str:
    return "".join(render(of, Format.JSON))


def closed(schema: object) -> object:
    """Forbid every key that the schema does not describe."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {key: closed(value) for key, value in schema.items()}
    return {**copy, "additionalProperties": False} if "properties" in schema else copy


@pytest.mark.parametrize(
    "given",
    [
        report(),
        report(explained(), reported(span_of(STORE, "io")), notices=(BROKEN, UNMAPPED)),
        replace(report(explained(), notices=(BROKEN,)), shard=Shard(2, 4, "00ff", "ff00")),
    ],
)
def test_the_report_is_exactly_what_the_schema_describes(given: Report) -> None:
    strict = closed(SCHEMA)
    assert isinstance(strict, dict)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(json.loads(text(given)), strict)


def test_the_whole_json_report(same_as_snapshot: Compare) -> None:
    same_as_snapshot("report.json", text(report(explained(), notices=(BROKEN, UNMAPPED))))


def test_names_that_are_no_text_give_valid_json_without_raw_controls() -> None:
    hostile = "a\udcff\x1b\x9b\u202e😀"
    found = reported(span_of(STORE, "heads", hostile), hostile)
    printed = text(report(found))
    document = json.loads(printed.encode())
    assert document["findings"][0]["path"] == "a\ufffd\x1b\x9b\u202e😀"
    assert document["findings"][0]["message"] == "a\\xff\\x1b\\u009b\\u202e😀"
    assert not {"\x1b", "\x9b", "\u202e"} & set(printed)


def test_an_incomplete_run_is_not_complete() -> None:
    complete = [json.loads(text(given))["summary"]["complete"] for given in two_runs()]
    assert complete == [True, False]


def two_runs() -> tuple[Report, Report]:
    return report(notices=(UNMAPPED,)), replace(report(), notices=(BROKEN,))
