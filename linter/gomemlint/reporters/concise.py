"""One line per finding, for editors, `grep` and `sort`."""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.model.report import Report
from gomemlint.reporters.text import page


def render(report: Report) -> Iterator[str]:
    """Print the first line of each finding of the text format, then its ending."""
    of = page(report)
    yield from (f"{of.headline(found)}\n" for found in report.findings)
    if report.findings and not report.terminal.brief:
        yield "\n"
    yield from of.ending()
