"""The command `gomemlint escapes`: list what goes to the heap, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import click

from gomemlint.cli.exits import Exit, has_gaps
from gomemlint.cli.options import (
    COMPILED,
    SURVEY,
    Group,
    Sectioned,
    accepts,
    settings_of,
    typed,
    values,
)
from gomemlint.config import Settings
from gomemlint.errors import ConfigError
from gomemlint.reporters.escapes.grouping import By


class Format(Enum):
    """How sites are printed."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be shown of a survey, and how."""

    by: By = By.CAUSE
    top: int | None = None
    func: str = ""
    format: Format = Format.TEXT


FORMAT = click.option(
    "--output-format",
    "format",
    type=values(Format),
    default="text",
    show_default=True,
)
OPTIONS = Group(
    "What is listed",
    (
        click.option(
            "--by",
            type=values(By),
            default="cause",
            show_default=True,
            help="What to group by.",
        ),
        click.option(
            "--top", type=click.IntRange(1), metavar="N", help="At most N sites per group."
        ),
        click.option("--func", default="", metavar="NAME", help="Sites of functions of this name."),
        FORMAT,
    ),
)


def run(settings: Settings, wish: Wish) -> Exit:
    """Survey, group, print."""
    from gomemlint.cli.output import terminal, write
    from gomemlint.cli.progress import progress
    from gomemlint.engine.surveying import survey
    from gomemlint.reporters.escapes import html, json, text
    from gomemlint.reporters.escapes.grouping import grouped, of_function
    from gomemlint.toolchain.process import terminable

    with terminable(), progress(settings.output) as advance:
        found = survey(settings, advance)
    sites = tuple(of_function(found.sites, wish.func)) if wish.func else found.sites
    if wish.func and not sites and found.is_complete:
        raise ConfigError(
            f"no function called {wish.func!r} has anything on the heap; write F, T.M or (*T).M"
        )
    groups = grouped(sites, wish.by)
    match wish.format:
        case Format.TEXT:
            screen = terminal(settings.output.colour)
            write(text.render(found, groups, wish.top, screen))
        case Format.JSON:
            write(json.render(found, groups, wish.top))
        case Format.HTML:
            write(html.render(found, groups, wish.top))
    return Exit.INCOMPLETE if has_gaps(found.notices, settings.verdict) else Exit.CLEAN


@accepts(OPTIONS, SURVEY, COMPILED)
@click.command("escapes", cls=Sectioned)
@click.argument("patterns", nargs=-1, metavar="[PATTERNS | FILES]...")
@click.pass_context
def command(context: click.Context, /, **given: object) -> None:
    """List what goes to the heap and why, sites in loops first.

    PATTERNS are those of the go command (default ./...).
    """
    context.exit(run(settings_of(given), typed(given, Wish)))
