"""How long a rule may take."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

REPEAT_S = 1.0
# A rule that waits hangs as well, but a machine that is busy with something else must not change
# what is found.
WAITING = 5


class TooSlow(BaseException):
    """A rule did not finish in time. No `except Exception` of a rule may swallow it."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TooSlow` in the body after so much processor time, or five times as much by the clock.

    It is raised again each second if the body goes on. Only the main thread can be interrupted; in
    others there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    limits = (
        (signal.SIGPROF, signal.ITIMER_PROF, seconds),
        (signal.SIGALRM, signal.ITIMER_REAL, seconds * WAITING),
    )
    before = [signal.signal(number, _raise) for number, _, _ in limits]
    for _, timer, limit_s in limits:
        signal.setitimer(timer, limit_s, REPEAT_S)
    try:
        yield
    finally:
        for (number, timer, _), handler in zip(limits, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)


def _raise(_: int, __: FrameType | None) -> None:
    raise TooSlow
