"""Run the installed command on a module, in this process."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from gomemlint.authoring.wants import Got, Release
from gomemlint.cli.main import main
from gomemlint.toolchain.discovery import find_go


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


class _Notice(msgspec.Struct):
    code: str
    message: str
    incomplete: bool


class _Report(msgspec.Struct):
    go: _Go
    findings: list[_Finding]
    notices: list[_Notice]


@dataclass(frozen=True, slots=True)
class Linted:
    """What the command reported, the release of Go that it used, what it could not analyse."""

    tool: Release
    findings: tuple[Got, ...]
    gaps: tuple[str, ...]


def lint(module: Path, *options: str) -> Linted:
    """Run `gomemlint check ./...` in a module."""
    output = run(module, "check", "--output-format", "json", *options, "./...")
    report = msgspec.json.decode(output, type=_Report)
    found = (Got(f.path, f.span.start.line, f.code, f.message) for f in report.findings)
    gaps = (f"{each.code}: {each.message}" for each in report.notices if each.incomplete)
    return Linted(release(report.go.version), tuple(found), tuple(gaps))


@cache
def release_of(go: str = "") -> Release:
    """Return the release of a go command, by default of the one that runs would use."""
    command = str(find_go(go, os.environ))
    done = subprocess.run([command, "env", "GOVERSION"], capture_output=True, text=True, check=True)
    return release(done.stdout)


def release(version: str) -> Release:
    """Read a version such as `go1.27.3`."""
    major, minor = version.strip().removeprefix("go").split(".")[:2]
    return int(major), int(minor)


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
