"""The command `gomemlint explain`: the page of a rule, or all about a line."""

from __future__ import annotations

import re
import shutil
import sys

import click

from gomemlint.authoring.pages import Page
from gomemlint.cli import lines
from gomemlint.cli.escapes import FORMAT, Format
from gomemlint.cli.exits import Exit
from gomemlint.cli.options import (
    BUILD,
    SURVEY,
    Group,
    Sectioned,
    accepts,
    command_line,
    settings_of,
)
from gomemlint.config import Colour
from gomemlint.errors import ConfigError
from gomemlint.model.report import Terminal

FENCE = re.compile(r"^```(?:go)?$")


def run(word: str, colour: Colour) -> Exit:
    """Print the page of the rule with a code or name."""
    from gomemlint.cli.output import terminal

    page = page_of(word)
    screen = terminal(colour)
    if not screen.colour:
        click.echo(page.markdown(), nl=False)
        return Exit.CLEAN
    text = painted(page.markdown(), screen)
    if sys.stdout.isatty() and text.count("\n") >= shutil.get_terminal_size().lines:
        click.echo_via_pager(text, color=True)
    else:
        click.echo(text, nl=False, color=True)
    return Exit.CLEAN


def page_of(word: str) -> Page:
    """Find a page by code or name; raise `ConfigError` with the nearest one."""
    from gomemlint.cli.pages import pages
    from gomemlint.config.user import trust_of
    from gomemlint.engine.catalogue import known_rules
    from gomemlint.engine.selection import unknown_rule

    known = pages(known_rules(trust_of().paths).rules)
    for page in known:
        if word.upper() == page.metadata.code or word.lower() == page.metadata.name:
            return page
    raise ConfigError(unknown_rule([page.metadata for page in known], word))


def painted(markdown: str, screen: Terminal) -> str:
    """Render a page for a terminal: headings strong, Go coloured and indented."""
    from gomemlint.reporters.painting import Brush, Ink

    brush, shown, in_code = Brush(screen), [], False
    for line in markdown.splitlines():
        if FENCE.match(line):
            in_code = not in_code
        elif in_code:
            shown.append(f"    {brush.go(line.expandtabs(4))}".rstrip())
        elif line.startswith("#"):
            shown.append(brush.paint(Ink.STRONG, line.lstrip("# ")))
        else:
            shown.append(line)
    return "\n".join(shown) + "\n"


@accepts(Group("What is told", (FORMAT,)), SURVEY, BUILD)
@click.command("explain", cls=Sectioned)
@click.argument("subject", metavar="CODE | NAME | FILE:LINE")
@click.pass_context
def command(context: click.Context, /, subject: str, **given: object) -> None:
    """Explain a rule, or a line of code.

    Of a rule: what it finds, why it matters, what to write instead. Of a line: what goes to the
    heap there, why, by which way, and what to do about it.
    """
    if not lines.is_place(subject):
        context.exit(run(subject, command_line(given).color))
    context.exit(lines.run(settings_of(given), subject, Format(given["format"])))
