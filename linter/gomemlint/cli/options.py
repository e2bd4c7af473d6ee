"""The options that commands share, and what click read of them, typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import click
import msgspec

from gomemlint.config import Colour, CommandLine, Settings, combined
from gomemlint.model.findings import Confidence, Severity
from gomemlint.reporters.formats import Format
from gomemlint.toolchain.requests import Driver

Option = Callable[[click.Command], click.Command]


@dataclass(frozen=True, slots=True)
class Group:
    """Options that belong together, under the heading that they have in `--help`."""

    title: str
    options: tuple[Option, ...]


class Sectioned(click.Command):
    """A command whose help has a section for each group of options."""

    @cached_property
    def sections(self) -> dict[str, tuple[click.Parameter, ...]]:
        """The parameters of each group; those of no group come last."""
        return {}

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        grouped = {id(each) for group in self.sections.values() for each in group}
        rest = tuple(each for each in self.get_params(ctx) if id(each) not in grouped)
        for title, parameters in (*self.sections.items(), ("Help", rest)):
            records = [record for each in parameters if (record := each.get_help_record(ctx))]
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


Value = TypeVar("Value")


def _words(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for value in values for word in value.replace(",", " ").split())


def values(kind: type[Enum]) -> click.Choice[str]:
    """Let the user choose a member by its value."""
    return click.Choice([str(member.value) for member in kind])


def _list_option(name: str, metavar: str, text: str) -> Option:
    return click.option(name, multiple=True, callback=_words, metavar=metavar, help=text)


def _flag(name: str, text: str, *more: str) -> Option:
    return click.option(name, *more, is_flag=True, help=text)


COLOUR = click.option("--color", type=values(Colour), default="auto", show_default=True)
CONFIG = click.option("--config", default="", metavar="FILE", help="Read this gomemlint.toml.")
JOBS = click.option("--jobs", type=click.IntRange(1), metavar="N", help="Worker processes.")
ALLOW_INCOMPLETE = _flag(
    "--allow-incomplete", "Do not fail because something could not be analysed."
)
NO_CACHE = _flag("--no-cache", "Do not read or write cached results.")
NO_COMPILER = _flag("--no-compiler", "Use syntax and types alone.")
EXIT_ZERO = _flag("--exit-zero", "Do not fail because of findings.")
SURVEY = Group("The run", (COLOUR, JOBS, CONFIG, ALLOW_INCOMPLETE))
SELECTION = Group(
    "Which findings",
    (
        _list_option("--select", "RULES", "Run exactly these: codes, names, families (GML3), ALL."),
        _list_option("--extend-select", "RULES", "Run these as well."),
        _list_option("--ignore", "RULES", "Leave these out."),
        _flag("--strict", "Report findings of tier strict too."),
        _flag("--strict-contracts", "Report contracts that can be neither proved nor refuted."),
        click.option("--min-severity", type=values(Severity), help="Default: low."),
        click.option("--min-confidence", type=values(Confidence), help="Default: probable."),
    ),
)
BUILD = Group(
    "Which code",
    (
        _flag("--tests", "Analyse test files too."),
        _list_option("--tags", "TAGS", "Build tags."),
        click.option("--goos", default="", metavar="OS", help="Target operating system."),
        click.option("--goarch", default="", metavar="ARCH", help="Target architecture."),
        click.option("--go", default="", metavar="GO", help="The go command to use."),
        click.option(
            "--driver",
            type=values(Driver),
            help="Compile with `go list -export` (the default) or with `go build`.",
        ),
        NO_COMPILER,
        _flag("--all-modules", "Analyse every module below the current folder."),
        click.option(
            "--timeout",
            type=click.FloatRange(min=0, min_open=True),
            metavar="SECONDS",
            help="Give up on go after this time.",
        ),
    ),
)
# What goes to the heap only the compiler knows.
COMPILED = Group(BUILD.title, tuple(each for each in BUILD.options if each is not NO_COMPILER))
OUTPUT = Group(
    "Reports",
    (
        click.option("--output-format", type=values(Format), help="On stdout; default: text."),
        click.option(
            "--output",
            multiple=True,
            metavar="FORMAT=PATH",
            help="Write a report to a file as well.",
        ),
        _flag("--sarif-include-suppressed", "Write suppressed and known findings to SARIF too."),
        COLOUR,
        _flag("--statistics", "Print a table of findings per rule on standard error."),
        _flag("--quiet", "Print findings and what could not be analysed, no more.", "-q"),
        _flag("--verbose", "Say what is done and how long it takes.", "-v"),
    ),
)
NEW = Group(
    "Only what is new",
    (
        click.option(
            "--baseline", default="", metavar="FILE", help="Report only what this baseline lacks."
        ),
        click.option(
            "--new-from-rev",
            default="",
            metavar="REV",
            help="Report only what this revision lacks.",
        ),
        click.option(
            "--new-from-merge-base",
            default="",
            metavar="REV",
            help="Report only what the common ancestor with this revision lacks.",
        ),
    ),
)
SHARD = Group(
    "A part of the code",
    (
        click.option(
            "--shard",
            default="",
            metavar="K/N",
            help="Report part K of N of the packages only; `gomemlint merge` joins the parts.",
        ),
    ),
)
TRUST = Group(
    "Rules of others",
    (
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
            help="Stop a rule that computes longer on one package; default: 60.",
        ),
    ),
)
VERDICT = Group(
    "The run",
    (
        CONFIG,
        ALLOW_INCOMPLETE,
        EXIT_ZERO,
        JOBS,
        NO_CACHE,
    ),
)


def accepts(*groups: Group) -> Option:
    """Give a command the options of some groups, in the order in which `--help` shows them."""

    def decorated(command: click.Command) -> click.Command:
        for group in groups:
            known = len(command.params)
            for option in group.options:
                command = option(command)
            if isinstance(command, Sectioned):
                command.sections[group.title] = tuple(command.params[known:])
        return command

    return decorated


def settings_of(given: Mapping[str, object]) -> Settings:
    """Combine what click read with the configuration."""
    settings, _ = combined(command_line(given), Path.cwd())
    return settings


def command_line(given: Mapping[str, object]) -> CommandLine:
    """Type what click read; what was not given is left to the configuration."""
    return typed(given, CommandLine)


def typed(given: Mapping[str, object], kind: type[Value]) -> Value:
    """Type those values that click read for a dataclass; it has defaults for what is absent."""
    present = {name: value for name, value in given.items() if value is not None}
    return msgspec.convert(present, kind, strict=False)
