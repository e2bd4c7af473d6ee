"""Children end when the run ends: by time, by signal, by error."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import BinaryIO

import pytest

from gomemlint.errors import ToolchainError
from gomemlint.toolchain.discovery import find_go
from gomemlint.toolchain.loading import load, plan, start
from gomemlint.toolchain.process import Command, Process, run
from gomemlint.toolchain.process import start as start_process
from tests.toolchain.conftest import Ask, Write

MODULE = {"go.mod": "module example.com/m\n\ngo 1.21\n", "m.go": "package m\n"}
PROGRAM = """
import sys
from pathlib import Path
from gomemlint.toolchain.loading import load
from gomemlint.toolchain.requests import LoadRequest

module, scratch, go = sys.argv[1:]
try:
    load(LoadRequest(Path(module), Path(scratch), go=go))
except KeyboardInterrupt:
    sys.exit(130)
"""


def hanging_go(folder: Path, also: str = "") -> tuple[Path, Path]:
    """Write a go command that answers `env` and then hangs with a child; return it and its log."""
    log = folder / "children"
    go = folder / "go"
    go.write_text(
        f"#!/bin/sh\n{also}\n"
        f'if [ "$1" = env ]; then exec {find_go("", os.environ)} "$@"; fi\n'
        f"sleep 300 & echo $! >>{log}\necho $$ >>{log}\nsleep 300\n"
    )
    go.chmod(0o755)
    return go, log


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def ended(pids: list[int], within_s: float = 5.0) -> bool:
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if not any(map(is_running, pids)):
            return True
        time.sleep(0.02)
    return False


def children(log: Path) -> list[int]:
    return [int(word) for word in log.read_text().split()]


def wait_for(log: Path, lines: int) -> None:
    until = time.monotonic() + 10
    while not log.exists() or len(log.read_text().split()) < lines:
        assert time.monotonic() < until, "the go command never started"
        time.sleep(0.02)


def test_a_go_that_hangs_is_ended_with_its_children(write: Write, ask: Ask, tmp_path: Path) -> None:
    go, log = hanging_go(tmp_path)
    with pytest.raises(ToolchainError, match=r"go list was stopped after 0\.5 s in .*/work"):
        load(ask(write(MODULE), go=str(go), timeout_s=0.5))
    assert len(children(log)) == 4
    assert ended(children(log))


def test_a_go_that_ignores_sigterm_is_ended(write: Write, ask: Ask, tmp_path: Path) -> None:
    go, log = hanging_go(tmp_path, also="trap '' TERM")
    with pytest.raises(ToolchainError, match="was stopped"):
        load(ask(write(MODULE), go=str(go), timeout_s=0.5))
    assert ended(children(log))


def test_a_go_that_hangs_at_once_is_ended(write: Write, ask: Ask, tmp_path: Path) -> None:
    go = tmp_path / "go"
    go.write_text("#!/bin/sh\nsleep 300\n")
    go.chmod(0o755)
    with pytest.raises(ToolchainError, match=r"go env was stopped after 0\.3 s"):
        load(ask(write(MODULE), go=str(go), timeout_s=0.3))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_child(
    write: Write, tmp_path: Path, variables: dict[str, str], number: signal.Signals
) -> None:
    go, log = hanging_go(tmp_path)
    module = write(MODULE)
    arguments = [sys.executable, "-c", PROGRAM, str(module), str(tmp_path), str(go)]
    with subprocess.Popen(arguments, env=variables) as program:
        wait_for(log, 4)
        program.send_signal(number)
        assert program.wait(10) == 130
    assert ended(children(log))


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds processes by /proc")
def test_an_interrupted_compilation_leaves_no_compiler(
    write: Write, tmp_path: Path, variables: dict[str, str]
) -> None:
    cache = tmp_path / "cache"
    module = write({**MODULE, "m.go": 'package m\n\nimport _ "net/http"\n'})
    arguments = [sys.executable, "-c", PROGRAM, str(module), str(tmp_path), ""]
    environment = {**variables, "GOCACHE": str(cache)}
    with subprocess.Popen(arguments, env=environment) as program:
        until = time.monotonic() + 20
        while not compilers(cache):
            assert time.monotonic() < until, "the compiler never started"
            time.sleep(0.02)
        program.send_signal(signal.SIGINT)
        assert program.wait(10) == 130
    assert compilers(cache) == []


def compilers(cache: Path) -> list[int]:
    """Return the processes, other than Python, that run with a build cache."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes()
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if f"GOCACHE={cache}".encode() in environment and b"compile" in command:
            found.append(int(process.name))
    return found


def test_leaving_without_waiting_ends_what_was_started(
    write: Write, ask: Ask, tmp_path: Path
) -> None:
    go, log = hanging_go(tmp_path)
    planned = plan(ask(write(MODULE), go=str(go)))
    with start(planned):
        wait_for(log, 4)
    assert ended(children(log))


def test_the_handlers_of_signals_are_put_back(write: Write, ask: Ask) -> None:
    before = signal.getsignal(signal.SIGTERM)
    load(ask(write(MODULE)))
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_program_that_cannot_run_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ToolchainError, match=r"cannot run .*/nothing in .*: No such file"):
        run(Command((f"{tmp_path}/nothing",), tmp_path, {}))


def test_output_errors_and_status_are_kept_apart(tmp_path: Path) -> None:
    done = run(Command(("/bin/sh", "-c", "cat; echo no >&2; exit 3"), tmp_path, {}, input=b"in"))
    assert (done.code, done.output, done.errors) == (3, b"in", b"no\n")


def test_a_program_may_print_more_than_a_pipe_holds(tmp_path: Path) -> None:
    program = "import sys; sys.stdout.write('x' * 1_000_000); sys.stderr.write('y' * 1_000_000)"
    done = run(Command((sys.executable, "-c", program), tmp_path, {}))
    assert (len(done.output), len(done.errors)) == (1_000_000, 1_000_000)


def test_stopping_twice_is_harmless(tmp_path: Path) -> None:
    with start_process(Command(("/bin/sleep", "300"), tmp_path, {})) as process:
        process.stop()
        process.stop()
    assert process.wait().code == -signal.SIGTERM


def test_a_signal_just_as_a_child_is_collected_is_held_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait4 = os.wait4

    def interrupted(pid: int, options: int) -> object:
        collected = wait4(pid, options)
        if collected[0]:
            signal.raise_signal(signal.SIGINT)
        return collected

    monkeypatch.setattr(os, "wait4", interrupted)
    process = start_process(Command(("/bin/sh", "-c", "exit 3"), tmp_path, {}))
    with pytest.raises(KeyboardInterrupt), process:
        process.wait()
    assert process.completed is not None
    assert process.completed.code == 3


def test_a_signal_just_as_a_child_starts_ends_the_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "child"

    def interrupted(
        command: Command, child: subprocess.Popen[bytes], output: BinaryIO, errors: BinaryIO
    ) -> Process:
        log.write_text(str(child.pid))
        signal.raise_signal(signal.SIGINT)
        return Process(command, child, output, errors)

    monkeypatch.setattr("gomemlint.toolchain.process.Process", interrupted)
    with pytest.raises(KeyboardInterrupt):
        start_process(Command(("/bin/sleep", "300"), tmp_path, {}))
    assert ended(children(log))


def test_a_child_ignores_the_signals_that_we_ignore_and_hears_the_others(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        done = run(Command(("/bin/sh", "-c", "kill -HUP $$; kill -TERM $$; exit 3"), tmp_path, {}))
    finally:
        signal.signal(signal.SIGHUP, before)
    assert done.code == -signal.SIGTERM
