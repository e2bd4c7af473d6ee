"""`gomemlint rule list`: which rules there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click
import msgspec

from gomemlint.cli.exits import Exit
from gomemlint.config.user import trust_of
from gomemlint.engine.catalogue import known_rules
from gomemlint.engine.documents import documented
from gomemlint.model.findings import Confidence, Severity, Tier
from gomemlint.model.rules import RuleMetadata
from gomemlint.reporters.cleaning import visible

HEADS = ("CODE", "NAME", "SEVERITY", "CONFIDENCE", "TIER", "SINCE")


class Listed(msgspec.Struct, frozen=True):
    """A rule in the JSON array."""

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    tier: Tier
    since: str
    needs: tuple[str, ...]
    summary: str


def run(*, as_json: bool) -> Exit:
    """Print all installed rules, the engine's own included, by code."""
    known = known_rules(trust_of().paths)
    rules = documented(known.rules)
    if as_json:
        encoded = msgspec.json.encode([listed(rule.metadata, rule.doc.summary) for rule in rules])
        click.echo(msgspec.json.format(encoded.decode(), indent=1))
    else:
        click.echo(columns([HEADS, *(cells(rule.metadata) for rule in rules)]))
    for notice in known.notices:
        click.echo(visible(f"{notice.code}: {notice.message}"), err=True)
    return Exit.INCOMPLETE if known.notices else Exit.CLEAN


def listed(rule: RuleMetadata, summary: str) -> Listed:
    """Describe a rule."""
    return Listed(
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        confidence=rule.confidence,
        tier=rule.tier,
        since=rule.since,
        needs=tuple((need.name or "").lower() for need in rule.needs),
        summary=summary,
    )


def cells(rule: RuleMetadata) -> tuple[str, ...]:
    """Spell a rule for the table."""
    words = (rule.severity.value, rule.confidence.value, rule.tier.value)
    return (visible(rule.code), visible(rule.name), *words, visible(rule.since))


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Align cells."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
