"""Signals at moments that bear none: they wait for the end of it.

Tree-sitter calls Python back for regular expressions and for the text of a tree, and loses an
exception there, such as the one that a signal raises. A folder that is being removed would stay.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

INTERRUPTIONS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold signals back; those that came meanwhile are delivered at the end."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTIONS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
