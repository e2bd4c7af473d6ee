"""The command `gomemlint config`: what holds, and who says so."""

from __future__ import annotations

from pathlib import Path

import click

from gomemlint.cli.exits import Exit
from gomemlint.cli.options import CONFIG
from gomemlint.config import CommandLine, combined


@click.group("config")
def command() -> None:
    """Look into the configuration."""


@command.command("show", short_help="Print each key, its value, and where the value comes from.")
@CONFIG
@click.pass_context
def show(context: click.Context, config: str) -> None:
    """Print each key of the configuration, its value, and where the value comes from."""
    _, origins = combined(CommandLine(config=config), Path.cwd())
    width = max(len(f"{origin.key} = {origin.value}") for origin in origins)
    for origin in sorted(origins, key=lambda origin: origin.key):
        line = f"{origin.key} = {origin.value}"
        click.echo(f"{line:<{width}}  # {origin.source}")
    context.exit(Exit.CLEAN)


@command.command("schema")
@click.pass_context
def schema(context: click.Context) -> None:
    """Print the JSON schema of gomemlint.toml, for editors."""
    from gomemlint.config.schema import schema_text

    click.echo(schema_text())
    context.exit(Exit.CLEAN)
