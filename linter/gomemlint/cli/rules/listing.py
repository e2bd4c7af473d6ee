"""`gomemlint rule list`: which rules there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click
import msgspec

from gomemlint.cli.exits import Exit
from gomemlint.engine.catalogue import installed_rules
from gomemlint.engine.documents import Documented, documented
from gomemlint.model.findings import Confidence, Severity, Tier

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

    @classmethod
    def of(cls, rule: Documented) -> Listed:
        """Describe a rule."""
        given = rule.metadata
        return cls(
            code=given.code,
            name=given.name,
            severity=given.severity,
            confidence=given.confidence,
            tier=given.tier,
            since=given.since,
            needs=tuple((need.name or "").lower() for need in given.needs),
            summary=rule.doc.summary,
        )

    @property
    def cells(self) -> tuple[str, ...]:
        words = (self.severity.value, self.confidence.value, self.tier.value)
        return (self.code, self.name, *words, self.since)


def run(*, as_json: bool) -> Exit:
    """Print all installed rules, the engine's own included, by code."""
    rules = [Listed.of(rule) for rule in documented(installed_rules())]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(rules), indent=1))
    else:
        click.echo(columns([HEADS, *(rule.cells for rule in rules)]))
    return Exit.CLEAN


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Align cells."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
