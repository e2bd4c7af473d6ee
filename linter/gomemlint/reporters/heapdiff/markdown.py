"""What changed on the heap, for a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.model.heapdiff import HeapDiff
from gomemlint.reporters.escapes.wording import viewpoint
from gomemlint.reporters.heapdiff.sections import Entry, headline, sections
from gomemlint.reporters.markdown import escaped
from gomemlint.reporters.wording import counted, notice_line

# A comment holds 65,536 characters.
MOST_ENTRIES = 60


def render(diff: HeapDiff) -> Iterator[str]:
    """Write the sum, then each list behind its heading; long lists are cut."""
    yield f"## gomemlint diff: {escaped(headline(diff))}\n"
    for section in sections(diff):
        yield f"\n<details open><summary>{escaped(section.title)}</summary>\n\n"
        for entry in section.entries[:MOST_ENTRIES]:
            yield from _lines(entry, "")
        left = len(section.entries) - MOST_ENTRIES
        if left > 0:
            yield f"- and {counted(left, 'more')}\n"
        yield "\n</details>\n"
    for side in (diff.before, diff.after):
        if side.notices:
            yield "\n"
        yield from (f"- {escaped(notice_line(each, viewpoint(side)))}\n" for each in side.notices)


def _lines(entry: Entry, indent: str) -> Iterator[str]:
    yield f"{indent}- {escaped(entry.place)}: {escaped(entry.text)}\n"
    for inner in entry.inner[:MOST_ENTRIES]:
        yield from _lines(inner, f"{indent}  ")
