"""Print a report: one format on standard output, any number of files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from gomemlint.config import Colour, Output
from gomemlint.errors import ConfigError
from gomemlint.model.report import Report, RulePages, Terminal
from gomemlint.reporters.formats import Format, render

PLAIN = Terminal()


def refuse_impossible(output: Output) -> None:
    """Raise `ConfigError` for an unknown format or folder, before the long work begins."""
    known = [form.value for form in Format]
    for name in (output.format, *(name for name, _ in output.files)):
        if name not in known:
            raise ConfigError(f"there is no output format {name!r}; there are {', '.join(known)}")
    for name, path in output.files:
        if not Path(path).parent.is_dir():
            raise ConfigError(f"--output {name}={path}: there is no folder {Path(path).parent}")


def show(report: Report, output: Output) -> None:
    """Write the files first, so that a closed pipe on standard output loses none of them."""
    report = replace(
        report,
        pages=RulePages(output.rule_url),
        hidden=report.hidden if output.suppressed else None,
    )
    for form, path in output.files:
        write_file(Path(path), render(replace(report, terminal=PLAIN), Format(form)))
    on_screen = replace(report, terminal=replace(terminal(output.colour), brief=output.quiet))
    write(render(on_screen, Format(output.format)))
    if output.statistics:
        from gomemlint.reporters.statistics import render as table

        click.echo("".join(table(report)), err=True, nl=False)


def write(pieces: Iterable[str]) -> None:
    """Let `gomemlint | head` end quietly, with the code of the run; a full disk is an error."""
    try:
        for piece in pieces:
            sys.stdout.write(piece)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain when it flushes what is left at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise ConfigError(f"cannot write to standard output: {error.strerror}") from error


def terminal(colour: Colour) -> Terminal:
    """Decide about colour: the option first, then NO_COLOR, FORCE_COLOR, and the terminal."""
    is_terminal = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    width = os.get_terminal_size(sys.stdout.fileno()).columns if is_terminal else 0
    plain = Terminal(width=width)
    coloured = Terminal(colour=True, hyperlinks=is_terminal, width=width)
    match colour:
        case Colour.ALWAYS:
            return coloured
        case Colour.NEVER:
            return plain
        case Colour.AUTO:
            if os.environ.get("NO_COLOR"):
                return plain
            return coloured if os.environ.get("FORCE_COLOR") or is_terminal else plain


def write_file(path: Path, pieces: Iterable[str]) -> None:
    """Write aside and rename: a reader never sees half a report."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with aside.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise ConfigError(f"cannot write the report {path}: {error.strerror}") from error
