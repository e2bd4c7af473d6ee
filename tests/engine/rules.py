"""Rules and findings for tests of the engine, as values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gomemlint.contract import Rule, rule
from gomemlint.model.findings import Confidence, Finding, Severity, Tier
from gomemlint.model.report import ReportedFinding
from gomemlint.model.rules import Needs
from gomemlint.model.spans import Position, Span
from gomemlint.semantic.package import Package


@dataclass(frozen=True, slots=True)
class Limits:
    """The options of a rule."""

    most: int = 8
    names: tuple[str, ...] = ()


def make(
    code: str,
    name: str = "",
    *,
    confidence: Confidence = Confidence.CERTAIN,
    tier: Tier = Tier.DEFAULT,
    options: type[Limits] | None = None,
) -> Rule:
    """Return a rule that finds nothing."""
    title = name or f"rule-{code.lower()}"
    if options is None:

        @rule(
            code=code,
            name=title,
            severity=Severity.MEDIUM,
            confidence=confidence,
            tier=tier,
            since="0.1",
            needs=Needs.SYNTAX,
        )
        def plain(package: Package) -> Iterator[Finding]:
            yield from ()

        return plain

    @rule(
        code=code,
        name=title,
        severity=Severity.MEDIUM,
        confidence=confidence,
        tier=tier,
        since="0.1",
        needs=Needs.SYNTAX,
        options=options,
    )
    def with_options(package: Package, given: Limits) -> Iterator[Finding]:
        yield from ()

    return with_options


def reported(  # noqa: PLR0913 - every field of a finding has a default here
    of: Rule,
    *,
    path: str = "a.go",
    line: int = 1,
    column: int = 1,
    text: str = "x",
    function: str = "f",
    severity: Severity = Severity.MEDIUM,
    confidence: Confidence = Confidence.CERTAIN,
    tier: Tier = Tier.DEFAULT,
) -> ReportedFinding:
    """Return a finding of a rule."""
    start = Position(line, column, 100 * line + column)
    return ReportedFinding(
        rule=of.metadata,
        finding=Finding(Span(path, start, start), "message", subject=text),
        severity=severity,
        confidence=confidence,
        tier=tier,
        package="example.com/m",
        function=function,
        fingerprint="",
    )
