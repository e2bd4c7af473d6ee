"""What cannot be checked is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gomemlint.model.packages import GoPackage
from gomemlint.toolchain.environment import Go
from gomemlint.toolchain.gotypes.checking import check, decoded
from gomemlint.toolchain.process import Completed

if TYPE_CHECKING:
    from tests.toolchain.gotypes.conftest import Inspect, Inspected

FILES = {
    "a.go": 'package m\n\nimport "example.org/m/b"\n\nvar A = b.B\n',
    "b/b.go": "package b\n\nvar B = 1\n",
}


def parts(inspected: Inspected) -> tuple[Go, dict[str, GoPackage]]:
    """Return the toolchain and the packages by identity."""
    assert inspected.listing.go is not None
    return inspected.listing.go, {each.identity: each for each in inspected.listing.packages}


def test_a_package_without_readable_files_is_a_notice(inspect: Inspect, tmp_path: Path) -> None:
    go, packages = parts(inspect(FILES))
    gone = replace(packages["example.org/m"], go_files=("gone.go",))
    checked = check(go, [*(packages | {gone.identity: gone}).values()], tmp_path)
    (notice,) = checked.notices
    assert (notice.code, notice.package, notice.incomplete) == (
        "types-unavailable",
        "example.org/m",
        True,
    )
    assert "example.org/m/b" in checked.files


def test_unreadable_export_data_fails_their_importers_alone(
    inspect: Inspect, tmp_path: Path
) -> None:
    go, packages = parts(inspect(FILES))
    (tmp_path / "garbage").write_bytes(b"!<arch>\ngarbage")
    spoilt = replace(packages["example.org/m/b"], export=str(tmp_path / "garbage"))
    checked = check(go, [*(packages | {spoilt.identity: spoilt}).values()], tmp_path)
    assert [(each.code, each.package) for each in checked.notices] == [
        ("types-incomplete", "example.org/m")
    ]
    assert checked.files.keys() == {"example.org/m", "example.org/m/b"}


def test_packages_that_import_each_other_do_not_wait_for_each_other(
    inspect: Inspect, tmp_path: Path
) -> None:
    inspected = inspect(
        {
            "a/a.go": 'package a\n\nimport "example.org/m/b"\n\nvar A = b.B\n',
            "b/b.go": 'package b\n\nimport "example.org/m/a"\n\nvar B = a.A\n\nvar C = 1\n',
        }
    )
    b = inspected.source("b/b.go", "example.org/m/b")
    assert b.spelling("C") == "int"


def test_no_target_is_no_work(inspect: Inspect, tmp_path: Path) -> None:
    go, _ = parts(inspect(FILES))
    checked = check(go, [], tmp_path)
    assert (dict(checked.files), checked.notices) == ({}, ())


def test_a_line_that_a_dying_program_did_not_end_is_left_out() -> None:
    whole = b'{"id":"a","file":"/f","errors":null,"failure":""}\n'
    done = Completed(code=2, output=whole + whole[:20], errors=b"", wall_s=0, cpu_s=0, peak_bytes=0)
    assert [answer.id for answer in decoded(done)] == ["a"]
