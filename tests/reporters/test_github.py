"""Workflow commands."""

from __future__ import annotations

from dataclasses import replace

from gomemlint.model.findings import Finding, Severity
from gomemlint.model.report import Report
from gomemlint.reporters.formats import Format, render
from gomemlint.reporters.github import harmless
from tests.reporters.reports import BROKEN, STORE, UNMAPPED, explained, report, reported, span_of


def lines(of: Report) -> list[str]:
    return "".join(render(of, Format.GITHUB)).splitlines()


def test_a_finding_is_a_command_with_place_title_and_explanation() -> None:
    command = lines(report(explained()))[0]
    assert command.startswith(
        "::warning title=GML104 subslice-retention,file=app/cache/store.go,line=9,endLine=9,"
        "col=35,endColumn=44::app/cache/store.go:9:39: warning: GML104 heads keeps all"
    )
    assert "%0Ainstead: clone the part that is kept" in command


def test_properties_and_messages_are_escaped() -> None:
    found = reported(span_of(STORE, "heads", "a,b:c%.go"), "100%\nof it")
    command = lines(report(found))[0]
    assert ",file=app/a%2Cb%3Ac%25.go," in command
    assert command.endswith("warning: GML104 100%25 of it")


def test_a_range_of_lines_has_no_columns() -> None:
    source = b"x := f(\n\ty,\n)\n"
    found = reported(span_of(source, "f(\n\ty,\n)"))
    command = lines(report(found, sources={"cache/store.go": source}))[0]
    assert ",line=1,endLine=3::" in command


def test_errors_come_first_and_only_ten_of_a_kind_are_annotated() -> None:
    warning = reported(span_of(STORE, "io"))
    error = replace(reported(span_of(STORE, "heads")), severity=Severity.HIGH)
    printed = lines(report(*[warning] * 12, *[error] * 11))
    assert [line.split()[0] for line in printed[:20]] == ["::error"] * 10 + ["::warning"] * 10
    plain = printed[20:23]
    assert not any(line.startswith("::") for line in plain)
    assert plain[0].startswith("app/cache/store.go:5:5: error: GML104")
    assert printed[23] == "GitHub shows 10 annotations of a kind: 3 findings above without one."


def test_notices_take_one_annotation_of_a_kind() -> None:
    printed = lines(report(notices=(BROKEN, BROKEN, UNMAPPED)))
    assert printed[0].startswith("::error title=gomemlint%3A the analysis is incomplete::")
    assert printed[0].count("package-broken") == 2
    assert printed[1].startswith("::notice title=gomemlint::notice: fact-unmapped")


def test_a_plain_line_is_never_a_command() -> None:
    path = "../::stop-commands::x.go"
    finding = Finding(span_of(STORE, "heads", path), "##[add-matcher]x")
    found = replace(explained(), finding=finding)
    plain = lines(report(*[found] * 11))[10]
    assert plain == "./::stop-commands::x.go:5:5: warning: GML104 ## [add-matcher]x"
    assert harmless(" ::error::x") == "./ ::error::x"
