"""What changed on the heap, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.model.heapdiff import HeapDiff
from gomemlint.model.report import Terminal
from gomemlint.reporters.cleaning import one_line, visible
from gomemlint.reporters.escapes.wording import viewpoint
from gomemlint.reporters.heapdiff.sections import Entry, headline, sections
from gomemlint.reporters.painting import Brush, Ink
from gomemlint.reporters.wording import notice_line


def render(diff: HeapDiff, terminal: Terminal) -> Iterator[str]:
    """Print each list, the notices of both sides, and the sum."""
    brush = Brush(terminal)
    for section in sections(diff):
        yield f"{brush.paint(Ink.STRONG, section.title)}\n"
        for entry in section.entries:
            yield from _lines(entry, brush, "  ")
        yield "\n"
    for side in (diff.before, diff.after):
        name = diff.since if side is diff.before else diff.until or "the work tree"
        for notice in side.notices:
            line = f"{name}: {notice_line(notice, viewpoint(side))}"
            yield f"{brush.folded(line, '    ')}\n"
    yield f"{brush.folded(headline(diff), '')}\n"


def _lines(entry: Entry, brush: Brush, indent: str) -> Iterator[str]:
    place = brush.paint(Ink.STRONG, visible(entry.place))
    yield f"{brush.folded(f'{indent}{place}: {one_line(entry.text)}', f'{indent}    ')}\n"
    for inner in entry.inner:
        yield from _lines(inner, brush, f"{indent}  ")
