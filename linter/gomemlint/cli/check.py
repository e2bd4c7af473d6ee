"""The command `gomemlint check`: lint packages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import click
import msgspec

from gomemlint.cli.exits import Exit, exit_of
from gomemlint.config import Colour, CommandLine, Gate, Settings, combined
from gomemlint.model.findings import Confidence, Severity
from gomemlint.reporters.formats import Format
from gomemlint.toolchain.requests import Driver

Decorator = Callable[[click.Command], click.Command]


def run(settings: Settings) -> Exit:
    """Lint, leave out what is not new, print, and say how it went."""
    from gomemlint.cli.output import refuse_unknown_formats, show
    from gomemlint.cli.progress import progress
    from gomemlint.engine.recall import check
    from gomemlint.toolchain.process import terminable

    refuse_unknown_formats(settings.output)
    with terminable(), progress(settings.output) as advance:
        report = check(settings, advance)
        if settings.gate != Gate():
            from gomemlint.cli.gating import gated

            report = gated(report, settings, advance)
    show(report, settings.output)
    return exit_of(report, settings.verdict)


def _words(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for value in values for word in value.replace(",", " ").split())


def _values(kind: type[Severity | Confidence | Driver | Colour | Format]) -> click.Choice[str]:
    return click.Choice([member.value for member in kind])


def _list_option(name: str, metavar: str, text: str) -> Decorator:
    return click.option(name, multiple=True, callback=_words, metavar=metavar, help=text)


def _flag(name: str, text: str, *more: str) -> Decorator:
    return click.option(name, *more, is_flag=True, help=text)


SELECTION = (
    _list_option("--select", "RULES", "Run exactly these: codes, names, families (GML3), ALL."),
    _list_option("--extend-select", "RULES", "Run these as well."),
    _list_option("--ignore", "RULES", "Leave these out."),
    _flag("--strict", "Report findings of tier strict too."),
    _flag("--strict-contracts", "Report contracts that can be neither proved nor refuted."),
    click.option("--min-severity", type=_values(Severity), help="Default: low."),
    click.option("--min-confidence", type=_values(Confidence), help="Default: probable."),
)
BUILD = (
    _flag("--tests", "Analyse test files too."),
    _list_option("--tags", "TAGS", "Build tags."),
    click.option("--goos", default="", metavar="OS", help="Target operating system."),
    click.option("--goarch", default="", metavar="ARCH", help="Target architecture."),
    click.option("--go", default="", metavar="GO", help="The go command to use."),
    click.option(
        "--driver",
        type=_values(Driver),
        help="Compile with `go list -export` (the default) or with `go build`.",
    ),
    _flag("--no-compiler", "Use syntax and types alone."),
    _flag("--all-modules", "Analyse every module below the current folder."),
    click.option("--timeout", type=float, metavar="SECONDS", help="Give up on go after this time."),
)
OUTPUT = (
    click.option("--output-format", type=_values(Format), help="On stdout; default: text."),
    click.option(
        "--output", multiple=True, metavar="FORMAT=PATH", help="Write a report to a file as well."
    ),
    click.option("--color", type=_values(Colour), default="auto", show_default=True),
    _flag("--statistics", "Print a table of findings per rule on standard error."),
    _flag("--quiet", "Print findings and errors only.", "-q"),
    _flag("--verbose", "Say what is done and how long it takes.", "-v"),
)
NEW = (
    click.option(
        "--baseline", default="", metavar="FILE", help="Report only what this baseline lacks."
    ),
    click.option(
        "--new-from-rev", default="", metavar="REV", help="Report only what this revision lacks."
    ),
    click.option(
        "--new-from-merge-base",
        default="",
        metavar="REV",
        help="Report only what the common ancestor with this revision lacks.",
    ),
)
TRUST = (
    click.option(
        "--allow-rules",
        multiple=True,
        metavar="PATH",
        help="Run the rules in this file or folder too: they are programs, know their author.",
    ),
    click.option(
        "--rule-timeout",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="Stop a rule that takes longer on one package; default: 60.",
    ),
)
VERDICT = (
    click.option("--config", default="", metavar="FILE", help="Read this gomemlint.toml."),
    _flag("--allow-incomplete", "Do not fail because something could not be analysed."),
    _flag("--exit-zero", "Do not fail because of findings."),
    click.option("--jobs", type=click.IntRange(1), metavar="N", help="Worker processes."),
    _flag("--no-cache", "Do not read or write cached results."),
)


@click.command("check")
@click.argument("patterns", nargs=-1, metavar="[PATTERNS | FILES]...")
@click.pass_context
def command(context: click.Context, /, **given: object) -> None:
    """Find the lines that make memory grow.

    PATTERNS are those of the go command (default ./...). FILES stand for their packages;
    only findings that touch a named file are reported.
    """
    settings, _ = combined(command_line(given), Path.cwd())
    context.exit(run(settings))


def command_line(given: Mapping[str, object]) -> CommandLine:
    """Type what click read; what was not given is left to the configuration."""
    values = {name: value for name, value in given.items() if value is not None}
    return msgspec.convert(values, CommandLine, strict=False)


for _option in reversed((*SELECTION, *BUILD, *OUTPUT, *NEW, *TRUST, *VERDICT)):
    command = _option(command)
