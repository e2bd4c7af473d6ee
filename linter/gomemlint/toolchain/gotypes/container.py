"""The binary file that the oracle writes for one package, as mapped arrays of numbers."""

from __future__ import annotations

import mmap
import os
import sys
import zlib
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from gomemlint.errors import ToolchainError

# In step with oracle/output.go.
MAGIC = b"gmltype1"
PREFIX = len(MAGIC) + 16
# Some systems allow a process 256 descriptors, and others need theirs.
MAPPED_DESCRIPTORS = 128


class Section(IntEnum):
    """The sections of a file in their order."""

    ABOUT = 0
    STRING_ENDS = 1
    STRING_TEXT = 2
    TYPES = 3
    TYPE_WORDS = 4
    OBJECTS = 5
    OBJECT_INDEX = 6
    USE_STARTS = 7
    USES = 8
    FILES = 9
    EXPRESSIONS = 10
    EXPRESSION_VALUES = 11
    IDENTIFIERS = 12
    EMBEDDED = 13
    INSTANCES = 14
    LISTS = 15
    DECLARATIONS = 16


WIDE = frozenset(
    {
        Section.TYPES,
        Section.OBJECT_INDEX,
        Section.USES,
        Section.EXPRESSIONS,
        Section.EXPRESSION_VALUES,
        Section.IDENTIFIERS,
        Section.EMBEDDED,
        Section.INSTANCES,
    }
)


@dataclass(frozen=True, slots=True)
class Container:
    """The sections of one file: words of eight bytes in `WIDE` ones, of four in the others."""

    sections: tuple[memoryview, ...]
    strings: Strings

    def __getitem__(self, section: Section) -> memoryview:
        return self.sections[section]


@dataclass(frozen=True, slots=True)
class Strings:
    """The strings of one file by number, decoded once. Number 0 is the empty string."""

    ends: memoryview
    text: memoryview
    known: dict[int, str]

    def __getitem__(self, number: int) -> str:
        if not number:
            return ""
        found = self.known.get(number)
        if found is None:
            start = self.ends[number - 1]
            # A Go string holds any bytes; surrogates keep those that are no UTF-8.
            found = str(self.text[start : self.ends[number]], "utf-8", "surrogateescape")
            self.known[number] = found
        return found


def open_container(path: Path) -> Container:
    """Map a file; raise `ToolchainError` if it is not exactly what the oracle wrote."""
    view = mapped(path)
    if len(view) < PREFIX or view[: len(MAGIC)] != MAGIC:
        raise unreadable(path, "it does not begin as such a file does")
    length, checksum = view[len(MAGIC) : PREFIX].cast("Q")
    if length != len(view):
        raise unreadable(path, f"it holds {len(view)} of {length} bytes")
    if checksum != zlib.crc32(view[PREFIX:]):
        raise unreadable(path, "its checksum is wrong")
    header = view[PREFIX : PREFIX + 16 * len(Section)].cast("Q")
    sections = tuple(part(view, header, section) for section in Section)
    strings = Strings(sections[Section.STRING_ENDS], sections[Section.STRING_TEXT], {})
    return Container(sections, strings)


def empty_container() -> Container:
    """Return a container in which nothing is known, not even the name of the package."""
    nothing, unnamed = memoryview(b""), memoryview(bytes(8))
    sections = tuple(
        array(unnamed if section is Section.ABOUT else nothing, section) for section in Section
    )
    return Container(sections, Strings(sections[Section.STRING_ENDS], nothing, {}))


def mapped(path: Path) -> memoryview:
    """Map the bytes of a file. It is closed: a run maps more files than it may hold open."""
    try:
        with path.open("rb") as file:
            return memoryview(mapping(file.fileno()))
    except (OSError, ValueError) as e:
        raise unreadable(path, str(e)) from e


if sys.version_info >= (3, 13):

    def mapping(file: int) -> mmap.mmap:
        """Map an open file."""
        return mmap.mmap(file, 0, access=mmap.ACCESS_READ, trackfd=False)
else:

    def mapping(file: int) -> mmap.mmap:
        """Map an open file; read it where Python's mapping would hold one descriptor too many."""
        lowest = os.dup(file)
        os.close(lowest)
        if lowest < MAPPED_DESCRIPTORS:
            return mmap.mmap(file, 0, access=mmap.ACCESS_READ)
        size = os.fstat(file).st_size
        copied = mmap.mmap(-1, size)
        copied[:] = os.read(file, size)
        return copied


def part(view: memoryview, header: memoryview, section: Section) -> memoryview:
    """Return a section of a file."""
    start, length = header[2 * section], header[2 * section + 1]
    return array(view[start : start + length], section)


def array(content: memoryview, section: Section) -> memoryview:
    """Return the bytes of a section as its numbers; text stays bytes."""
    if section is Section.STRING_TEXT:
        return content
    return content.cast("Q") if section in WIDE else content.cast("I")


def unreadable(path: Path, reason: str) -> ToolchainError:
    """Say that a file cannot be used."""
    return ToolchainError(
        f"the types in {path} cannot be read: {reason}; run again, and report this if it stays"
    )
