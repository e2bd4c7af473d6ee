"""The command `gomemlint version`."""

from __future__ import annotations

from importlib.metadata import version

import click


def own_version() -> str:
    """Return the version of the installed distribution."""
    return version("gomemlint")


@click.command("version")
def command() -> None:
    """Print the version of gomemlint."""
    click.echo(f"gomemlint {own_version()}")
