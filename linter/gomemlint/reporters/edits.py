"""The edits of a fix, as surfaces want them: one range, or lines before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gomemlint.model.findings import Edit, Fix
from gomemlint.model.spans import Position, Span
from gomemlint.reporters.excerpts import SHOWN, Excerpts
from gomemlint.syntax.positions import LineIndex

# Edits with no more lines than this between them are shown together.
NEAR = 3
# A suggestion to replace more lines than this is read by nobody.
MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Change:
    """Whole lines before and after the edits of a fix."""

    path: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def merged(fix: Fix | None, excerpts: Excerpts) -> Edit | None:
    """Return one edit that does what all do, None if there is none.

    Nor is there one if they are in many files, or far from each other.
    """
    if fix is None or not fix.edits:
        return None
    edits = sorted(fix.edits, key=lambda edit: edit.span)
    first, last = edits[0].span, edits[-1].span
    if len(edits) == 1:
        return edits[0]
    is_far = last.end.line - first.start.line > MOST_LINES
    if is_far or len({edit.span.path for edit in edits}) > 1:
        return None
    return _together(edits, excerpts.file(first.path))


def _together(edits: list[Edit], file: LineIndex | None) -> Edit | None:
    if file is None:
        return None
    start, end = edits[0].span.start, edits[-1].span.end
    return Edit(
        Span(edits[0].span.path, start, end), applied(edits, file, start.offset, end.offset)
    )


def applied(edits: list[Edit], file: LineIndex, start: int, end: int) -> str:
    """Return the text from one offset to another after the edits, which are sorted."""
    parts, at = [], start
    for edit in edits:
        parts += [file.source[at : edit.span.start.offset].decode("utf-8", "replace"), edit.text]
        at = edit.span.end.offset
    parts.append(file.source[at:end].decode("utf-8", "replace"))
    return "".join(parts)


def changes(fix: Fix | None, excerpts: Excerpts) -> Iterator[Change]:
    """Yield the lines that a fix changes, those near each other together, if they can be shown."""
    edits = () if fix is None else sorted(fix.edits, key=lambda edit: edit.span)
    hunks: list[list[Edit]] = []
    for edit in edits:
        last = hunks[-1][-1].span if hunks else edit.span
        is_near = edit.span.path == last.path and edit.span.start.line <= last.end.line + NEAR
        if hunks and is_near:
            hunks[-1].append(edit)
        else:
            hunks.append([edit])
    for hunk in hunks:
        file = excerpts.file(hunk[0].span.path)
        found = None if file is None else _change(hunk, file)
        if found is not None:
            yield found


def _change(edits: list[Edit], file: LineIndex) -> Change | None:
    start, end = edits[0].span.start, edits[-1].span.end
    if end.column == 1 and end.offset > start.offset:
        # Whole lines are taken out; the one behind them stays as it is.
        end = file.position(end.offset - 1)
    first, last = line_start(file, start), line_end(file, end)
    before = file.source[first:last].decode("utf-8", "replace")
    if len(before) > SHOWN * (1 + end.line - start.line):
        return None
    after = applied(edits, file, first, last)
    if last < edits[-1].span.end.offset:
        after = after.removesuffix("\n")
    lines = tuple(after.split("\n")) if after else ()
    return Change(edits[0].span.path, tuple(before.split("\n")), lines)


def line_start(file: LineIndex, position: Position) -> int:
    """Return the offset at which the line of a position starts."""
    return file.starts[position.line - 1]


def line_end(file: LineIndex, position: Position) -> int:
    """Return the offset at which the line of a position ends."""
    return line_start(file, position) + len(file.line(position.line))
