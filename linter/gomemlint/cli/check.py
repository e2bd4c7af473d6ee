"""The command `gomemlint check`: lint packages."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec

from gomemlint.cli.exits import Exit, exit_of
from gomemlint.config import Colour, Output, Selected, Settings, Target, Verdict
from gomemlint.errors import ConfigError
from gomemlint.model.findings import Confidence, Severity
from gomemlint.reporters.formats import Format
from gomemlint.toolchain.requests import Compiler, Driver, Modules, Tests

Decorator = Callable[[click.Command], click.Command]


@dataclass(frozen=True, slots=True)
class Options:
    """The command line as click read it."""

    patterns: tuple[str, ...]
    select: tuple[str, ...]
    extend_select: tuple[str, ...]
    ignore: tuple[str, ...]
    strict: bool
    min_severity: Severity
    min_confidence: Confidence | None
    tests: bool
    tags: tuple[str, ...]
    goos: str
    goarch: str
    go: str
    driver: Driver
    no_compiler: bool
    all_modules: bool
    timeout: float | None
    output_format: Format
    output: tuple[str, ...]
    color: Colour
    statistics: bool
    quiet: bool
    verbose: bool
    allow_incomplete: bool
    exit_zero: bool
    jobs: int | None
    no_cache: bool

    def settings(self, directory: Path) -> Settings:
        """Return what the command line asks for, with defaults for the rest."""
        return Settings(
            target=Target(
                directory=directory,
                patterns=self.patterns or ("./...",),
                tests=Tests.INCLUDED if self.tests else Tests.EXCLUDED,
                tags=self.tags,
                goos=self.goos,
                goarch=self.goarch,
                go=self.go,
                driver=self.driver,
                compiler=Compiler.OFF if self.no_compiler else Compiler.ON,
                modules=Modules.ALL if self.all_modules else Modules.NEAREST,
                timeout_s=self.timeout,
            ),
            selected=Selected(
                select=self.select,
                extend_select=self.extend_select,
                ignore=self.ignore,
                strict=self.strict,
                min_severity=self.min_severity,
                min_confidence=self.min_confidence,
            ),
            output=Output(
                format=self.output_format.value,
                files=tuple(_file_output(text) for text in self.output),
                colour=self.color,
                statistics=self.statistics,
                quiet=self.quiet,
                verbose=self.verbose,
            ),
            verdict=Verdict(self.allow_incomplete, self.exit_zero),
            jobs=self.jobs or len(os.sched_getaffinity(0)),
            cache=not self.no_cache,
        )


def _file_output(text: str) -> tuple[str, str]:
    """Split `FORMAT=PATH`."""
    form, equals, path = text.partition("=")
    if not equals or not path or form not in {member.value for member in Format}:
        known = ", ".join(member.value for member in Format)
        raise ConfigError(f"--output {text!r}: write FORMAT=PATH with one of the formats {known}")
    return form, path


def run(settings: Settings) -> Exit:
    """Lint, print, and say how it went."""
    from gomemlint.cli.output import show
    from gomemlint.cli.progress import progress
    from gomemlint.engine.run import check
    from gomemlint.toolchain.process import terminable

    with terminable(), progress(settings.output) as advance:
        report = check(settings, advance)
    show(report, settings.output)
    verdict = settings.verdict
    return exit_of(report, allow_incomplete=verdict.allow_incomplete, exit_zero=verdict.exit_zero)


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
    click.option("--min-severity", type=_values(Severity), default="low", show_default=True),
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
        default="list",
        show_default=True,
        help="Compile with `go list -export` or with `go build`.",
    ),
    _flag("--no-compiler", "Use syntax and types alone."),
    _flag("--all-modules", "Analyse every module below the current folder."),
    click.option("--timeout", type=float, metavar="SECONDS", help="Give up on go after this time."),
)
OUTPUT = (
    click.option(
        "--output-format",
        type=_values(Format),
        default="text",
        show_default=True,
        help="On stdout.",
    ),
    click.option(
        "--output", multiple=True, metavar="FORMAT=PATH", help="Write a report to a file as well."
    ),
    click.option("--color", type=_values(Colour), default="auto", show_default=True),
    _flag("--statistics", "Print a table of findings per rule on standard error."),
    _flag("--quiet", "Print findings and errors only.", "-q"),
    _flag("--verbose", "Say what is done and how long it takes.", "-v"),
)
VERDICT = (
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
    options = msgspec.convert(given, Options, strict=False)
    context.exit(run(options.settings(Path.cwd())))


for _option in reversed((*SELECTION, *BUILD, *OUTPUT, *VERDICT)):
    command = _option(command)
