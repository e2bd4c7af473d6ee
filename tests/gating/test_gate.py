"""Only what is new is reported, and a baseline only forgets what is really gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gomemlint.errors import ConfigError
from gomemlint.gating import baseline
from gomemlint.gating.gate import against, only_new
from gomemlint.model.findings import Confidence, Finding, Severity, Tier
from gomemlint.model.report import (
    GoEnvironment,
    Hidden,
    HiddenBy,
    Notice,
    Report,
    ReportedFinding,
    Summary,
)
from gomemlint.model.rules import Needs, RuleMetadata
from gomemlint.model.spans import Position, Span

RULE = RuleMetadata(
    "GML101",
    "unbounded-map-cache",
    Severity.HIGH,
    Confidence.PROBABLE,
    Tier.DEFAULT,
    "0.1",
    Needs.SYNTAX,
)


def finding(fingerprint: str, package: str = "example.com/a") -> ReportedFinding:
    place = Position(1, 1, 0)
    return ReportedFinding(
        rule=RULE,
        finding=Finding(Span("a.go", place, place), "it grows"),
        severity=RULE.severity,
        confidence=RULE.confidence,
        tier=RULE.tier,
        package=package,
        function="F",
        fingerprint=fingerprint,
    )


def report(*findings: ReportedFinding, notices: tuple[Notice, ...] = ()) -> Report:
    packages = ("example.com/a", "example.com/b")
    return Report("0.1", "/m", "", GoEnvironment(), findings, notices, Summary(), packages=packages)


def test_known_findings_are_hidden_and_counted() -> None:
    gated = only_new(report(finding("1"), finding("2")), {"1", "3"}, "It was there at main")
    assert [found.fingerprint for found in gated.findings] == ["2"]
    assert gated.summary.known == 1
    assert gated.hidden == (Hidden(finding("1"), HiddenBy.BASELINE, "It was there at main"),)


def test_a_stale_entry_is_told() -> None:
    accepted = baseline.of(report(finding("1"), finding("2")))
    gated = against(report(finding("1")), accepted, "base.json")
    (notice,) = gated.notices
    assert notice.code == "baseline-stale"
    assert "1 entry of base.json" in notice.message
    assert not notice.incomplete


def test_entries_of_packages_outside_of_the_run_are_not_judged() -> None:
    accepted = baseline.of(report(finding("1", "example.com/elsewhere")))
    assert against(report(), accepted, "base.json").notices == ()


def test_entries_of_a_broken_package_are_not_judged() -> None:
    accepted = baseline.of(report(finding("1"), finding("2", "example.com/b")))
    gap = Notice("package-broken", "does not compile", package="example.com/a", incomplete=True)
    after = baseline.pruned(accepted, report(notices=(gap,)))
    assert [entry.package for entry in after.entries] == ["example.com/a"]


def test_a_baseline_survives_being_written_and_read(tmp_path: Path) -> None:
    accepted = baseline.of(report(finding("2"), finding("1")))
    file = tmp_path / "base.json"
    baseline.write(file, accepted)
    assert baseline.read(file) == accepted
    assert file.read_text().count("\n") == len(accepted.entries) + 5


def test_a_baseline_names_no_path_and_no_line() -> None:
    found = finding("1")
    moved = replace(found, finding=replace(found.finding, span=Span("b.go", *places(9))))
    assert baseline.of(report(found)) == baseline.of(report(moved))


def places(line: int) -> tuple[Position, Position]:
    return Position(line, 1, 0), Position(line, 2, 1)


@pytest.mark.parametrize("text", ["", "[]", '{"version": 1}', '{"version": 9, "entries": []}'])
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "base.json"
    file.write_text(text)
    with pytest.raises(ConfigError, match="write it anew"):
        baseline.read(file)


def test_a_missing_baseline_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="gomemlint baseline write"):
        baseline.read(tmp_path / "none.json")
