"""Run the command, in this process or as a program of its own, and read what it reports."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from gomemlint.cli.main import main

Files = Mapping[str, str | bytes]
Write = Callable[[Files], Path]

FIXTURES = Path(__file__).parents[2] / "fixtures"
TIMEOUT_S = 120

GO_MOD = "module example.com/m\n\ngo 1.21\n"
# One finding of GML301, at line 9.
POOL = """\
package {name}

import "sync"

var blocks sync.Pool

func put(block []byte) {{
	if cap(block) <= 4096 {{
		blocks.Put(block)
	}}
}}

func Get() []byte {{
	block, _ := blocks.Get().([]byte)
	put(block)
	return append(block[:0], 1)
}}
"""


def pool(name: str = "m") -> str:
    """Return a file of a package in which one thing is wrong."""
    return POOL.format(name=name)


class Point(msgspec.Struct, frozen=True):
    line: int
    column: int
    offset: int


class Range(msgspec.Struct, frozen=True):
    start: Point
    end: Point


class Finding(msgspec.Struct, frozen=True):
    code: str
    message: str
    path: str
    span: Range
    package: str

    @property
    def place(self) -> str:
        return f"{self.path}:{self.span.start.line}"


class Notice(msgspec.Struct, frozen=True):
    code: str
    message: str
    path: str
    package: str
    blocks: int
    incomplete: bool


class Totals(msgspec.Struct, frozen=True):
    complete: bool
    packages: int
    files: int
    lines: int
    excluded_files: int
    packages_blocked: int
    compiler_lines: int


class Go(msgspec.Struct, frozen=True):
    version: str


class Report(msgspec.Struct, frozen=True):
    go: Go
    findings: tuple[Finding, ...]
    notices: tuple[Notice, ...]
    summary: Totals

    @property
    def places(self) -> list[str]:
        return [finding.place for finding in self.findings]

    def notice(self, code: str) -> Notice:
        """Return the one notice with a code."""
        (found,) = (notice for notice in self.notices if notice.code == code)
        return found


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a run."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> Report:
        return msgspec.json.decode(self.out, type=Report)


def run(directory: Path, *arguments: str) -> Ran:
    """Run the command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with inside(directory), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(list(arguments))
    return Ran(code, out.getvalue(), err.getvalue())


def lint(directory: Path, *arguments: str) -> Ran:
    """Look for GML301 alone, and report in JSON."""
    return run(directory, "check", "--select", "GML301", "--output-format", "json", *arguments)


def spawn(directory: Path, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    """Start the command as a program, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "gomemlint", *arguments],
        cwd=directory,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )


def go(directory: Path, *arguments: str, **variables: str) -> str:
    """Run the go command, which must succeed."""
    done = subprocess.run(
        ["go", *arguments],
        cwd=directory,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def hide_go(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Leave no go on PATH, nor in a wheel."""
    (folder / "bin").mkdir()
    git = shutil.which("git")
    if git:
        (folder / "bin" / "git").symlink_to(git)
    monkeypatch.setenv("PATH", str(folder / "bin"))
    monkeypatch.setattr("gomemlint.toolchain.discovery.wheel", lambda: None)


@contextlib.contextmanager
def inside(directory: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(directory)
    try:
        yield
    finally:
        os.chdir(before)
