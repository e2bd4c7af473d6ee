"""The command `gomemlint version`."""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path

import click

from gomemlint.errors import GomemlintError


def own_version() -> str:
    """Return the version of the installed distribution."""
    return version("gomemlint")


def go_version() -> str:
    """Name the Go that a run from here would use, and where it lies; say why if there is none."""
    from gomemlint.toolchain.discovery import find_go
    from gomemlint.toolchain.environment import Selection, read_environment

    try:
        go = read_environment(Selection(find_go("", os.environ), os.environ), Path.cwd())
    except GomemlintError as error:
        return f"no Go: {error}"
    return f"{go.version} {go.goos}/{go.goarch} ({go.command})"


@click.command("version")
def command() -> None:
    """Print the versions of gomemlint and of the Go that it uses here."""
    click.echo(f"gomemlint {own_version()}")
    click.echo(go_version())
