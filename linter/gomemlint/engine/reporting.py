"""From what a rule yields to what is reported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from operator import attrgetter

from gomemlint.contract import Rule
from gomemlint.engine.fingerprints import numbered
from gomemlint.model.findings import Finding, Tier
from gomemlint.model.report import Hidden, ReportedFinding
from gomemlint.model.spans import Span
from gomemlint.semantic.package import Package
from gomemlint.semantic.program.code import File
from gomemlint.syntax.functions import enclosing_function, function_name

TRANSIENT_IN_TESTS = frozenset({"GML1", "GML3"})


def reported(rule: Rule, package: Package, found: Finding) -> ReportedFinding:
    """Complete a finding with its rule, package, function and source."""
    file = package.file(found.span.path)
    if file is None:
        raise ValueError(f"the span names {found.span.path}, which is no file of {package.path}")
    return ReportedFinding(
        rule=rule.metadata,
        finding=found if found.subject else replace(found, subject=_text(file, found.span)),
        severity=found.severity or rule.metadata.severity,
        confidence=found.confidence or rule.metadata.confidence,
        tier=_tier(rule, package, file, found),
        package=package.path,
        function=_function(file, found.span),
        fingerprint="",
        excerpt=_excerpt(file, found.span),
    )


def _tier(rule: Rule, package: Package, file: File, found: Finding) -> Tier:
    """Return who is told: what is kept, or pooled, in helpers of tests ends with the test."""
    tier = found.tier or rule.metadata.tier
    is_of_a_test = rule.metadata.family in TRANSIENT_IN_TESTS and not file.is_test
    if tier is Tier.DEFAULT and is_of_a_test and package.is_for_tests(file):
        return Tier.STRICT
    return tier


def in_order(
    findings: Iterable[ReportedFinding], hidden: Iterable[Hidden]
) -> tuple[tuple[ReportedFinding, ...], tuple[Hidden, ...]]:
    """Sort findings by place and number them; exact repetitions are dropped.

    Hidden ones are counted last: a suppression changes the fingerprint of no finding that is left.
    """
    shown = sorted(dict.fromkeys(findings), key=attrgetter("order"))
    apart = sorted(dict.fromkeys(hidden), key=lambda each: each.found.order)
    named = tuple(numbered((*shown, *(each.found for each in apart))))
    behind = named[len(shown) :]
    return (
        named[: len(shown)],
        tuple(replace(each, found=found) for each, found in zip(apart, behind, strict=True)),
    )


def _text(file: File, span: Span) -> str:
    return file.source[span.start.offset : span.end.offset].decode("utf-8", "replace")


def _excerpt(file: File, span: Span) -> tuple[str, ...]:
    lines = range(span.start.line, span.end.line + 1)
    return tuple(file.lines.line(number).decode("utf-8", "replace") for number in lines)


def _function(file: File, span: Span) -> str:
    """Name the enclosing function as the compiler does, nothing at package level."""
    node = file.tree.root.descendant_for_byte_range(span.start.offset, span.start.offset)
    function = None if node is None else enclosing_function(node)
    return "" if function is None else function_name(function)
