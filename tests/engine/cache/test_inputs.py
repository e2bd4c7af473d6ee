"""Inputs are the same as long as their content is."""

from __future__ import annotations

import os
import time
from pathlib import Path

from gomemlint.engine.cache.inputs import Depth, Inputs, is_settled, refreshed, taken


def seen(*paths: Path, depth: Depth = Depth.CONTENT) -> Inputs:
    return taken({str(path): depth for path in paths})


def test_what_nobody_touched_is_the_same(tmp_path: Path) -> None:
    file = tmp_path / "a.go"
    file.write_text("package a\n")
    inputs = seen(tmp_path, file)

    assert refreshed(inputs) is inputs


def test_a_file_that_was_written_again_with_the_same_content_is_the_same(tmp_path: Path) -> None:
    file = tmp_path / "a.go"
    file.write_text("package a\n")
    inputs = seen(file)
    file.unlink()
    file.write_text("package a\n")
    os.utime(file, (1, 1))

    now = refreshed(inputs)

    assert now is not None
    assert now != inputs
    assert refreshed(now) is now


def test_other_content_of_the_same_size_and_time_is_a_change(tmp_path: Path) -> None:
    file = tmp_path / "a.go"
    file.write_text("package a\n")
    os.utime(file, (1, 1))
    inputs = seen(file)
    time.sleep(0.02)
    file.write_text("package b\n")
    os.utime(file, (1, 1))

    assert refreshed(inputs) is None


def test_a_file_that_is_gone_is_a_change(tmp_path: Path) -> None:
    file = tmp_path / "a.go"
    file.write_text("package a\n")
    inputs = seen(file)
    file.unlink()

    assert refreshed(inputs) is None


def test_a_file_that_appears_where_none_was_is_a_change(tmp_path: Path) -> None:
    inputs = seen(tmp_path / "go.work")
    (tmp_path / "go.work").write_text("go 1.27\n")

    assert refreshed(inputs) is None


def test_a_new_go_file_or_folder_changes_its_folder(tmp_path: Path) -> None:
    for name in ("a.go", "a.s", "inner/"):
        inputs = seen(tmp_path)
        path = tmp_path / name
        path.mkdir() if name.endswith("/") else path.write_text("")

        assert refreshed(inputs) is None


def test_a_file_of_no_concern_to_go_changes_nothing(tmp_path: Path) -> None:
    inputs = seen(tmp_path)
    (tmp_path / ".a.go.swp").write_text("")
    (tmp_path / "README.md").write_text("")

    assert refreshed(inputs) is not None


def test_of_a_program_the_stamp_decides(tmp_path: Path) -> None:
    file = tmp_path / "go"
    file.write_text("v1")
    inputs = seen(file, depth=Depth.STAMP)
    os.utime(file, (1, 1))

    assert refreshed(inputs) is None


def test_what_has_just_changed_is_not_settled(tmp_path: Path) -> None:
    file = tmp_path / "a.go"
    file.write_text("package a\n")
    inputs = seen(file)

    assert not is_settled(inputs, time.time_ns())
    assert is_settled(inputs, time.time_ns() + 1_000_000_000)
