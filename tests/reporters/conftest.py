"""Whole reports are compared with files in `__snapshots__`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

SNAPSHOTS = Path(__file__).parent / "__snapshots__"

Compare = Callable[[str, str], None]


@pytest.fixture
def same_as_snapshot() -> Compare:
    """Compare a text with a committed file; `UPDATE_SNAPSHOTS=1` writes the file instead."""

    def compare(name: str, actual: str) -> None:
        path = SNAPSHOTS / name
        if os.environ.get("UPDATE_SNAPSHOTS"):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(actual.encode())
        assert path.read_bytes().decode() == actual

    return compare
