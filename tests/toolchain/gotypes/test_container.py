"""A damaged file is an error that says so."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gomemlint.errors import ToolchainError
from gomemlint.toolchain.gotypes.container import PREFIX, open_container
from gomemlint.toolchain.gotypes.reader import PackageTypes

if TYPE_CHECKING:
    from tests.toolchain.gotypes.conftest import Inspect


@pytest.fixture
def intact(inspect: Inspect) -> Path:
    """The file of a package."""
    inspected = inspect({"a.go": "package m\n\nfunc f(s []string) int { return len(s) }\n"})
    return inspected.checked.files["example.org/m"]


def damaged(intact: Path, content: bytes) -> Path:
    path = intact.with_suffix(".damaged")
    path.write_bytes(content)
    return path


def test_an_intact_file_opens(intact: Path) -> None:
    assert PackageTypes.open(intact).path == "example.org/m"


@pytest.mark.parametrize("length", [0, 1, PREFIX - 1, PREFIX, 200, -8, -1])
def test_a_truncated_file_is_refused(intact: Path, length: int) -> None:
    with pytest.raises(ToolchainError, match="cannot be read"):
        PackageTypes.open(damaged(intact, intact.read_bytes()[:length]))


def test_any_other_byte_is_noticed(intact: Path) -> None:
    content = intact.read_bytes()
    for at in range(0, len(content), 97):
        changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        with pytest.raises(ToolchainError, match="cannot be read"):
            PackageTypes.open(damaged(intact, changed))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ToolchainError, match="cannot be read"):
        PackageTypes.open(tmp_path / "none.types")


def test_the_same_package_gives_the_same_bytes(inspect: Inspect, intact: Path) -> None:
    first = intact.read_bytes()
    again = inspect({})
    assert again.checked.files["example.org/m"].read_bytes() == first


def test_more_files_are_mapped_than_may_be_open(intact: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (200, hard))
    try:
        opened = [open_container(intact) for _ in range(300)]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    first, *_, last = opened
    assert [bytes(part) for part in first.sections] == [bytes(part) for part in last.sections]
