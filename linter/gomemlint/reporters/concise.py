"""One line per finding, for editors, `grep` and `sort`."""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.model.report import Report
from gomemlint.reporters.excerpts import Excerpts
from gomemlint.reporters.painting import Brush
from gomemlint.reporters.places import Viewpoint
from gomemlint.reporters.text import Page


def render(report: Report) -> Iterator[str]:
    """Print the first line of each finding of the text format, then its ending."""
    page = Page(report, Viewpoint.of_user(report), Excerpts(report), Brush(report.terminal))
    for found in report.findings:
        yield f"{page.headline(found)}\n"
    yield from page.ending()
