"""Folders that last as long as a run, or until the next one where a run was killed.

A run holds a lock in its folder. The system gives the lock back however the run ends, so that a
folder whose lock can be had is nobody's any more.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from gomemlint.interruptions import uninterrupted

PREFIX = "gomemlint-"
LOCK = "lock"
UNFINISHED = "lock.new"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Make a folder, and remove it with all that is in it, whatever signal comes meanwhile.

    What killed runs left beside it goes as well.
    """
    with uninterrupted():
        remove_abandoned(Path(tempfile.gettempdir()))
        folder = tempfile.TemporaryDirectory(prefix=PREFIX)
        lock = _lock(Path(folder.name))
    try:
        yield Path(folder.name)
    finally:
        with uninterrupted():
            folder.cleanup()
            os.close(lock)


def remove_abandoned(place: Path) -> None:
    """Remove the folders of our user's runs that ended without doing so."""
    with suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX):
                _remove_if_abandoned(Path(entry.path))


def _remove_if_abandoned(folder: Path) -> None:
    with suppress(OSError):
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
            return
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW)
        try:
            flock(lock, LOCK_EX | LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(lock)


def _lock(folder: Path) -> int:
    """Lock a new folder; the lock has its name only once it is held, so that nobody comes first."""
    lock = os.open(folder / UNFINISHED, os.O_RDWR | os.O_CREAT, 0o600)
    with suppress(OSError):
        # Some file systems have no locks: such a folder is never taken for an abandoned one.
        flock(lock, LOCK_EX | LOCK_NB)
        (folder / UNFINISHED).rename(folder / LOCK)
    return lock
