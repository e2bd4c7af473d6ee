"""`gomemlint rule check`: the contract of rules, for authors of plugins."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from pathlib import Path

import click

from gomemlint.authoring.checking import check
from gomemlint.cli.exits import Exit
from gomemlint.config.rulepaths import python_files
from gomemlint.engine.catalogue import known_rules
from gomemlint.engine.documents import documented
from gomemlint.reporters.cleaning import visible


def run(path: Path) -> Exit:
    """Print what breaks the contract, with its place."""
    files = list(python_files(path))
    outcome = check(files, _taken({file.resolve() for file in files}))
    for line in outcome.lines():
        click.echo(visible(line))
    rules = f"{outcome.files} rule file{'' if outcome.files == 1 else 's'}"
    problems = len(outcome.problems)
    click.echo(f"{rules} checked, {problems} problem{'' if problems == 1 else 's'}", err=True)
    if not outcome.files:
        click.echo(f"{path} holds no rules", err=True)
        return Exit.USAGE
    return Exit.FINDINGS if problems else Exit.CLEAN


def _taken(checked: Collection[Path]) -> Mapping[str, str]:
    """Return the codes and names of other rules; the checked ones may be installed as well."""
    taken: dict[str, str] = {}
    for rule in documented(known_rules().rules):
        file = sys.modules[rule.module].__file__
        if file is None or Path(file).resolve() not in checked:
            taken |= dict.fromkeys((rule.metadata.code, rule.metadata.name), rule.module)
    return taken
