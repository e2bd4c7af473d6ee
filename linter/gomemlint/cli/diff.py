"""The command `gomemlint diff`: what changed on the heap since a revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import click
import msgspec

from gomemlint.cli.check import BUILD, command_line
from gomemlint.cli.exits import Exit
from gomemlint.config import Colour, Settings, combined

if TYPE_CHECKING:
    from gomemlint.model.heapdiff import HeapDiff


class Format(Enum):
    """How differences are printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class FailOn(Enum):
    """Which differences make the exit code 1."""

    NEW_HEAP = "new-heap"
    NEW_IN_LOOP = "new-in-loop"
    CONTRACTS = "contracts"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which revisions are compared, how that is shown, and when it fails."""

    revision: str
    format: Format = Format.TEXT
    fail_on: FailOn = FailOn.NEW_HEAP
    allow_incomplete: bool = False


OPTIONS = (
    click.option(
        "--fail-on",
        "fail_on",
        type=click.Choice([each.value for each in FailOn]),
        default=FailOn.NEW_HEAP.value,
        show_default=True,
        help="What makes the exit code 1. Code that runs rarely never does.",
    ),
    click.option(
        "--output-format",
        "format",
        type=click.Choice([form.value for form in Format]),
        default=Format.TEXT.value,
        show_default=True,
    ),
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
    """Survey both sides, compare, print."""
    from gomemlint.cli.comparison import compared
    from gomemlint.cli.output import terminal, write
    from gomemlint.cli.progress import progress
    from gomemlint.reporters.heapdiff import json, markdown, text
    from gomemlint.toolchain.process import terminable

    with terminable(), progress(settings.output) as advance:
        diff = compared(settings, wish.revision, advance)
    match wish.format:
        case Format.TEXT:
            write(text.render(diff, terminal(settings.output.colour)))
        case Format.MARKDOWN:
            write(markdown.render(diff))
        case Format.JSON:
            write(json.render(diff))
    is_complete = diff.before.is_complete and diff.after.is_complete
    if not is_complete and not wish.allow_incomplete:
        return Exit.INCOMPLETE
    return Exit.FINDINGS if is_worse(diff, wish.fail_on) else Exit.CLEAN


def is_worse(diff: HeapDiff, fail_on: FailOn) -> bool:
    """Tell whether there is a difference of the kind that fails."""
    match fail_on:
        case FailOn.NEW_HEAP:
            return bool(diff.new_on_heap or diff.new_in_loops or diff.broken)
        case FailOn.NEW_IN_LOOP:
            return bool(diff.new_in_loops or diff.broken)
        case FailOn.CONTRACTS:
            return bool(diff.broken)
        case FailOn.NEVER:
            return False
        case _:
            assert_never(fail_on)


@click.command("diff")
@click.argument("revision", metavar="REV | REV..REV")
@click.argument("patterns", nargs=-1, metavar="[PATTERNS | FILES]...")
@click.pass_context
def command(context: click.Context, /, **given: object) -> None:
    """Tell what changed on the heap since a revision, by function and expression.

    Compares REV with the files on disk, or two revisions. What moved, was renamed or indented
    is no difference. PATTERNS are those of the go command (default ./...).
    """
    context.exit(run(settings_of(given), wish_of(given)))


def wish_of(given: Mapping[str, object]) -> Wish:
    """Type what click read about the comparison."""
    known = {name: given[name] for name in Wish.__slots__ if given.get(name) is not None}
    return msgspec.convert(known, Wish, strict=False)


def settings_of(given: Mapping[str, object]) -> Settings:
    """Type what click read about the build; contracts alone are checked."""
    own = {"revision", "format", "fail_on"}
    line = command_line({name: value for name, value in given.items() if name not in own})
    settings, _ = combined(replace(line, select=("GML409",)), Path.cwd())
    return settings


for _option in reversed((*OPTIONS, *BUILD)):
    command = _option(command)
