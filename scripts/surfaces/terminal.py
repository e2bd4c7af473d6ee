"""The text report in a real terminal: every underline stands below its code."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterator
from pathlib import Path

from scripts.surfaces.processes import SurfaceError, require, run
from scripts.surfaces.sample import MARKED, Sample

from gomemlint.reporters.text import page

SERVER = "gomemlint-surface"
TMUX = ("tmux", "-L", SERVER, "-f", "/dev/null", "-u")
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}


def look(sample: Sample, tools: Path) -> None:
    """Print each excerpt up to its span, and ask the terminal where its cursor stands."""
    screen = (*TMUX, "new-session", "-d", "-x", "200", "-y", "20", "sleep 600")
    run(screen, tools, environment=ENVIRONMENT)
    try:
        for before, cell in set(excerpts(sample)):
            actual = cursor_after(before, tools)
            require(cell == actual, f"{before!r} ends at cell {actual}, not {cell}")
    finally:
        run((*TMUX, "kill-server"), tools)


def excerpts(sample: Sample) -> Iterator[tuple[str, int]]:
    """Yield what stands before each span, and the cell at which its underline starts."""
    lines = page(sample.report)
    for found in sample.report.findings:
        shown = lines.excerpts.first_line(found)
        if shown is None:
            raise SurfaceError(f"{found.finding.span.path} has no excerpt")
        require(len(shown.underline.strip()) == len(MARKED), f"{shown.underline!r} is too long")
        yield shown.text[: shown.text.index(MARKED)], shown.start


def cursor_after(text: str, directory: Path) -> int:
    """Return the column of the cursor after a terminal has shown a text."""
    command = f"printf %s {shlex.quote(text)}; sleep 600"
    run((*TMUX, "respawn-pane", "-k", command), directory, environment=ENVIRONMENT)
    last = 0
    for column in cursors(directory):
        if column and column == last:
            return column
        last = column
    raise SurfaceError("the terminal shows nothing")


def cursors(directory: Path) -> Iterator[int]:
    """Yield the cursor's column again and again for some seconds."""
    for _ in range(50):
        time.sleep(0.1)
        yield int(run((*TMUX, "display-message", "-p", "#{cursor_x}"), directory))
