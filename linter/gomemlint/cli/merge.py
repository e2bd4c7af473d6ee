"""The command `gomemlint merge`: the report of a whole run from those of its shards."""

from __future__ import annotations

from pathlib import Path

import click

from gomemlint.cli.exits import Exit, exit_of
from gomemlint.cli.options import ALLOW_INCOMPLETE, CONFIG, EXIT_ZERO, Group, accepts, settings_of
from gomemlint.config import Verdict
from gomemlint.errors import ConfigError


def run(paths: tuple[str, ...], output: str, verdict: Verdict) -> Exit:
    """Merge reports, write the whole, and say how the run went."""
    from gomemlint.cli.output import write, write_file
    from gomemlint.cli.version import own_version
    from gomemlint.reporters.merging import Source, merged

    whole = merged([Source(path, _content(path)) for path in paths], own_version())
    if output:
        write_file(Path(output), (whole.text,))
    else:
        write((whole.text,))
    return exit_of(whole, verdict)


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot read the part {path}: {error.strerror}") from error


@accepts(Group("The run", (CONFIG, ALLOW_INCOMPLETE, EXIT_ZERO)))
@click.command("merge")
@click.argument("parts", nargs=-1, required=True, metavar="PART...")
@click.option("--output", default="", metavar="FILE", help="Write to a file, not on stdout.")
@click.pass_context
def command(
    context: click.Context, /, parts: tuple[str, ...], output: str, **given: object
) -> None:
    """Make one report of those of all shards.

    PART is a report of `gomemlint check --shard K/N`, in JSON or SARIF; all of them in one format.
    The result is what a run without --shard writes, and so is the exit code.
    """
    context.exit(run(parts, output, settings_of(given).verdict))
