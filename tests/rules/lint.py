"""Run the installed command on a module, in this process."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from gomemlint.authoring.wants import Got, Release
from gomemlint.cli.main import main


class _Position(msgspec.Struct):
    line: int


class _Span(msgspec.Struct):
    start: _Position


class _Finding(msgspec.Struct):
    code: str
    path: str
    message: str
    span: _Span


class _Go(msgspec.Struct):
    version: str


class _Report(msgspec.Struct):
    go: _Go
    findings: list[_Finding]


@dataclass(frozen=True, slots=True)
class Linted:
    """What the command reported, and the release of Go that it used."""

    tool: Release
    findings: tuple[Got, ...]


def lint(module: Path, *options: str) -> Linted:
    """Run `gomemlint check ./...` in a module."""
    output = run(module, "check", "--output-format", "json", *options, "./...")
    report = msgspec.json.decode(output, type=_Report)
    major, minor = report.go.version.removeprefix("go").split(".")[:2]
    found = (Got(f.path, f.span.start.line, f.code, f.message) for f in report.findings)
    return Linted((int(major), int(minor)), tuple(found))


@dataclass(frozen=True, slots=True)
class Called:
    """The exit code of a command, and what it printed on standard output."""

    code: int
    output: str


def run(directory: Path, *arguments: str) -> str:
    """Return what a command prints on standard output when it runs in a directory."""
    return called(directory, *arguments).output


def called(directory: Path, *arguments: str) -> Called:
    """Run a command in a directory."""
    printed = io.StringIO()
    with _inside(directory), contextlib.redirect_stdout(printed):
        code = main(list(arguments))
    return Called(code, printed.getvalue())


@contextlib.contextmanager
def _inside(directory: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(directory)
    try:
        yield
    finally:
        os.chdir(before)
