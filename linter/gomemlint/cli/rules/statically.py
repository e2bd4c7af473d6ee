"""`gomemlint rule list --static`: the rules of others, none of whose code runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from gomemlint.authoring.listing import StaticRule, Unreadable, read
from gomemlint.cli.exits import Exit
from gomemlint.cli.rules.listing import HEADS, Listed, cells, columns, listed
from gomemlint.config.rulepaths import python_files
from gomemlint.reporters.cleaning import visible


class StaticallyListed(msgspec.Struct, frozen=True):
    """A rule in the JSON array of those that were read and not imported."""

    rule: Listed
    path: str
    line: int
    page: str
    imports: tuple[str, ...]
    queries: tuple[str, ...]


def run(path: Path, *, as_json: bool) -> Exit:
    """Print the rules below a path without importing them; say which cannot be read like that."""
    found = list(read(python_files(path)))
    rules = [each for each in found if isinstance(each, StaticRule)]
    unreadable = [each for each in found if isinstance(each, Unreadable)]
    if as_json:
        encoded = msgspec.json.encode([described(rule) for rule in rules])
        click.echo(msgspec.json.format(encoded.decode(), indent=1))
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


def described(rule: StaticRule) -> StaticallyListed:
    """Describe a rule with all that its file says."""
    return StaticallyListed(
        rule=listed(rule.metadata, rule.doc.summary if rule.doc else ""),
        path=str(rule.path),
        line=rule.line,
        page=rule.doc.markdown() if rule.doc else "",
        imports=rule.imports,
        queries=rule.queries,
    )
