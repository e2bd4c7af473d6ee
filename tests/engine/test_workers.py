"""Processes that answer, fail, die, and are ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gomemlint.engine.workers import WorkerError, Workers


@dataclass
class Adder:
    """Adds what it is asked, and says in which process."""

    name: str
    total: int = 0
    seen: list[int] = field(default_factory=list)

    def answer(self, request: int) -> tuple[str, int, int]:
        if request == 13:
            raise ValueError(f"{self.name} does not like 13")
        if request == 666:
            os.kill(os.getpid(), signal.SIGKILL)
        if request == 1000:
            time.sleep(60)
        self.total += request
        return self.name, self.total, os.getpid()


Pool = Workers[int, tuple[str, int, int]]


def asked(shards: list[Adder], request: int) -> list[tuple[str, int, int]]:
    with Pool(shards) as workers:
        workers.ask([request] * len(shards))
        return workers.answers()


def interrupted(processes: list[int]) -> None:
    """Give two processes work for a minute, and leave at once."""
    with Pool([Adder("a"), Adder("b")]) as workers:
        workers.ask([0, 0])
        processes += [process for *_, process in workers.answers()]
        workers.ask([1000, 1000])
        raise KeyboardInterrupt


def test_one_shard_stays_in_this_process() -> None:
    with Pool([Adder("a")]) as workers:
        workers.ask([3])
        assert workers.answers() == [("a", 3, os.getpid())]


def test_each_shard_has_a_process_and_keeps_what_it_knows() -> None:
    with Pool([Adder("a"), Adder("b")]) as workers:
        workers.ask([1, 10])
        first = workers.answers()
        workers.ask([2, 20])
        second = workers.answers()
    assert [(name, total) for name, total, _ in second] == [("a", 3), ("b", 30)]
    assert [process for *_, process in first] == [process for *_, process in second]
    assert len({os.getpid(), *(process for *_, process in first)}) == 3


@pytest.mark.parametrize("names", ["a", "ab"])
def test_an_exception_of_a_shard_is_raised_here(names: str) -> None:
    shards = [Adder(name) for name in names]
    with pytest.raises(ValueError, match="a does not like 13"):
        asked(shards, 13)


def test_a_worker_that_is_killed_is_an_error_not_a_hang() -> None:
    with Pool([Adder("a"), Adder("b")]) as workers:
        workers.ask([666, 1])
        with pytest.raises(WorkerError, match="exit code -9; perhaps memory ran out"):
            workers.answers()


def test_leaving_by_an_exception_ends_busy_processes() -> None:
    started = time.monotonic()
    processes: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        interrupted(processes)
    assert time.monotonic() - started < 30
    assert not any(Path(f"/proc/{process}").exists() for process in processes)


def test_processes_that_are_ended_as_they_begin_say_nothing() -> None:
    program = """
import contextlib
from gomemlint.toolchain.process import terminable
from tests.engine.test_workers import Adder, Pool
for _ in range(20):
    with contextlib.suppress(KeyError), terminable(), Pool([Adder("a"), Adder("b")]):
        raise KeyError
"""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_workers_end_when_their_parent_is_killed() -> None:
    program = """
import os, signal
from tests.engine.test_workers import Adder, Pool
with Pool([Adder("a"), Adder("b")]) as workers:
    workers.ask([0, 0])
    print(*(process for *_, process in workers.answers()), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, timeout=30)
    until = time.monotonic() + 20
    processes = [int(word) for word in done.stdout.split()]
    assert len(processes) == 2, done.stderr
    while any(map(is_running, processes)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(is_running, processes))


def is_running(process: int) -> bool:
    """Tell whether a process still works; one that nobody has collected does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
