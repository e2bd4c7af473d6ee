"""What goes to the heap, as one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.model.survey import Survey
from gomemlint.reporters.escapes.document import NO_FILES, article, head
from gomemlint.reporters.escapes.grouping import Group
from gomemlint.reporters.escapes.wording import heading, total, unplaced, viewpoint
from gomemlint.reporters.html.markup import escaped
from gomemlint.reporters.wording import notice_kind, notice_line


def render(survey: Survey, groups: tuple[Group, ...], most: int | None) -> Iterator[str]:
    """Write a section per group, its sites folded, at most so many of each."""
    view = viewpoint(survey)
    yield from head("gomemlint: what goes to the heap", survey.version)
    yield "<header><h1>What goes to the heap</h1>\n"
    for line in (total(survey, groups), unplaced(survey)):
        yield f"<p>{escaped(line)}</p>\n" if line else ""
    yield "</header>\n<main>\n"
    for notice in survey.notices:
        text = escaped(notice_line(notice, view))
        yield f'<p class="{notice_kind(notice)}">{text}</p>\n'
    for index, group in enumerate(groups):
        yield f'<details class="help"{" open" if index == 0 else ""}>'
        yield f"<summary><strong>{escaped(heading(group))}</strong></summary>\n"
        for number, site in enumerate(group.sites[:most]):
            yield from article(site, view, NO_FILES, anchor=f"s{index}-{number}", opened=False)
        left = len(group.sites) - len(group.sites[:most])
        yield f"<p>and {left:,} more</p>\n" if left else ""
        yield "</details>\n"
    yield "</main>\n</body>\n</html>\n"
