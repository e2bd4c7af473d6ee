"""The one place that starts processes, and the one that ends them.

Each child leads a process group of its own and writes to files: nothing that it prints can block
it, and a run that is interrupted or late ends the whole group, compilers included.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import BinaryIO, Self

from gomemlint.errors import ToolchainError
from gomemlint.interruptions import uninterrupted

POLL_S = 0.004
GRACE_S = 1.0
ROOM = bytes(4096)


@dataclass(frozen=True, slots=True)
class Command:
    """What to run, where, with which environment, and for how long at most.

    `diagnostics` names a file for what the program writes to stderr; without it, stderr is
    kept in memory like stdout.
    """

    arguments: tuple[str, ...]
    directory: Path
    environment: Mapping[str, str]
    timeout_s: float | None = None
    diagnostics: Path | None = None
    input: bytes = b""

    @property
    def title(self) -> str:
        """Name the command in a message: program and verb."""
        verb = self.arguments[1:2]
        return " ".join((Path(self.arguments[0]).name, *verb))


@dataclass(frozen=True, slots=True)
class Completed:
    """What a program did. `peak_bytes` is the largest resident size among it and its children.

    `lost` says why the files for what it printed may lack some of it; empty if they are whole.
    """

    code: int
    output: bytes
    errors: bytes
    wall_s: float
    cpu_s: float
    peak_bytes: int
    lost: str = ""

    @property
    def last_words(self) -> str:
        """The end of what it wrote to stderr, for a message."""
        lines = self.errors[-4000:].decode("utf-8", "replace").strip().splitlines()
        return "\n".join(lines[-8:])


@dataclass(slots=True)
class Process:
    """A program that runs. Use it as a context manager: leaving ends what still runs."""

    command: Command
    child: subprocess.Popen[bytes]
    output: BinaryIO
    errors: BinaryIO
    started: float = field(default_factory=time.monotonic)
    completed: Completed | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait(self) -> Completed:
        """Wait for the end; raise `ToolchainError` and end the group when time is up."""
        limit = self.command.timeout_s
        while self.completed is None:
            if self._reaped():
                break
            if limit is not None and time.monotonic() - self.started > limit:
                self.stop()
                raise ToolchainError(
                    f"{self.command.title} was stopped after {limit:g} s in "
                    f"{self.command.directory}; allow it more time or name fewer packages"
                )
            time.sleep(POLL_S)
        assert self.completed is not None
        if self.completed.lost:
            raise ToolchainError(
                f"what {self.command.title} printed was lost: {self.completed.lost}; make room in "
                f"{tempfile.gettempdir()}, or name another folder with TMPDIR"
            )
        return self.completed

    def stop(self) -> None:
        """End the whole process group: politely, then for good."""
        if self.completed is not None:
            return
        try:
            self._signal(signal.SIGTERM)
            until = time.monotonic() + GRACE_S
            while not self._reaped() and time.monotonic() < until:
                time.sleep(POLL_S)
        finally:
            # A member that ignores SIGTERM outlives its leader, and a second Ctrl-C ends the wait.
            self._signal(signal.SIGKILL)
        while not self._reaped():
            time.sleep(POLL_S)

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child.pid, number)

    def _reaped(self) -> bool:
        """Collect the child if it ended, with what it used."""
        if self.completed is not None:
            return True
        # It can be collected once: a signal between that and its record would have it sought again.
        with uninterrupted():
            pid, status, usage = os.wait4(self.child.pid, os.WNOHANG)
            if pid == 0:
                return False
            self.child.returncode = os.waitstatus_to_exitcode(status)
            lost = refusal(self.output) or refusal(self.errors)
            self.completed = Completed(
                code=self.child.returncode,
                output=contents(self.output),
                errors=b"" if self.command.diagnostics else contents(self.errors),
                wall_s=time.monotonic() - self.started,
                cpu_s=usage.ru_utime + usage.ru_stime,
                peak_bytes=usage.ru_maxrss * MAXRSS_UNIT,
                lost=lost,
            )
            self.errors.close()
        return True


MAXRSS_UNIT = 1 if os.uname().sysname == "Darwin" else 1024


def refusal(file: BinaryIO) -> str:
    """Say why a file takes no more bytes. Programs do not notice when their words are lost."""
    number = file.fileno()
    end = os.lseek(number, 0, os.SEEK_END)
    missing = ROOM
    try:
        while missing:
            missing = missing[os.write(number, missing) :]
    except OSError as error:
        return error.strerror or str(error)
    finally:
        os.ftruncate(number, end)
    return ""


def contents(file: BinaryIO) -> bytes:
    """Read all that a child wrote to a temporary file, and drop the file."""
    with file:
        file.seek(0)
        return file.read()


def start(command: Command) -> Process:
    """Start a program; raise `ToolchainError` if the system cannot."""
    output: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
    errors: BinaryIO = (
        command.diagnostics.open("w+b") if command.diagnostics else tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
    )
    with tempfile.TemporaryFile() as source, ExitStack() as failing:
        source.write(command.input)
        source.seek(0)
        # The child may run long before it is known by its number.
        with uninterrupted():
            try:
                child = subprocess.Popen(
                    command.arguments,
                    cwd=command.directory,
                    env={**command.environment, "PWD": str(command.directory)},
                    stdin=source,
                    stdout=output,
                    stderr=errors,
                    process_group=0,
                )
            except OSError as e:
                output.close()
                errors.close()
                raise ToolchainError(
                    f"cannot run {command.arguments[0]} in {command.directory}: {e.strerror or e}"
                ) from e
            process = Process(command, child, output, errors)
            failing.callback(process.stop)
        failing.pop_all()
    return process


def run(command: Command) -> Completed:
    """Run a program to its end."""
    with start(command) as process:
        return process.wait()


@contextmanager
def terminable() -> Iterator[None]:
    """Make SIGTERM and SIGHUP end the run like Ctrl-C, so that no child outlives us.

    Changes nothing outside of the main thread, or where the program has handlers of its own.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """Answer a signal the way Python answers Ctrl-C."""
    raise KeyboardInterrupt
