"""The line hash of GitHub; the vectors are those of github/codeql-action."""

from __future__ import annotations

import pytest

from gomemlint.reporters.linehash import line_hashes


def test_an_empty_file_has_one_line() -> None:
    assert line_hashes(b"") == ("c129715d7a2bc9a3:1",)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_line_ends_do_not_count(end: str) -> None:
    assert line_hashes(f" a{end}b{end}  \t\tc{end} d".encode()) == (
        "271789c17abda88f:1",
        "54703d4cd895b18:1",
        "180aee12dab6264:1",
        "a23a3dc5e078b07b:1",
    )


def test_repeated_lines_are_told_apart_by_their_number() -> None:
    hashes = line_hashes(b"Lorem ipsum dolor sit amet.\n" * 10)
    assert hashes[:6] == tuple(f"a7f2ff13bc495cf2:{number}" for number in range(1, 7))
    assert hashes[6] == "a7f2ff1481e87703:1"
    assert len(hashes) == 11
