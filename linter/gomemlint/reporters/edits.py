"""The edits of a fix, as surfaces want them: one range, or lines before and after."""

from __future__ import annotations

from dataclasses import dataclass

from gomemlint.model.findings import Edit, Fix
from gomemlint.model.spans import Position, Span
from gomemlint.reporters.excerpts import SHOWN, Excerpts
from gomemlint.syntax.positions import LineIndex


@dataclass(frozen=True, slots=True)
class Change:
    """Whole lines before and after the edits of a fix."""

    path: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def merged(fix: Fix | None, excerpts: Excerpts) -> Edit | None:
    """Return one edit that does what all do; None if there is none, or they are in many files."""
    if fix is None or not fix.edits:
        return None
    edits = sorted(fix.edits, key=lambda edit: edit.span)
    file = excerpts.file(edits[0].span.path)
    if len(edits) == 1:
        return edits[0]
    if file is None or len({edit.span.path for edit in edits}) > 1:
        return None
    start, end = edits[0].span.start, edits[-1].span.end
    text = applied(edits, file, start.offset, end.offset)
    return Edit(Span(edits[0].span.path, start, end), text)


def applied(edits: list[Edit], file: LineIndex, start: int, end: int) -> str:
    """Return the text from one offset to another after the edits, which are sorted."""
    parts, at = [], start
    for edit in edits:
        parts += [file.source[at : edit.span.start.offset].decode("utf-8", "replace"), edit.text]
        at = edit.span.end.offset
    parts.append(file.source[at:end].decode("utf-8", "replace"))
    return "".join(parts)


def change(fix: Fix | None, excerpts: Excerpts) -> Change | None:
    """Return the lines that a fix changes, None where they cannot be shown."""
    edit = merged(fix, excerpts)
    file = excerpts.file(edit.span.path) if edit else None
    if edit is None or file is None:
        return None
    first, last = line_start(file, edit.span.start), line_end(file, edit.span.end)
    before = file.source[first:last].decode("utf-8", "replace")
    if len(before) > SHOWN * (1 + edit.span.end.line - edit.span.start.line):
        return None
    after = applied([edit], file, first, last)
    return Change(edit.span.path, tuple(before.split("\n")), tuple(after.split("\n")))


def line_start(file: LineIndex, position: Position) -> int:
    """Return the offset at which the line of a position starts."""
    return file.starts[position.line - 1]


def line_end(file: LineIndex, position: Position) -> int:
    """Return the offset at which the line of a position ends."""
    return line_start(file, position) + len(file.line(position.line))
