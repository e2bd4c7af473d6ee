"""Files that change during a run."""

from __future__ import annotations

import os
from pathlib import Path

from gomemlint.engine.stamps import Stamps


def test_a_file_that_stays_has_not_changed(tmp_path: Path) -> None:
    file = tmp_path / "a.go"
    file.write_text("package a")
    stamps = Stamps()
    stamps.take([str(file)])
    assert stamps.changed() == frozenset()


def test_what_is_written_replaced_or_deleted_has_changed(tmp_path: Path) -> None:
    names = ["written", "replaced", "deleted", "kept"]
    files = {name: tmp_path / name for name in names}
    for file in files.values():
        file.write_text("package a")
    stamps = Stamps()
    stamps.take(map(str, files.values()))
    files["written"].write_text("package ab")
    times = files["replaced"].stat()
    other = tmp_path / "other"
    other.write_text("package b")
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    other.replace(files["replaced"])
    files["deleted"].unlink()
    assert stamps.changed() == {str(files[name]) for name in names[:3]}


def test_the_first_stamp_counts(tmp_path: Path) -> None:
    file = tmp_path / "a.go"
    file.write_text("package a")
    stamps = Stamps()
    stamps.take([str(file)])
    file.write_text("package changed")
    stamps.take([str(file)])
    assert stamps.changed() == {str(file)}
