"""Signals end the run and every process that it started."""

from __future__ import annotations

import os
import signal
import stat
import time
from pathlib import Path

import pytest

from tests.e2e.running import GO_MOD, TIMEOUT_S, Write, pool, spawn

# Answers as Go does until packages are listed; then it hangs, with a child of its own.
HANGING_GO = """#!/bin/sh
case "$1" in
list) touch {mark}; sleep 600 & echo $! > {mark}.child; wait ;;
*) exec go "$@" ;;
esac
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_child_and_exits_with_130(
    write: Write, tmp_path: Path, number: signal.Signals
) -> None:
    mark = tmp_path / "listing"
    hanging = tmp_path / "hanging-go"
    hanging.write_text(HANGING_GO.format(mark=mark))
    hanging.chmod(hanging.stat().st_mode | stat.S_IXUSR)
    root = write({"go.mod": GO_MOD, "a.go": pool() + "// " + "x" * 1_000_000 + "\n"})
    write({"b/b.go": pool("b") + "// " + "x" * 1_000_000 + "\n"})
    with spawn(root, "check", "--jobs", "2", "--go", str(hanging)) as process:
        child = Path(f"{mark}.child")
        until = time.monotonic() + TIMEOUT_S
        while not (child.exists() and child.read_text()) and time.monotonic() < until:
            time.sleep(0.02)
        os.kill(process.pid, number)
        out, err = process.communicate(timeout=TIMEOUT_S)
    assert (process.returncode, out, err.strip()) == (130, "", "")
    assert not is_running(int(child.read_text()))


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    return state != "Z"
