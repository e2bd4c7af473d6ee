"""Lint a fixture module, and compare with what its comments want."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gomemlint.authoring.wants import Got, Release
from gomemlint.toolchain.discovery import find_go
from tests.e2e.running import run


@dataclass(frozen=True, slots=True)
class Linted:
    """What the command reported, the release of Go that it used, what it could not analyse."""

    tool: Release
    findings: tuple[Got, ...]
    gaps: tuple[str, ...]


def lint(module: Path, *options: str) -> Linted:
    """Run `gomemlint check ./...` in a module."""
    ran = run(module, "check", "--output-format", "json", *options, "./...")
    assert ran.out, ran.err
    report = ran.report
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
