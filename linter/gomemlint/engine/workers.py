"""Run shards of a run side by side, each in a process of its own.

A shard keeps its trees between the two steps, so each process serves the same shard throughout.
Processes, not threads: the interpreter lock is held while tree-sitter parses and queries.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Generic, Protocol, TypeAlias, TypeVar, cast

Scanned_co = TypeVar("Scanned_co", covariant=True)
Linked_contra = TypeVar("Linked_contra", contravariant=True)
Checked_co = TypeVar("Checked_co", covariant=True)
Scanned = TypeVar("Scanned")
Linked = TypeVar("Linked")
Checked = TypeVar("Checked")

Pipe: TypeAlias = "Connection[object, object]"
Worker: TypeAlias = tuple[BaseProcess, Pipe]

STOP_TIMEOUT_S = 2.0


class Shard(Protocol[Scanned_co, Linked_contra, Checked_co]):
    """Some packages of the run: `scan` needs only them, `check` what all scans found."""

    def scan(self) -> Scanned_co: ...

    def check(self, linked: Linked_contra) -> Checked_co: ...


class Workers(Generic[Scanned, Linked, Checked]):
    """The shards of a run. One shard runs in this process; several are forked.

    An exception in a worker is raised here again. Leaving the context ends all processes.
    """

    def __init__(self, shards: Sequence[Shard[Scanned, Linked, Checked]]) -> None:
        self._shards = shards
        self._processes: list[Worker] = []

    def __enter__(self) -> Workers[Scanned, Linked, Checked]:
        if len(self._shards) > 1:
            gc.freeze()
            self._processes = [_start(shard) for shard in self._shards]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process, pipe in self._processes:
            pipe.close()
            if kind is not None:
                process.terminate()
        for process, _ in self._processes:
            process.join(STOP_TIMEOUT_S)
            if process.is_alive():
                process.kill()
                process.join()
        self._processes = []

    def start_scan(self) -> None:
        """Let the processes scan while this one does something else."""
        for _, pipe in self._processes:
            pipe.send(None)

    def scanned(self) -> list[Scanned]:
        """Return what the scans found, in the order of the shards."""
        if not self._processes:
            return [shard.scan() for shard in self._shards]
        return cast(list[Scanned], _received(self._processes))  # the pipe has no types

    def check(self, linked: Linked) -> list[Checked]:
        """Check all shards and return what they found, in the order of the shards."""
        if not self._processes:
            return [shard.check(linked) for shard in self._shards]
        for _, pipe in self._processes:
            pipe.send(linked)
        return cast(list[Checked], _received(self._processes))  # the pipe has no types


class WorkerError(RuntimeError):
    """A worker ended without an answer: killed, or out of memory."""


def _start(
    shard: Shard[Scanned, Linked, Checked],
) -> Worker:
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("fork")
    process = context.Process(target=_serve, args=(shard, theirs), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _serve(shard: Shard[Scanned, Linked, Checked], pipe: Pipe) -> None:
    """Answer the two requests of the parent; a closed pipe means that it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pipe.recv()
        _answer(pipe, shard.scan)
        linked = cast(Linked, pipe.recv())  # the pipe has no types
        _answer(pipe, lambda: shard.check(linked))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _answer(pipe: Pipe, work: Callable[[], object]) -> None:
    try:
        answer = work()
    except Exception as error:  # noqa: BLE001 - handed to the parent, which raises it
        pipe.send(error)
        return
    pipe.send(answer)


def _received(processes: Iterable[Worker]) -> list[object]:
    answers: list[object] = []
    for process, pipe in processes:
        try:
            answer = pipe.recv()
        except EOFError as error:
            process.join()
            raise WorkerError(f"a worker ended with exit code {process.exitcode}") from error
        if isinstance(answer, Exception):
            raise answer
        answers.append(answer)
    return answers
