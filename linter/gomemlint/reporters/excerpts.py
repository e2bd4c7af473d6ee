"""The source lines of a finding, ready to be shown: clean, tabs expanded, spans underlined."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from gomemlint.model.report import Report, ReportedFinding
from gomemlint.model.spans import Span
from gomemlint.reporters.cleaning import visible

TAB = 4
# A line is shown from CONTEXT bytes before the span and never longer than SHOWN bytes: generated
# tables have lines of a megabyte.
SHOWN = 160
CONTEXT = 60


@dataclass(frozen=True)
class SourceLines:
    """The lines of one file, as bytes without line ends."""

    source: bytes

    @cached_property
    def lines(self) -> tuple[bytes, ...]:
        """Split once; Go ends a line at a line feed and nowhere else."""
        return tuple(line.removesuffix(b"\r") for line in self.source.split(b"\n"))

    def line(self, number: int) -> bytes:
        """Return a line by its 1-based number, nothing past the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else b""


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
    """The lines that the findings of a report stand in."""

    def __init__(self, report: Report) -> None:
        self._files = {path: SourceLines(source) for path, source in report.sources.items()}

    def line(self, path: str, number: int) -> bytes | None:
        """Return a line's bytes, None where the file was not handed over."""
        file = self._files.get(path)
        return None if file is None else file.line(number)

    def first_line(self, found: ReportedFinding) -> Underlined | None:
        """Show the line in which a finding starts, with the span underlined to its end."""
        span = found.finding.span
        line = self.line(span.path, span.start.line)
        if line is None and found.excerpt:
            line = found.excerpt[0].encode("utf-8", "surrogateescape")
        return None if line is None else underlined(line, span)


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
