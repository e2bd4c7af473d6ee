"""`gomemlint rule new`: start a rule."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from gomemlint.authoring.listing import StaticRule, read
from gomemlint.authoring.scaffold import Home, drafted, home_of, write
from gomemlint.cli.exits import Exit
from gomemlint.config.rulepaths import python_files
from gomemlint.engine.catalogue import known_rules
from gomemlint.engine.documents import documented
from gomemlint.model.rules import Needs, RuleMetadata


def run(code: str, name: str, needs: Iterable[str], package: Path | None) -> Exit:
    """Write the files of a new rule, and say which."""
    home = home_of(Path.cwd()) if package is None else Home(package)
    draft = drafted(code, name, (Needs[need.upper()] for need in needs), home)
    installed = [rule.metadata for rule in documented(known_rules().rules)]
    beside = [each.metadata for each in _beside(home)]
    for path in write(draft, home, _words((*installed, *beside))):
        shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
        click.echo(shown)
    click.echo("it works as it is: try `gomemlint rule test`, then make it yours", err=True)
    return Exit.CLEAN


def _beside(home: Home) -> Iterable[StaticRule]:
    if not home.package.is_dir():
        return ()
    found = read(python_files(home.package))
    return (each for each in found if isinstance(each, StaticRule))


def _words(rules: Iterable[RuleMetadata]) -> frozenset[str]:
    return frozenset(word for rule in rules for word in (rule.code, rule.name))
