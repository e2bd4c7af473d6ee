"""Markdown for job summaries and comments of a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gomemlint.model.report import Report, ReportedFinding
from gomemlint.reporters.cleaning import one_line
from gomemlint.reporters.levels import LEVELS
from gomemlint.reporters.places import Viewpoint
from gomemlint.reporters.ranking import cut_notice, highest, rank
from gomemlint.reporters.wording import closing, counted, notice_line

# A job summary holds one mebibyte; longer tables are not read anyway.
MOST_ROWS = 200
MOST_NOTICES = 50
LONGEST_CELL = 400
# A person, an issue, an address: code hosts make links of them wherever they stand.
AUTOLINK = re.compile(r"@|#(?=\d)|:(?=//)|\bwww(?=\.)")
SPECIAL = re.compile(r"([\\`*_\[\]<>|~&$])")


def render(report: Report) -> Iterator[str]:
    """Write what was analysed, notices, and a table of the findings of highest rank."""
    viewpoint = Viewpoint.of_repository(report)
    first, *rest = closing(report)
    yield f"## gomemlint: {escaped(first)}\n\n"
    yield "\n\n".join(escaped(sentence) for sentence in rest) + "\n"
    findings = highest(report.findings, MOST_ROWS, rank)
    notices = list(report.notices[:MOST_NOTICES])
    if len(findings) < len(report.findings):
        hint = "`--output-format text` prints all of them"
        notices.append(cut_notice("Table", len(findings), len(report.findings), hint))
    if notices:
        yield "\n"
        yield from (f"- {escaped(notice_line(notice, viewpoint))}\n" for notice in notices)
    if len(report.notices) > MOST_NOTICES:
        yield f"- and {counted(len(report.notices) - MOST_NOTICES, 'more notice')}\n"
    if findings:
        yield "\n| | Place | Rule | Finding | Instead |\n|---|---|---|---|---|\n"
        yield from (f"{row(found, report, viewpoint)}\n" for found in findings)


def row(found: ReportedFinding, report: Report, viewpoint: Viewpoint) -> str:
    """Return one row of the table."""
    finding, code = found.finding, found.rule.code
    place = f"{viewpoint.path(finding.span.path)}:{finding.span.start.line}"
    page = report.pages.of(code)
    rule = f"[{code}]({page})" if page else code
    cells = (
        LEVELS[found.severity].value,
        escaped(place),
        f"{rule} {escaped(found.rule.name)}",
        escaped(finding.message),
        escaped(finding.fix.description if finding.fix else ""),
    )
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """Make text mean itself: no markup, no HTML, no mention of a person, no link."""
    short = text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}..."
    plain = SPECIAL.sub(r"\\\1", one_line(short))
    return AUTOLINK.sub(lambda found: f"{found.group()}<!-- -->", plain)
