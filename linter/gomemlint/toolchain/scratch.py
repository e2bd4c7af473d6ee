"""Folders that last as long as a run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gomemlint.interruptions import uninterrupted


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Make a folder, and remove it with all that is in it, whatever signal comes meanwhile."""
    with uninterrupted():
        folder = tempfile.TemporaryDirectory(prefix="gomemlint-")
    try:
        yield Path(folder.name)
    finally:
        with uninterrupted():
            folder.cleanup()
