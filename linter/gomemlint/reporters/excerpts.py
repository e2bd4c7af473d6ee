"""The source lines of a finding, ready to be shown: clean, tabs expanded, spans underlined."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from gomemlint.model.report import Report, ReportedFinding
from gomemlint.model.spans import Span
from gomemlint.reporters.cleaning import visible
from gomemlint.syntax.positions import LineIndex

TAB = 4
# A line is shown from CONTEXT bytes before the span and never longer than SHOWN bytes: generated
# tables have lines of a megabyte.
SHOWN = 160
CONTEXT = 60


@dataclass(frozen=True, slots=True)
class Underlined:
    """One shown line; the cells from `start` to `end` of `text` are the span."""

    number: int
    text: str
    start: int
    end: int

    @property
    def underline(self) -> str:
        """Return blanks and carets to print below the text."""
        return " " * self.start + "^" * max(self.end - self.start, 1)


class Excerpts:
    """The files that the findings of a report stand in."""

    def __init__(self, report: Report) -> None:
        self._files = {path: LineIndex(source) for path, source in report.sources.items()}

    def file(self, path: str) -> LineIndex | None:
        """Return the lines of a file, None where it was not handed over."""
        return self._files.get(path)

    def code_point_columns(self, span: Span) -> tuple[int, int]:
        """Return where a span starts and ends in characters, for surfaces that count those."""
        file = self.file(span.path)
        if file is None:
            return span.start.column, span.end.column
        return file.code_point_column(span.start.offset), file.code_point_column(span.end.offset)

    def first_line(self, found: ReportedFinding) -> Underlined | None:
        """Show the line in which a finding starts, with the span underlined to its end."""
        span = found.finding.span
        file = self.file(span.path)
        if file:
            return underlined(file.line(span.start.line), span)
        if found.excerpt:
            return underlined(found.excerpt[0].encode("utf-8", "surrogateescape"), span)
        return None


def underlined(line: bytes, span: Span) -> Underlined:
    """Cut a long line around the span, then clean and measure it."""
    start = min(span.start.column - 1, len(line))
    end = span.end.column - 1 if span.end.line == span.start.line else len(line.rstrip())
    end = max(start, min(end, len(line)))
    first = 0 if len(line) <= SHOWN else boundary(line, max(0, start - CONTEXT))
    last = boundary(line, min(len(line), first + SHOWN))
    parts = (line[first:start], line[start : min(end, last)], line[min(end, last) : last])
    lead, tail = "... " if first else "", " ..." if last < len(line) else ""
    before, inside, after = expanded(parts, width(lead))
    shown = f"{lead}{before}{inside}{after}{tail}"
    left = width(lead) + width(before)
    return Underlined(span.start.line, shown, left, left + width(inside))


def boundary(line: bytes, offset: int) -> int:
    """Move back to the start of a UTF-8 sequence."""
    while 0 < offset < len(line) and line[offset] & 0xC0 == 0x80:
        offset -= 1
    return offset


def expanded(parts: tuple[bytes, ...], cell: int) -> Iterator[str]:
    """Decode and clean parts of one line, tabs as blanks up to the next stop."""
    for part in parts:
        pieces = part.decode("utf-8", "surrogateescape").split("\t")
        text = visible(pieces[0])
        cell += width(text)
        for piece in map(visible, pieces[1:]):
            gap = TAB - cell % TAB
            text += " " * gap + piece
            cell += gap + width(piece)
        yield text


def width(text: str) -> int:
    """Count the terminal cells of cleaned text."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(unicodedata.normalize("NFC", text))
