"""What goes to the heap, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gomemlint.model.allocations import ListedSite
from gomemlint.model.report import Terminal
from gomemlint.model.survey import Survey
from gomemlint.reporters.cleaning import one_line, visible
from gomemlint.reporters.escapes.grouping import Group
from gomemlint.reporters.escapes.wording import (
    heading,
    remarks,
    sentence,
    total,
    unplaced,
    viewpoint,
)
from gomemlint.reporters.painting import Brush, Ink
from gomemlint.reporters.places import Viewpoint
from gomemlint.reporters.wording import notice_line

FOLD = "      "


@dataclass(frozen=True, slots=True)
class Page:
    """How sites are written."""

    view: Viewpoint
    brush: Brush

    def line(self, site: ListedSite) -> str:
        """Return `path:line:column: verdict sentence (in a loop)`."""
        paint = self.brush.paint
        place = paint(Ink.STRONG, visible(self.view.place(site.span)))
        verdict = paint(Ink.CODE, str(site.verdict))
        remark = remarks(site)
        ending = f" {paint(Ink.FAINT, f'({remark})')}" if remark else ""
        return f"{place}: {verdict}: {one_line(sentence(site))}{ending}"


def render(
    survey: Survey, groups: tuple[Group, ...], most: int | None, terminal: Terminal
) -> Iterator[str]:
    """Print each group, at most so many sites of it, then what was analysed."""
    page = Page(viewpoint(survey), Brush(terminal))
    for group in groups:
        yield f"{page.brush.paint(Ink.STRONG, visible(heading(group)))}\n"
        for site in group.sites[:most]:
            yield f"{page.brush.folded(f'  {page.line(site)}', FOLD)}\n"
        left = len(group.sites) - len(group.sites[:most])
        if left:
            yield f"  and {left:,} more\n"
        yield "\n"
    ending = (*(notice_line(notice, page.view) for notice in survey.notices), unplaced(survey))
    for line in (*filter(None, ending), total(survey, groups)):
        yield f"{page.brush.folded(line, FOLD)}\n"
