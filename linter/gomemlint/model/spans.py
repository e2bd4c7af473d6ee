"""Where something stands in a source file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A point in a file: 1-based line, 1-based column in UTF-8 bytes, 0-based byte offset."""

    line: int
    column: int
    offset: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of a file.

    `path` is relative to the module root with `/`, or absolute for files outside of it.
    """

    path: str
    start: Position
    end: Position
