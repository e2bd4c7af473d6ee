"""The command `gomemlint explain`: the page of a rule."""

from __future__ import annotations

import re
import shutil
import sys

import click

from gomemlint.authoring.pages import Page
from gomemlint.cli.exits import Exit
from gomemlint.errors import ConfigError
from gomemlint.model.report import Terminal

FENCE = re.compile(r"^```(?:go)?$")


def run(word: str) -> Exit:
    """Print the page of the rule with a code or name."""
    from gomemlint.cli.output import terminal
    from gomemlint.config import Colour

    page = page_of(word)
    screen = terminal(Colour.AUTO)
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
    from gomemlint.engine.catalogue import installed_rules
    from gomemlint.engine.selection import unknown_rule

    known = pages(installed_rules())
    for page in known:
        if word.upper() == page.metadata.code or word.lower() == page.metadata.name:
            return page
    raise ConfigError(unknown_rule([page.metadata for page in known], word))


def painted(markdown: str, screen: Terminal) -> str:
    """Render a page for a terminal: headings strong, Go coloured and indented."""
    from gomemlint.reporters.painting import Brush, Ink

    brush, lines, in_code = Brush(screen), [], False
    for line in markdown.splitlines():
        if FENCE.match(line):
            in_code = not in_code
        elif in_code:
            lines.append(f"    {brush.go(line.expandtabs(4))}".rstrip())
        elif line.startswith("#"):
            lines.append(brush.paint(Ink.STRONG, line.lstrip("# ")))
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


@click.command("explain")
@click.argument("rule", metavar="CODE | NAME")
@click.pass_context
def command(context: click.Context, /, rule: str) -> None:
    """Print the page of a rule: what it finds, why it matters, what to write instead."""
    context.exit(run(rule))
