"""Run shards of a run side by side, each in a process of its own.

A shard keeps what it has read between requests, so each process serves one shard throughout.
Processes, not threads: the interpreter lock is held while tree-sitter parses and queries.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Generic, Protocol, TypeAlias, TypeVar, cast

Request = TypeVar("Request")
Request_contra = TypeVar("Request_contra", contravariant=True)
Answer = TypeVar("Answer")
Answer_co = TypeVar("Answer_co", covariant=True)

Pipe: TypeAlias = "Connection[object, object]"
Worker: TypeAlias = tuple[BaseProcess, Pipe]

STOP_TIMEOUT_S = 2.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Shard(Protocol[Request_contra, Answer_co]):
    """A part of the run that answers one request after the other."""

    def answer(self, request: Request_contra) -> Answer_co: ...


class WorkerError(RuntimeError):
    """A worker ended without an answer: killed, or out of memory."""


class Workers(Generic[Request, Answer]):
    """The shards of a run. One shard lives in this process; several are forked.

    An exception in a worker is raised here again. Leaving the context ends all processes. Within
    it, Python does not look for garbage in cycles by itself: what analyses find out about a module
    grows without any, and hundreds of megabytes would be searched again and again. Who drops some
    collects it.
    """

    def __init__(self, shards: Sequence[Shard[Request, Answer]]) -> None:
        self._shards = shards
        self._processes: list[Worker] = []
        self._answers: list[Answer] = []

    def __enter__(self) -> Workers[Request, Answer]:
        gc.disable()
        if len(self._shards) > 1:
            for shard in self._shards:
                self._processes.append(_start(shard, [pipe for _, pipe in self._processes]))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        gc.enable()
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

    def ask(self, requests: Sequence[Request]) -> None:
        """Send each shard its request; processes work on theirs while this one goes on."""
        if not self._processes:
            answers = zip(self._shards, requests, strict=True)
            self._answers = [shard.answer(request) for shard, request in answers]
            return
        for (process, pipe), request in zip(self._processes, requests, strict=True):
            try:
                pipe.send(request)
            except (BrokenPipeError, ConnectionResetError) as error:
                raise _death(process) from error

    def answers(self) -> list[Answer]:
        """Return the answers to what was asked last, in the order of the shards."""
        if not self._processes:
            return self._answers
        return [cast(Answer, _received(worker)) for worker in self._processes]  # pipes are untyped


def _start(shard: Shard[Request, Answer], inherited: Sequence[Pipe]) -> Worker:
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("fork")
    arguments = (shard, theirs, (*inherited, ours))
    process = context.Process(target=_serve, args=arguments, daemon=True)
    # A child that has not yet begun to serve must not answer a signal as its parent would.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    theirs.close()
    return process, ours


def _serve(shard: Shard[Request, Answer], pipe: Pipe, inherited: Sequence[Pipe]) -> None:
    """Answer the requests of the parent; a closed pipe means that it needs no more."""
    # Held open here, the parent's ends would hide from all workers that the parent is gone.
    for foreign in inherited:
        foreign.close()
    # Ctrl-C reaches the whole group; the parent decides what becomes of us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    try:
        while True:
            request = cast(Request, pipe.recv())  # the pipe has no types
            pipe.send(_answer(shard, request))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _answer(shard: Shard[Request, Answer], request: Request) -> Answer | Exception:
    try:
        return shard.answer(request)
    except Exception as error:  # noqa: BLE001 - handed to the parent, which raises it
        return error


def _received(worker: Worker) -> object:
    process, pipe = worker
    try:
        answer = pipe.recv()
    except (EOFError, ConnectionResetError) as error:
        raise _death(process) from error
    if isinstance(answer, Exception):
        raise answer
    return answer


def _death(process: BaseProcess) -> WorkerError:
    process.join(STOP_TIMEOUT_S)
    return WorkerError(f"a worker ended with exit code {process.exitcode}; perhaps memory ran out")
