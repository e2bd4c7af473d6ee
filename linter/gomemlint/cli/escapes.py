"""The command `gomemlint escapes`: list what goes to the heap, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import click
import msgspec

from gomemlint.cli.check import BUILD, command_line
from gomemlint.cli.exits import Exit
from gomemlint.config import Colour, Settings, combined
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
    allow_incomplete: bool = False


FORMAT = click.option(
    "--output-format",
    "format",
    type=click.Choice([form.value for form in Format]),
    default="text",
    show_default=True,
)
OPTIONS = (
    click.option(
        "--by",
        type=click.Choice([by.value for by in By]),
        default="cause",
        show_default=True,
        help="What to group by.",
    ),
    click.option("--top", type=click.IntRange(1), metavar="N", help="At most N sites per group."),
    click.option("--func", default="", metavar="NAME", help="Sites of functions of this name."),
    FORMAT,
    click.option("--color", type=click.Choice([c.value for c in Colour]), default="auto"),
    click.option("--jobs", type=click.IntRange(1), metavar="N", help="Worker processes."),
    click.option("--config", default="", metavar="FILE", help="Read this gomemlint.toml."),
    click.option(
        "--allow-incomplete",
        is_flag=True,
        help="Do not fail because something could not be analysed.",
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
    return Exit.CLEAN if found.is_complete or wish.allow_incomplete else Exit.INCOMPLETE


@click.command("escapes")
@click.argument("patterns", nargs=-1, metavar="[PATTERNS | FILES]...")
@click.pass_context
def command(context: click.Context, /, **given: object) -> None:
    """List what goes to the heap and why, sites in loops first.

    PATTERNS are those of the go command (default ./...).
    """
    context.exit(run(settings_of(given), wish_of(given)))


def wish_of(given: Mapping[str, object]) -> Wish:
    """Type what click read about the listing."""
    known = {name: given[name] for name in Wish.__slots__ if given.get(name) is not None}
    return msgspec.convert(known, Wish, strict=False)


def settings_of(given: Mapping[str, object]) -> Settings:
    """Type what click read about the build."""
    own = {"by", "top", "func", "format"}
    settings, _ = combined(
        command_line({name: value for name, value in given.items() if name not in own}),
        Path.cwd(),
    )
    return settings


for _option in reversed((*OPTIONS, *BUILD)):
    command = _option(command)
