"""Findings for people at a terminal: place, excerpt, reason, cure, proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gomemlint.model.report import Notice, Report, ReportedFinding
from gomemlint.reporters.cleaning import one_line, visible
from gomemlint.reporters.excerpts import Excerpts
from gomemlint.reporters.levels import LEVELS
from gomemlint.reporters.painting import LEVEL_INKS, Brush, Ink
from gomemlint.reporters.places import Viewpoint
from gomemlint.reporters.wording import (
    CONFIRM,
    closing,
    counted,
    notice_kind,
    notice_message,
    remarks,
    together,
)

FOLD = "    "


def render(report: Report) -> Iterator[str]:
    """Print each finding with all that explains it, then notices and what was analysed."""
    of = page(report)
    for found in report.findings:
        yield f"{of.brush.folded(of.headline(found), FOLD)}\n"
        yield from (f"{line}\n" for line in of.explanation(found))
        yield "\n"
    yield from of.ending()


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that a line of the report is made of."""

    report: Report
    viewpoint: Viewpoint
    excerpts: Excerpts
    brush: Brush

    def headline(self, found: ReportedFinding) -> str:
        """Return `path:line:col: level: CODE message`."""
        paint, level = self.brush.paint, LEVELS[found.severity]
        span, code = found.finding.span, visible(found.rule.code)
        address = self.viewpoint.address(span.path)
        place = self.brush.link(address, paint(Ink.STRONG, visible(self.viewpoint.place(span))))
        label = paint(LEVEL_INKS[level], f"{level.value}:")
        rule = self.brush.link(self.report.pages.of(code), paint(Ink.CODE, code))
        return f"{place}: {label} {rule} {one_line(found.finding.message)}"

    def explanation(self, found: ReportedFinding) -> Iterator[str]:
        """Yield the excerpt, then all that is known about it."""
        paint, margin = self.brush.paint, " " * len(str(found.finding.span.start.line))
        yield from self._excerpt(found, margin)
        for remark in remarks(found.finding, self.viewpoint, self.excerpts):
            label = paint(Ink.STRONG, f"{remark.label}:")
            place = f" {paint(Ink.FAINT, f'({remark.place})')}" if remark.place else ""
            line = f" {margin} {paint(Ink.MARGIN, '=')} {label} {remark.text}{place}"
            yield line if remark.label == CONFIRM else self.brush.folded(line, f" {margin} {FOLD}")
            yield from (f" {margin}     {paint(Ink.FAINT, line)}" for line in remark.quoted)
            yield from (f" {margin}     {self.brush.go(line)}" for line in remark.code)

    def _excerpt(self, found: ReportedFinding, margin: str) -> Iterator[str]:
        shown = self.excerpts.first_line(found)
        if shown is None:
            return
        paint, span = self.brush.paint, found.finding.span
        bar = paint(Ink.MARGIN, "|")
        ink = LEVEL_INKS[LEVELS[found.severity]]
        number = paint(Ink.MARGIN, str(shown.number))
        more = span.end.line - span.start.line
        rest = f" (and {counted(more, 'more line')})" if more > 0 else ""
        indent, carets = " " * shown.start, shown.underline.lstrip(" ")
        yield f" {number} {bar} {self.brush.go(shown.text)}".rstrip()
        yield f" {margin} {bar} {indent}{paint(ink, carets)}{rest}"

    def ending(self) -> Iterator[str]:
        """Yield notices, then the summary; in brief only what is not analysed."""
        is_brief = self.report.terminal.brief
        notices = [each for each in self.report.notices if each.incomplete or not is_brief]
        for notice in together(notices):
            yield f"{self.brush.folded(self.notice(notice), FOLD)}\n"
        if is_brief:
            return
        if notices:
            yield "\n"
        yield from (f"{self.brush.folded(each, '')}\n" for each in closing(self.report))

    def notice(self, notice: Notice) -> str:
        """Return `path:line: incomplete: code message`."""
        kind, paint = notice_kind(notice), self.brush.paint
        line = f":{notice.line}" if notice.line else ""
        path = visible(self.viewpoint.path(notice.path)) if notice.path else ""
        place = f"{paint(Ink.STRONG, f'{path}{line}')}: " if path else ""
        label = paint(Ink.ERROR if notice.incomplete else Ink.NOTE, f"{kind}:")
        code = paint(Ink.CODE, visible(notice.code))
        return f"{place}{label} {code} {notice_message(notice)}"


def page(report: Report) -> Page:
    """Prepare the lines of a report, seen from the working directory."""
    return Page(report, Viewpoint.of_user(report), Excerpts(report), Brush(report.terminal))
