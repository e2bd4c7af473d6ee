"""Trees that are parsed ahead."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomemlint.engine.sources import Trees


def test_a_tree_is_what_the_file_held_when_it_was_read_ahead(tmp_path: Path) -> None:
    file = tmp_path / "a.go"
    file.write_text("package first\n")
    trees = Trees()
    trees.read_ahead([str(file)])
    file.write_text("package second\n")
    assert trees.take(str(file)).source == b"package first\n"
    assert trees.take(str(file)).source == b"package second\n"


def test_reading_ahead_stops_when_memory_is_full(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.go", "b.go")]
    for file in files:
        file.write_text("package first\n")
    trees = Trees(limit_bytes=5)
    trees.read_ahead(map(str, files))
    for file in files:
        file.write_text("package second\n")
    assert trees.take(str(files[0])).source == b"package first\n"
    assert trees.take(str(files[1])).source == b"package second\n"


def test_a_missing_file_fails_when_it_is_taken_not_ahead(tmp_path: Path) -> None:
    trees = Trees()
    trees.read_ahead([str(tmp_path / "none.go")])
    with pytest.raises(FileNotFoundError):
        trees.take(str(tmp_path / "none.go"))
