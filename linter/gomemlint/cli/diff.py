"""The command `gomemlint diff`: what changed on the heap since a revision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, assert_never

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


CONTRACTS = "GML409"

OPTIONS = Group(
    "What is compared",
    (
        click.option(
            "--fail-on",
            "fail_on",
            type=values(FailOn),
            default=FailOn.NEW_HEAP.value,
            show_default=True,
            help="What makes the exit code 1. Code that runs rarely never does.",
        ),
        click.option(
            "--output-format",
            "format",
            type=values(Format),
            default=Format.TEXT.value,
            show_default=True,
        ),
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
    if has_gaps((*diff.before.notices, *diff.after.notices), settings.verdict):
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


@accepts(OPTIONS, SURVEY, COMPILED)
@click.command("diff", cls=Sectioned)
@click.argument("revision", metavar="REV | REV..REV")
@click.argument("patterns", nargs=-1, metavar="[PATTERNS | FILES]...")
@click.pass_context
def command(context: click.Context, /, **given: object) -> None:
    """Tell what changed on the heap since a revision, by function and expression.

    Compares REV with the files on disk, or two revisions. What moved, was renamed or indented
    is no difference. PATTERNS are those of the go command (default ./...).
    """
    # Of the rules, a comparison checks contracts alone.
    settings = settings_of({**given, "select": (CONTRACTS,)})
    context.exit(run(settings, typed(given, Wish)))
