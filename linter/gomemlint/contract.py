"""What engine and rules promise each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gomemlint.errors import BadRule
from gomemlint.model.findings import Confidence, Finding, Severity, Tier
from gomemlint.model.rules import CODE, NAME, Needs, RuleMetadata
from gomemlint.semantic.package import Package

Detect = Callable[..., Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pure generator of findings with its metadata.

    `options` is the frozen dataclass of the rule's options, or None; `module` is the import
    path of the file that defines the rule, whose docstring is the rule's page.
    """

    metadata: RuleMetadata
    detect: Detect
    options: type | None
    module: str


def rule(  # noqa: PLR0913 - the literals of a rule, by keyword, are its table of contents
    *,
    code: str,
    name: str,
    severity: Severity,
    confidence: Confidence,
    tier: Tier,
    since: str,
    needs: Needs,
    options: type | None = None,
) -> Callable[[Detect], Rule]:
    """Make a `Rule` of a generator `def rule(package)` or `def rule(package, options)`."""
    if not CODE.fullmatch(code):
        raise BadRule(f"{code!r} is no rule code; write upper-case letters and three digits")
    if not NAME.fullmatch(name):
        raise BadRule(f"{code}: {name!r} is no rule name; write lower case with hyphens")
    metadata = RuleMetadata(code, name, severity, confidence, tier, since, needs)

    def decorate(detect: Detect) -> Rule:
        return Rule(metadata, detect, options, detect.__module__)

    return decorate


__all__ = ["Detect", "Package", "Rule", "rule"]
