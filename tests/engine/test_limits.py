"""The time that a rule gets: that of the processor, and more by the clock."""

from __future__ import annotations

import time
from itertools import repeat

import pytest

from gomemlint.engine.limits import TooSlow, time_limit


def test_work_is_stopped_after_its_time_of_the_processor() -> None:
    began = time.process_time()
    with pytest.raises(TooSlow), time_limit(0.2):
        all(True for _ in repeat(None))
    assert time.process_time() - began >= 0.15


def test_who_waits_gets_more_time_but_not_for_ever() -> None:
    began = time.monotonic()
    with pytest.raises(TooSlow), time_limit(0.1):
        time.sleep(60)
    assert time.monotonic() - began >= 0.5


def test_a_short_wait_is_not_counted_as_work() -> None:
    with time_limit(0.1):
        time.sleep(0.3)
