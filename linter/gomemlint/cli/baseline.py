"""The command `gomemlint baseline`: accept today's findings, and forget those that are gone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import click

from gomemlint.cli.exits import Exit, has_gaps
from gomemlint.cli.options import (
    ALLOW_INCOMPLETE,
    BUILD,
    CONFIG,
    JOBS,
    NO_CACHE,
    SELECTION,
    TRUST,
    Group,
    Sectioned,
    accepts,
    settings_of,
)
from gomemlint.config import Verdict
from gomemlint.errors import ConfigError
from gomemlint.gating import baseline
from gomemlint.model.report import Report
from gomemlint.reporters.places import Viewpoint
from gomemlint.reporters.wording import counted, notice_line

FILE = click.option(
    "--baseline", default="", metavar="FILE", help=f"Default: {baseline.DEFAULT_NAME}."
)
RUN = Group("The run", (CONFIG, ALLOW_INCOMPLETE, JOBS, NO_CACHE))


@click.group("baseline")
def command() -> None:
    """Adopt gomemlint on an old code base: accept what is there, report what is new."""


@accepts(Group("The baseline", (FILE,)), SELECTION, BUILD, TRUST, RUN)
@command.command("write", cls=Sectioned)
@click.argument("patterns", nargs=-1, metavar="[PATTERNS]...")
@click.pass_context
def write(context: click.Context, /, **given: object) -> None:
    """Accept all findings of today.

    In CI (where the variable CI is set) an existing baseline can only shrink: use prune.
    """
    path, report, verdict = _analysed(given)
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
    context.exit(_ended(report, verdict))


@accepts(Group("The baseline", (FILE,)), SELECTION, BUILD, TRUST, RUN)
@command.command("prune", cls=Sectioned)
@click.argument("patterns", nargs=-1, metavar="[PATTERNS]...")
@click.pass_context
def prune(context: click.Context, /, **given: object) -> None:
    """Remove the entries whose finding is gone."""
    path, report, verdict = _analysed(given)
    before = baseline.read(path)
    after = baseline.pruned(before, report)
    baseline.write(path, after)
    gone = len(before.entries) - len(after.entries)
    click.echo(f"{path}: {counted(gone, 'entry')} removed, {len(after.entries):,} left", err=True)
    context.exit(_ended(report, verdict))


def _ended(report: Report, verdict: Verdict) -> Exit:
    """Name what was not analysed: its findings are neither accepted nor forgotten."""
    view = Viewpoint.of_user(report)
    for notice in report.notices:
        if notice.incomplete:
            click.echo(notice_line(notice, view), err=True)
    return Exit.INCOMPLETE if has_gaps(report.notices, verdict) else Exit.CLEAN


def _analysed(given: Mapping[str, object]) -> tuple[Path, Report, Verdict]:
    from gomemlint.cli.progress import progress
    from gomemlint.engine.recall import check
    from gomemlint.toolchain.process import terminable

    settings = settings_of(given)
    path = Path(settings.gate.baseline or baseline.DEFAULT_NAME)
    with terminable(), progress(settings.output) as advance:
        return path, check(settings, advance), settings.verdict
