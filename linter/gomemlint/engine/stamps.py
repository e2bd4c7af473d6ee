"""Whether files are still what they were when the run began."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes when a file does. No file has the stamp of zeros."""

    size: int = 0
    modified_ns: int = 0
    inode: int = 0


@dataclass(slots=True)
class Stamps:
    """The stamps of files by absolute path, taken once each."""

    taken: dict[str, Stamp] = field(default_factory=dict)

    def take(self, paths: Iterable[str]) -> None:
        """Remember files that are not known yet as they are now."""
        for path in paths:
            if path not in self.taken:
                self.taken[path] = stamp(path)

    def changed(self) -> frozenset[str]:
        """Return the files that are no longer as they were."""
        return frozenset(path for path, then in self.taken.items() if stamp(path) != then)


def stamp(path: str) -> Stamp:
    """Look at a file; one that is not there has the empty stamp."""
    try:
        found = Path(path).stat()
    except OSError:
        return Stamp()
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ino)
