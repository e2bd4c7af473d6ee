"""Findings for people at a terminal: place, excerpt, reason, cure, proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gomemlint.model.findings import Basis, Evidence, Related
from gomemlint.model.report import Notice, Report, ReportedFinding
from gomemlint.reporters.cleaning import visible, visible_lines
from gomemlint.reporters.excerpts import Excerpts
from gomemlint.reporters.levels import LEVELS
from gomemlint.reporters.painting import LEVEL_INKS, Brush, Ink
from gomemlint.reporters.places import Viewpoint
from gomemlint.reporters.wording import closing, counted, notice_kind, notice_message

KNOWS = {
    Basis.SYNTAX: "the code says",
    Basis.TYPES: "the types say",
    Basis.COMPILER: "the compiler says",
}


def render(report: Report) -> Iterator[str]:
    """Print each finding with all that explains it, then notices and what was analysed."""
    page = Page(report, Viewpoint.of_user(report), Excerpts(report), Brush(report.terminal))
    for found in report.findings:
        yield f"{page.headline(found)}\n"
        yield from (f"{line}\n" for line in page.explanation(found))
        yield "\n"
    yield from page.ending()


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
        place = paint(Ink.STRONG, visible(self.viewpoint.place(span)))
        url = f"{self.report.pages}{code}.md" if self.report.pages else ""
        label = paint(LEVEL_INKS[level], f"{level.value}:")
        rule = self.brush.link(url, paint(Ink.CODE, code))
        return f"{place}: {label} {rule} {visible(found.finding.message)}"

    def explanation(self, found: ReportedFinding) -> Iterator[str]:
        """Yield excerpt, evidence, flow, related places, cure and confirmation."""
        finding = found.finding
        margin = " " * len(str(finding.span.start.line))
        yield from self._excerpt(found, margin)
        for evidence in finding.evidence:
            yield self._note(margin, KNOWS[evidence.basis], self._evidence(evidence, found))
            yield from self._raw(margin, evidence)
        for number, step in enumerate(finding.flow, 1):
            yield self._note(margin, f"step {number}", self._related(step))
        for related in finding.related:
            yield self._note(margin, "see", self._related(related))
        if finding.fix:
            first, *rest = visible_lines(finding.fix.description)
            yield self._note(margin, "instead", first)
            yield from (f" {margin}     {line}" for line in rest)
        if finding.confirm:
            yield self._note(margin, "confirm", visible(finding.confirm))

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

    def _note(self, margin: str, label: str, text: str) -> str:
        paint = self.brush.paint
        return f" {margin} {paint(Ink.MARGIN, '=')} {paint(Ink.STRONG, f'{label}:')} {text}"

    def _evidence(self, evidence: Evidence, found: ReportedFinding) -> str:
        if evidence.span == found.finding.span:
            return visible(evidence.message)
        place = visible(self.viewpoint.place(evidence.span))
        return f"{visible(evidence.message)} {self.brush.paint(Ink.FAINT, f'({place})')}"

    def _raw(self, margin: str, evidence: Evidence) -> Iterator[str]:
        for line in visible_lines(evidence.raw) if evidence.raw else ():
            yield f" {margin}     {self.brush.paint(Ink.FAINT, line)}"

    def _related(self, related: Related) -> str:
        return f"{visible(self.viewpoint.place(related.span))}: {visible(related.message)}"

    def ending(self) -> Iterator[str]:
        """Yield notices, then the summary."""
        for notice in self.report.notices:
            yield f"{self.notice(notice)}\n"
        if self.report.notices:
            yield "\n"
        yield from (f"{sentence}\n" for sentence in closing(self.report))

    def notice(self, notice: Notice) -> str:
        """Return `path:line: incomplete: code message`."""
        kind, paint = notice_kind(notice), self.brush.paint
        line = f":{notice.line}" if notice.line else ""
        path = visible(self.viewpoint.path(notice.path)) if notice.path else ""
        place = f"{paint(Ink.STRONG, f'{path}{line}')}: " if path else ""
        label = paint(Ink.ERROR if notice.incomplete else Ink.NOTE, f"{kind}:")
        code = paint(Ink.CODE, visible(notice.code))
        return f"{place}{label} {code} {visible(notice_message(notice))}"
