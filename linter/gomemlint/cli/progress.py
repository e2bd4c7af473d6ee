"""Progress on standard error: a bar on a terminal, timings on request."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from gomemlint.config import Output
from gomemlint.engine.advance import Advance, silent

DELAY_S = 1.0


@contextmanager
def progress(output: Output) -> Iterator[Advance]:
    """Give a function `advance(what, done, total)` that draws where somebody is watching."""
    if output.verbose:
        timings = _Timings()
        yield timings.advance
        timings.finish()
        return
    if output.quiet or os.environ.get("CI") or not sys.stderr.isatty():
        yield silent
        return
    bar = _Bar()
    try:
        yield bar.advance
    finally:
        bar.clear()


class _Timings:
    """A line per phase that ended, and one for the whole run."""

    def __init__(self) -> None:
        self._began = self._started = time.monotonic()
        self._phase = "reading the configuration"

    def advance(self, what: str, _: int, __: int) -> None:
        now = time.monotonic()
        _tell(self._phase, now - self._started)
        self._phase, self._started = what, now

    def finish(self) -> None:
        now = time.monotonic()
        _tell(self._phase, now - self._started)
        _tell("all of it", now - self._began)


def _tell(what: str, took_s: float) -> None:
    print(f"gomemlint: {what} took {took_s:.2f} s", file=sys.stderr)  # noqa: T201 - asked for by -v


class _Bar:
    """A line that appears after a second and is wiped at the end."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._is_drawn = False

    def advance(self, what: str, done: int, total: int) -> None:
        if time.monotonic() - self._started < DELAY_S:
            return
        from rich.console import Console
        from rich.progress_bar import ProgressBar

        console = Console(stderr=True)
        console.print(ProgressBar(total=total, completed=done, width=30), what, end="\r")
        self._is_drawn = True

    def clear(self) -> None:
        if self._is_drawn:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
