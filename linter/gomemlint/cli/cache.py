"""The command `gomemlint cache`: what earlier runs left behind."""

from __future__ import annotations

import click

from gomemlint.cli.exits import Exit


@click.group("cache")
def command() -> None:
    """Look after the records of earlier runs."""


@command.command("clean", short_help="Remove the records of all earlier runs.")
@click.pass_context
def clean(context: click.Context) -> None:
    """Remove the records of all earlier runs; the next run does everything again."""
    from gomemlint.engine.cache.records import Records

    records = Records()
    freed = records.clean()
    click.echo(f"{freed / 1e6:.1f} MB removed from {records.path.parent}")
    context.exit(Exit.CLEAN)
