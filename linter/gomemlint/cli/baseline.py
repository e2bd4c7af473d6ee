"""The command `gomemlint baseline`: accept today's findings, and forget those that are gone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import click

from gomemlint.cli.exits import Exit
from gomemlint.cli.options import BUILD, SELECTION, Group, Sectioned, accepts, settings_of
from gomemlint.errors import ConfigError
from gomemlint.gating import baseline
from gomemlint.model.report import Report
from gomemlint.reporters.wording import counted

FILE = click.option(
    "--baseline", default="", metavar="FILE", help=f"Default: {baseline.DEFAULT_NAME}."
)


@click.group("baseline")
def command() -> None:
    """Adopt gomemlint on an old code base: accept what is there, report what is new."""


@accepts(Group("The baseline", (FILE,)), SELECTION, BUILD)
@command.command("write", cls=Sectioned)
@click.argument("patterns", nargs=-1, metavar="[PATTERNS]...")
@click.pass_context
def write(context: click.Context, /, **given: object) -> None:
    """Accept all findings of today.

    In CI (where the variable CI is set) an existing baseline can only shrink: use prune.
    """
    path, report = _analysed(given)
    found = baseline.of(report)
    if os.environ.get("CI") and path.exists():
        added = found.fingerprints - baseline.read(path).fingerprints
        if added:
            raise ConfigError(
                f"{path} would accept {len(added)} findings more, and CI may not do that; "
                "fix them, or write the baseline on your machine and commit it"
            )
    baseline.write(path, found)
    click.echo(f"{path}: {counted(len(found.entries), 'finding')} accepted", err=True)
    context.exit(Exit.CLEAN if report.is_complete else Exit.INCOMPLETE)


@accepts(Group("The baseline", (FILE,)), SELECTION, BUILD)
@command.command("prune", cls=Sectioned)
@click.argument("patterns", nargs=-1, metavar="[PATTERNS]...")
@click.pass_context
def prune(context: click.Context, /, **given: object) -> None:
    """Remove the entries whose finding is gone."""
    path, report = _analysed(given)
    before = baseline.read(path)
    after = baseline.pruned(before, report)
    baseline.write(path, after)
    gone = len(before.entries) - len(after.entries)
    click.echo(f"{path}: {counted(gone, 'entry')} removed, {len(after.entries):,} left", err=True)
    context.exit(Exit.CLEAN if report.is_complete else Exit.INCOMPLETE)


def _analysed(given: Mapping[str, object]) -> tuple[Path, Report]:
    from gomemlint.cli.progress import progress
    from gomemlint.engine.recall import check
    from gomemlint.toolchain.process import terminable

    settings = settings_of(given)
    path = Path(settings.gate.baseline or baseline.DEFAULT_NAME)
    with terminable(), progress(settings.output) as advance:
        return path, check(settings, advance)
