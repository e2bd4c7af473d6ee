"""Folders that last as long as a run."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gomemlint.toolchain.scratch import scratch_folder

RUN = """
from gomemlint.toolchain.scratch import scratch_folder

with scratch_folder() as folder:
    (folder / "facts").mkdir()
    (folder / "facts" / "p").write_text("text")
    print(folder, flush=True)
    input()
"""

Start = Callable[[], tuple[subprocess.Popen[str], Path]]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which all folders of this test are made."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def start(place: Path) -> Iterator[Start]:
    """Start a run of its own, which waits in its folder until it is told to end."""
    started: list[subprocess.Popen[str]] = []

    def start_one() -> tuple[subprocess.Popen[str], Path]:
        arguments = [sys.executable, "-c", RUN]
        pipe = subprocess.PIPE
        process = subprocess.Popen(arguments, stdin=pipe, stdout=pipe, text=True)
        started.append(process)
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        assert folder.parent == place
        return process, folder

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


def test_a_folder_lasts_as_long_as_its_run(place: Path) -> None:
    with scratch_folder() as folder:
        (folder / "text").write_text("")
        assert folder.parent == place
    assert list(place.iterdir()) == []


def test_what_a_killed_run_left_goes_with_the_next(place: Path, start: Start) -> None:
    process, left = start()
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (left / "facts" / "p").exists()
    with scratch_folder() as folder:
        assert list(place.iterdir()) == [folder]


def test_the_folder_of_a_run_that_lives_stays(place: Path, start: Start) -> None:
    process, other = start()
    with scratch_folder() as outer, scratch_folder() as inner:
        assert sorted(place.iterdir()) == sorted([other, outer, inner])
        assert (other / "facts" / "p").exists()
    process.communicate("\n")
    assert list(place.iterdir()) == []


def test_what_is_not_ours_stays(place: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    linked = tmp_path_factory.mktemp("linked")
    (linked / "lock").write_text("")
    (place / "gomemlint-link").symlink_to(linked)
    (place / "gomemlint-notes").mkdir()
    (place / "gomemlint-file").write_text("")
    with scratch_folder():
        pass
    assert sorted(path.name for path in place.iterdir()) == [
        "gomemlint-file",
        "gomemlint-link",
        "gomemlint-notes",
    ]
    assert (linked / "lock").exists()
