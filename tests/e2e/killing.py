"""Runs of the command that are ended at a chosen moment, and what is left of them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.running import TIMEOUT_S, spawn

# A compiler whose go command was killed goes on with its package, and ends by itself.
PATIENCE_S = 20.0
MARK = "GOMEMLINT_TEST_MARK"


@dataclass(frozen=True, slots=True)
class Killed:
    """What a run left behind: its report, processes, and new temporary folders."""

    code: int
    report: bytes
    errors: str
    left: list[str]
    folders: list[str]


class Killing:
    """Runs on one module, each with all that it starts marked by a variable."""

    def __init__(self, module: Path, folder: Path) -> None:
        self._module = module
        self._report = folder / "report.json"
        self._temporary = folder / "tmp"
        self._temporary.mkdir()
        self._took_s = 0.0

    def measure(self) -> bytes:
        """Warm the caches, take the time of a whole run, and return its report."""
        self.run()
        start = time.monotonic()
        report = self.run()
        self._took_s = time.monotonic() - start
        return report

    def run(self) -> bytes:
        """Return the report of a run that nobody disturbs."""
        with self._started() as process:
            _, errors = process.communicate(timeout=TIMEOUT_S)
        assert (process.returncode, errors) == (0, "")
        return self._report.read_bytes()

    def kill(self, part: float, number: signal.Signals) -> Killed:
        """Send a signal when a part of the usual time has gone by."""
        self._report.unlink(missing_ok=True)
        before = self.folders()
        with self._started() as process:
            time.sleep(self._took_s * part)
            process.send_signal(number)
            _, errors = process.communicate(timeout=TIMEOUT_S)
        report = self._report.read_bytes() if self._report.exists() else b""
        left = self._wait()
        folders = sorted(self.folders() - before)
        return Killed(process.returncode, report, errors, left, folders)

    def _started(self) -> subprocess.Popen[str]:
        options = ("check", "--no-cache", "--select", "ALL", "--exit-zero", "--jobs", "2")
        variables = {MARK: str(self._report), "TMPDIR": str(self._temporary)}
        return spawn(self._module, *options, "--output", f"json={self._report}", **variables)

    def folders(self) -> set[str]:
        """Return the names of the temporary folders that are there, those of Go among them."""
        return {path.name for path in self._temporary.iterdir()}

    def _wait(self) -> list[str]:
        """Return the processes that do not end in time."""
        until = time.monotonic() + PATIENCE_S
        while (left := self._running()) and time.monotonic() < until:
            time.sleep(0.05)
        return left

    def _running(self) -> list[str]:
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                marked = f"{MARK}={self._report}".encode() in (process / "environ").read_bytes()
                command = (process / "cmdline").read_bytes()
            except OSError:
                continue
            if marked and int(process.name) != os.getpid():
                found.append(command.replace(b"\0", b" ").decode(errors="replace"))
        return found
