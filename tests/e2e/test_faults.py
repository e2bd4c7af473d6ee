"""What the machine does to us: full disks, no home, a signal at any moment, two runs at once."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.killing import Killing
from tests.e2e.running import FIXTURES, GO_MOD, TIMEOUT_S, Write, pool, run, spawn

SERVICE = FIXTURES / "example_service"
CHECK = ("check", "--no-cache", "--select", "GML301")
FAULTY = {"go.mod": GO_MOD, "a.go": pool()}
KILLS = int(os.environ.get("GOMEMLINT_TEST_KILLS", "15"))


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own that has no room left."""
    folder = tmp_path / "full"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("needs a small file system: the right to mount one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        (folder / "filling").write_bytes(bytes(1 << 20))


def shell(directory: Path, text: str) -> tuple[int, str, str]:
    """Run the command, which a shell script calls `$@`."""
    arguments = ["sh", "-c", text, "sh", sys.executable, "-m", "gomemlint", *CHECK]
    done = subprocess.run(arguments, cwd=directory, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def test_a_report_that_does_not_fit_leaves_the_old_one(write: Write, full: Path) -> None:
    root = write(FAULTY)
    report = full / "report.json"
    report.write_text("old")
    fill(full)
    ran = run(root, *CHECK, "--output", f"json={report}")
    assert (ran.code, report.read_text()) == (2, "old")
    assert f"cannot write the report {report}: No space left" in ran.err
    assert sorted(path.name for path in full.iterdir()) == ["filling", "report.json"]


def test_words_of_the_compiler_that_do_not_fit_are_missed(
    write: Write, full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write(FAULTY)
    monkeypatch.setenv("GOTMPDIR", str(root))
    monkeypatch.setattr("tempfile.tempdir", str(full))
    ran = run(root, *CHECK)
    assert (ran.code, ran.out) == (3, "")
    assert "was lost: No space left on device" in ran.err
    assert "TMPDIR" in ran.err


def test_a_full_disk_behind_standard_output_is_an_error(write: Write) -> None:
    code, _, err = shell(write(FAULTY), '"$@" > /dev/full')
    assert (code, err) == (
        2,
        "gomemlint: cannot write to standard output: No space left on device\n",
    )


def test_a_limit_on_the_size_of_files_is_an_error(write: Write) -> None:
    root = write(FAULTY)
    assert run(root, *CHECK).code == 1  # what is compiled now need not be written later
    code, out, err = shell(root, 'ulimit -f 64; "$@"')
    assert (code, out) == (3, "")
    assert "what go list printed was lost: File too large" in err


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_closed_streams_do_no_harm(write: Write, closed: str) -> None:
    code, out, err = shell(write(FAULTY), f'"$@" {closed}')
    assert (code, err) == (1, "")
    assert ("GML301" in out) == (">&-" not in closed.replace("2>&-", ""))


@pytest.mark.parametrize("cache", ["/dev/null", "/proc/nowhere", ""])
def test_a_cache_folder_that_cannot_be_made_does_no_harm(
    write: Write, tmp_path: Path, cache: str
) -> None:
    build_cache = subprocess.run(["go", "env", "GOCACHE"], capture_output=True, text=True).stdout
    variables = {
        "HOME": "/nowhere",
        "GOCACHE": build_cache.strip(),
        "GOPATH": str(tmp_path / "go"),
        "XDG_CACHE_HOME": cache,
        "GOMEMLINT_CACHE": cache,
    }
    with spawn(write(FAULTY), "check", "--select", "GML301", **variables) as process:
        out, err = process.communicate(timeout=TIMEOUT_S)
    assert (process.returncode, err) == (1, "")
    assert "GML301" in out


def test_a_cache_on_a_full_disk_does_no_harm(write: Write, full: Path) -> None:
    build_cache = subprocess.run(["go", "env", "GOCACHE"], capture_output=True, text=True).stdout
    fill(full)
    variables = {
        "GOCACHE": build_cache.strip(),
        "XDG_CACHE_HOME": str(full),
        "GOMEMLINT_CACHE": str(full),
    }
    with spawn(write(FAULTY), "check", "--select", "GML301", **variables) as process:
        out, err = process.communicate(timeout=TIMEOUT_S)
    assert (process.returncode, err) == (1, "")
    assert "GML301" in out


def test_without_a_home_go_says_what_it_misses(write: Write) -> None:
    root = write(FAULTY)
    variables = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    done = subprocess.run(
        [sys.executable, "-m", "gomemlint", *CHECK],
        cwd=root,
        env=variables,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "GOCACHE is not defined" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_go_that_hangs_is_ended_by_the_time_limit(write: Write, tmp_path: Path) -> None:
    hanging = tmp_path / "go"
    hanging.write_text("#!/bin/sh\nsleep 600\n")
    hanging.chmod(0o755)
    ran = run(write(FAULTY), *CHECK, "--go", str(hanging), "--timeout", "0.5")
    assert (ran.code, ran.out) == (3, "")
    assert "was stopped after 0.5 s" in ran.err


@pytest.mark.parametrize(
    "body", ["echo garbage", "printf '\\000\\377'", ":", "kill -9 $$", "echo no >&2; exit 7"]
)
def test_a_go_that_prints_garbage_is_an_error(write: Write, tmp_path: Path, body: str) -> None:
    strange = tmp_path / "go"
    real = shutil.which("go")
    strange.write_text(f'#!/bin/sh\n[ "$1" = env ] && exec {real} "$@"\n{body}\n')
    strange.chmod(0o755)
    ran = run(write(FAULTY), *CHECK, "--go", str(strange))
    assert (ran.code in (2, 3), ran.out) == (True, "")
    assert ran.err.startswith("gomemlint: ")


def test_two_runs_at_once_report_the_same(tmp_path: Path) -> None:
    reports = [tmp_path / f"{number}.json" for number in range(4)]
    options = ("check", "--select", "ALL", "--exit-zero")
    variables = {"GOMEMLINT_CACHE": str(tmp_path / "cache")}
    started = [
        spawn(SERVICE, *options, "--output", f"json={report}", "--jobs", "2", **variables)
        for report in reports
    ]
    for process in started:
        with process:
            _, err = process.communicate(timeout=TIMEOUT_S)
        assert (process.returncode, err) == (0, "")
    assert len({report.read_bytes() for report in reports}) == 1
    assert json.loads(reports[0].read_bytes())["findings"]


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds processes by /proc")
def test_a_signal_at_any_moment_leaves_nothing_behind(tmp_path: Path) -> None:
    killing = Killing(SERVICE, tmp_path)
    expected = killing.measure()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
    for turn in range(KILLS):
        number = numbers[turn % 3]
        killed = killing.kill((turn + 0.5) / KILLS, number)
        # Within `exec`, as dataclasses are made, Python ends itself by SIGINT: a shell says 130.
        assert killed.code in (0, 130, -number, -signal.SIGINT)
        assert killed.report in (b"", expected)
        assert killed.left == []
        assert "Traceback" not in killed.errors or killed.code < 0
        assert number is signal.SIGKILL or killed.folders == []
    assert killing.run() == expected
    assert killing.folders() == set()
