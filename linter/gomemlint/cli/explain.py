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
    COMPILED,
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


def run(word: str, colour: Colour, form: Format) -> Exit:
    """Print the page of the rule with a code or name."""
    from gomemlint.cli.output import terminal

    if lines.is_file(word):
        raise ConfigError(f"{word} names no line; write FILE:LINE, such as main.go:7")
    if form is Format.HTML:
        raise ConfigError("`gomemlint rule docs --site FOLDER` writes the pages of rules as HTML")
    page = page_of(word)
    if form is Format.JSON:
        click.echo(as_json(page))
        return Exit.CLEAN
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


def as_json(page: Page) -> str:
    """Render what `rule list` says of a rule, and its page."""
    import msgspec

    from gomemlint.cli.rules.listing import listed

    known = msgspec.to_builtins(listed(page.metadata, page.doc.summary))
    encoded = msgspec.json.encode({**known, "page": page.markdown()})
    return msgspec.json.format(encoded.decode(), indent=1)


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


@accepts(Group("What is told", (FORMAT,)), SURVEY, COMPILED)
@click.command("explain", cls=Sectioned)
@click.argument("subject", metavar="CODE | NAME | FILE:LINE")
@click.pass_context
def command(context: click.Context, /, subject: str, **given: object) -> None:
    """Explain a rule, or a line of code.

    Of a rule: what it finds, why it matters, what to write instead. Of a line: what goes to the
    heap there, why, by which way, and what to do about it.
    """
    form = Format(given["format"])
    if lines.is_place(subject):
        context.exit(lines.run(settings_of(given), subject, form))
    context.exit(run(subject, command_line(given).color, form))
