"""Where a byte stands: lines and columns, counted in bytes, UTF-16 units and code points."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from tree_sitter import Node

from gomemlint.model.spans import Position, Span

_LINE_END = re.compile(rb"\n")


@dataclass(frozen=True)
class LineIndex:
    """The lines of one file. Lines end at a line feed; a carriage return belongs to its line.

    Bytes that are not UTF-8 count as one character each, as Go counts them.
    """

    source: bytes

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Offsets at which lines start."""
        return (0, *(end.end() for end in _LINE_END.finditer(self.source)))

    def position(self, offset: int) -> Position:
        """Say at which line and byte column an offset stands; offsets beyond the end are cut."""
        offset = max(0, min(offset, len(self.source)))
        line = bisect_right(self.starts, offset)
        return Position(line, offset - self.starts[line - 1] + 1, offset)

    def span(self, path: str, node: Node) -> Span:
        """Say where a node stands."""
        return Span(path, self.position(node.start_byte), self.position(node.end_byte))

    def line(self, number: int) -> bytes:
        """Return a line without its line end; empty for a line that the file does not have."""
        if not 1 <= number <= len(self.starts):
            return b""
        start = self.starts[number - 1]
        end = self.source.find(b"\n", start)
        return self.source[start:] if end < 0 else self.source[start:end].removesuffix(b"\r")

    def offset(self, line: int, column: int) -> int | None:
        """Return the offset of a 1-based line and byte column, None where there is none."""
        if column < 1 or not 1 <= line <= len(self.starts):
            return None
        offset = self.starts[line - 1] + column - 1
        end = self.starts[line] if line < len(self.starts) else len(self.source) + 1
        return offset if offset < end else None

    def utf16_column(self, offset: int) -> int:
        """Return the 1-based column of an offset in UTF-16 units."""
        text = self._before(offset)
        return 1 + len(text) + sum(character > "\uffff" for character in text)

    def code_point_column(self, offset: int) -> int:
        """Return the 1-based column of an offset in code points."""
        return 1 + len(self._before(offset))

    def _before(self, offset: int) -> str:
        position = self.position(offset)
        return _characters(self.source[offset - position.column + 1 : offset])


def span(path: str, node: Node) -> Span:
    """Say where a node stands, without an index of the lines."""
    (start_row, start_column), (end_row, end_column) = node.start_point, node.end_point
    return Span(
        path,
        Position(start_row + 1, start_column + 1, node.start_byte),
        Position(end_row + 1, end_column + 1, node.end_byte),
    )


def _characters(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")
