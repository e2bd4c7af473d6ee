"""A signal during a call into tree-sitter is neither lost nor taken for another failure."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from types import FrameType

import pytest

from gomemlint.syntax.parsing import parse
from gomemlint.syntax.queries import Catalogue, query

NEWER = b"package m\n\nvar p = new(len(s))\n\nfunc (t T) M[P any]() {}\n" * 20
CALL = '((call_expression function: (identifier) @call) (#match? @call "^l{n}$"))'
SIGNALS = 60


class Interruption(BaseException):
    """What the handler of this test raises."""


@pytest.fixture
def _hurried() -> Iterator[None]:
    """Let a timer interrupt the test over and over."""

    def interrupt(_: int, __: FrameType | None) -> None:
        raise Interruption

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("_hurried")
def test_an_interruption_is_never_taken_for_a_bad_query() -> None:
    caught = 0
    for number in range(10 * SIGNALS):
        text = "\n".join(CALL.replace("{n}", f"{number}|{each}") for each in range(6))
        try:
            # Another moment each time; a query is compiled once.
            signal.setitimer(signal.ITIMER_REAL, 20e-6 + number % 40 * 10e-6)
            found = Catalogue((query(text),)).candidates(parse(NEWER))
            signal.setitimer(signal.ITIMER_REAL, 0)
            assert found is not None
        except Interruption:
            caught += 1
        if caught == SIGNALS:
            return
    pytest.fail(f"only {caught} interruptions came through")
