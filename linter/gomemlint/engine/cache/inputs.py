"""What a run read, and whether it is still the same: by stamp, and by content where that differs.

A file is its bytes, a folder the names in it that Go could care about.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path

import msgspec

# What a build can read besides Go files: assembly, C and objects for cgo.
SUFFIXES = (
    ".go", ".s", ".S", ".sx", ".c", ".cc", ".cpp", ".cxx", ".m", ".h", ".hh", ".hpp", ".hxx",
    ".f", ".F", ".for", ".f90", ".swig", ".swigcxx", ".syso", ".a",
)  # fmt: skip
NAMES = frozenset({"go.mod", "go.work", "modules.txt"})
DIGEST_BYTES = 16
# The clock of file systems ticks in steps: what changed less than this before a look may change
# again without showing it.
TICK_NS = 20_000_000


class Depth(Enum):
    """How closely an input is compared: by content too, or by its stamp alone."""

    CONTENT = "content"
    STAMP = "stamp"


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """A file or folder as it was; zeros and an empty digest are what is not there."""

    size: int = 0
    modified_ns: int = 0
    changed_ns: int = 0
    inode: int = 0
    digest: bytes = b""


Inputs = Mapping[str, Seen]
ABSENT = Seen()


def look(path: str) -> Seen:
    """Look at a file or folder without reading it. Of a folder the size says nothing."""
    try:
        found = os.stat(path)  # noqa: PTH116 - thousands of times: a Path each doubles it
    except (OSError, ValueError):
        return ABSENT
    size = 0 if stat.S_ISDIR(found.st_mode) else found.st_size
    return Seen(size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def read(path: str, seen: Seen) -> Seen:
    """Add the digest of the content to what was seen."""
    return msgspec.structs.replace(seen, digest=_content(path)) if seen != ABSENT else seen


def taken(paths: Mapping[str, Depth]) -> dict[str, Seen]:
    """Look at inputs, and read those whose content counts."""
    found = {}
    for path, depth in paths.items():
        seen = look(path)
        found[path] = read(path, seen) if depth is Depth.CONTENT else seen
    return found


def refreshed(inputs: Inputs) -> Inputs | None:
    """Return the inputs as they are now, None if the content of one has changed."""
    moved = {}
    for path, then in inputs.items():
        now = look(path)
        if _is_same(now, then):
            continue
        if not then.digest or now == ABSENT:
            return None
        now = read(path, now)
        if now.digest != then.digest:
            return None
        moved[path] = now
    return {**inputs, **moved} if moved else inputs


def is_settled(inputs: Inputs, before_ns: int) -> bool:
    """Tell whether every input was left alone for a while before a moment."""
    return all(seen.changed_ns < before_ns - TICK_NS for seen in inputs.values())


def _is_same(now: Seen, then: Seen) -> bool:
    return (
        now.modified_ns == then.modified_ns
        and now.changed_ns == then.changed_ns
        and now.size == then.size
        and now.inode == then.inode
    )


def _content(path: str) -> bytes:
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    try:
        if Path(path).is_dir():
            for name in sorted(_relevant(path)):
                digest.update(os.fsencode(name) + b"\0")
        else:
            digest.update(Path(path).read_bytes())
    except OSError:
        return b"unreadable"
    return digest.digest()


def _relevant(folder: str) -> Iterable[str]:
    """Return the names in a folder that can change what Go lists: sources, modules, folders."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(SUFFIXES) or entry.name in NAMES:
                yield entry.name
            elif entry.is_dir():
                yield entry.name + "/"
