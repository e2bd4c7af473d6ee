"""Start a program and insist that it succeeds."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


class SurfaceError(Exception):
    """A reader of our reports does not make of them what it should."""


def run(
    command: Sequence[str | Path],
    directory: Path,
    *,
    stdin: str = "",
    environment: Mapping[str, str] | None = None,
    expected: int = 0,
) -> str:
    """Return what a program prints; raise with its end if it ends otherwise than expected."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=directory,
        input=stdin,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
    if done.returncode != expected:
        shown = " ".join(map(str, command))
        printed = f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        raise SurfaceError(f"{shown}: exit {done.returncode}\n{printed}")
    return done.stdout


def require(condition: object, message: str) -> None:
    """Raise with a message unless a condition holds."""
    if not condition:
        raise SurfaceError(message)
