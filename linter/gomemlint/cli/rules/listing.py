"""`gomemlint rule list`: which rules there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
import msgspec

from gomemlint.authoring.listing import StaticRule, Unreadable, read
from gomemlint.cli.exits import Exit
from gomemlint.config.rulepaths import python_files
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


class StaticallyListed(msgspec.Struct, frozen=True):
    """A rule in the JSON array of those that were read and not imported."""

    rule: Listed
    path: str
    line: int
    page: str
    imports: tuple[str, ...]
    queries: tuple[str, ...]


def run(*, as_json: bool) -> Exit:
    """Print all installed rules, the engine's own included, by code."""
    known = known_rules(trust_of().paths)
    rules = documented(known.rules)
    if as_json:
        show_json([listed(rule.metadata, rule.doc.summary) for rule in rules])
    else:
        click.echo(columns([HEADS, *(cells(rule.metadata) for rule in rules)]))
    for notice in known.notices:
        click.echo(visible(f"{notice.code}: {notice.message}"), err=True)
    return Exit.INCOMPLETE if known.notices else Exit.CLEAN


def run_static(path: Path, *, as_json: bool) -> Exit:
    """Print the rules below a path without importing them; say which cannot be read like that."""
    found = list(read(python_files(path)))
    rules = [each for each in found if isinstance(each, StaticRule)]
    unreadable = [each for each in found if isinstance(each, Unreadable)]
    if as_json:
        show_json([statically_listed(rule) for rule in rules])
    else:
        head, *lines = columns([HEADS, *(cells(rule.metadata) for rule in rules)]).split("\n")
        click.echo(head)
        for rule, line in zip(rules, lines, strict=True):
            click.echo("\n".join((line, *details(rule))))
    for each in unreadable:
        line = f"{each.path}:{each.line}: cannot be read statically: {each.reason}"
        click.echo(visible(line), err=True)
    return Exit.INCOMPLETE if unreadable else Exit.CLEAN


def details(rule: StaticRule) -> Iterator[str]:
    """Say where a rule stands, what it finds, what it imports."""
    summary = rule.doc.summary if rule.doc else "its docstring is no page"
    count = f"{len(rule.queries)} {'query' if len(rule.queries) == 1 else 'queries'}"
    lines = (f"{rule.path}:{rule.line}", summary, f"{count}; imports {', '.join(rule.imports)}")
    return (f"    {visible(line)}" for line in lines)


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


def statically_listed(rule: StaticRule) -> StaticallyListed:
    """Describe a rule with all that its file says."""
    return StaticallyListed(
        rule=listed(rule.metadata, rule.doc.summary if rule.doc else ""),
        path=str(rule.path),
        line=rule.line,
        page=rule.doc.markdown() if rule.doc else "",
        imports=rule.imports,
        queries=rule.queries,
    )


def cells(rule: RuleMetadata) -> tuple[str, ...]:
    """Spell a rule for the table."""
    words = (rule.severity.value, rule.confidence.value, rule.tier.value)
    return (visible(rule.code), visible(rule.name), *words, visible(rule.since))


def show_json(rules: Sequence[Listed | StaticallyListed]) -> None:
    """Print an array, one value a line."""
    click.echo(msgspec.json.format(msgspec.json.encode(rules).decode(), indent=1))


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Align cells."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
