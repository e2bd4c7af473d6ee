"""The command `gomemlint check`: lint packages."""

from __future__ import annotations

import click

from gomemlint.cli.exits import Exit, exit_of
from gomemlint.cli.options import (
    BUILD,
    NEW,
    OUTPUT,
    SELECTION,
    SHARD,
    TRUST,
    VERDICT,
    Sectioned,
    accepts,
    settings_of,
)
from gomemlint.config import Gate, Settings


def run(settings: Settings) -> Exit:
    """Lint, leave out what is not new, print, and say how it went."""
    from gomemlint.cli.output import refuse_impossible, show
    from gomemlint.cli.progress import progress
    from gomemlint.engine.recall import check
    from gomemlint.toolchain.process import terminable

    refuse_impossible(settings.output)
    with terminable(), progress(settings.output) as advance:
        report = check(settings, advance)
        if settings.gate != Gate():
            from gomemlint.cli.gating import gated

            report = gated(report, settings, advance)
    show(report, settings.output)
    return exit_of(report, settings.verdict)


@accepts(SELECTION, BUILD, OUTPUT, NEW, SHARD, TRUST, VERDICT)
@click.command("check", cls=Sectioned)
@click.argument("patterns", nargs=-1, metavar="[PATTERNS | FILES]...")
@click.pass_context
def command(context: click.Context, /, **given: object) -> None:
    """Find the lines that make memory grow.

    PATTERNS are those of the go command (default ./...). FILES stand for their packages;
    only findings that touch a named file are reported.
    """
    context.exit(run(settings_of(given)))
