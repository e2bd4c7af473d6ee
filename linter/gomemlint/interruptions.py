"""Signals at moments that bear none: they wait for the end of it.

Tree-sitter calls Python back for regular expressions and for the text of a tree, and loses an
exception there, such as the one that a signal raises. A folder that is being removed would stay,
and a child that is being started would run on.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTIONS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold signals back; those that came meanwhile are delivered at the end.

    Their handlers are exchanged, not their mask: children inherit a mask, and would be deaf.
    Python runs handlers in the main thread alone, so that no other thread is interrupted anyway.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    with _blocked():
        before = {number: signal.getsignal(number) for number in INTERRUPTIONS}
        # None is a handler that Python did not install; what we ignore, children ignore too.
        ours = {n: h for n, h in before.items() if h is not None and h is not signal.SIG_IGN}
        for number in ours:
            signal.signal(number, note)
    try:
        yield
    finally:
        with _blocked():
            for number, handler in ours.items():
                signal.signal(number, handler)
            for late in came:
                signal.raise_signal(late)


@contextmanager
def _blocked() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTIONS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
