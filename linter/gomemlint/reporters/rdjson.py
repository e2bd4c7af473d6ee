"""Reviewdog Diagnostic Format: byte columns as Go's own, so nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from gomemlint.model import spans
from gomemlint.model.report import Notice, Report, ReportedFinding
from gomemlint.reporters.cleaning import one_line
from gomemlint.reporters.edits import merged
from gomemlint.reporters.encoding import encode
from gomemlint.reporters.excerpts import Excerpts
from gomemlint.reporters.levels import LEVELS, Level
from gomemlint.reporters.places import MODULE_FILE, Viewpoint
from gomemlint.reporters.wording import explanation, notice_message

SEVERITIES = {Level.ERROR: "ERROR", Level.WARNING: "WARNING", Level.NOTE: "INFO"}


class Position(msgspec.Struct, frozen=True, omit_defaults=True):
    line: int
    column: int = 0


class Range(msgspec.Struct, frozen=True, omit_defaults=True):
    start: Position
    end: Position | None = None


class Location(msgspec.Struct, frozen=True):
    path: str
    range: Range


class Code(msgspec.Struct, frozen=True, omit_defaults=True):
    value: str
    url: str = ""


class Suggestion(msgspec.Struct, frozen=True):
    range: Range
    text: str


class RelatedLocation(msgspec.Struct, frozen=True):
    message: str
    location: Location


class Diagnostic(msgspec.Struct, frozen=True, omit_defaults=True):
    message: str
    location: Location
    severity: str
    code: Code
    suggestions: tuple[Suggestion, ...] = ()
    related_locations: tuple[RelatedLocation, ...] = ()


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    name: str
    url: str = ""


class DiagnosticResult(msgspec.Struct, frozen=True):
    source: Source
    diagnostics: tuple[Diagnostic, ...]


def render(report: Report) -> Iterator[str]:
    """Encode findings, then notices, which stand at their file or at go.mod."""
    writer = Writer(report)
    diagnostics = (
        *map(writer.diagnostic, report.findings),
        *map(writer.remark, report.notices),
    )
    yield encode(DiagnosticResult(Source("gomemlint", report.pages.folder), diagnostics))
    yield "\n"


class Writer:
    """Turns values of the model into those of the document."""

    def __init__(self, report: Report) -> None:
        self._pages = report.pages
        self._viewpoint = Viewpoint.of_repository(report)
        self._excerpts = Excerpts(report)

    def diagnostic(self, found: ReportedFinding) -> Diagnostic:
        """Return a finding with its places and, where the fix is safe, one suggestion."""
        finding, code = found.finding, found.rule.code
        explained = explanation(found, self._viewpoint, self._excerpts)
        return Diagnostic(
            message="\n".join((one_line(finding.message), *explained)),
            location=self._location(finding.span),
            severity=SEVERITIES[LEVELS[found.severity]],
            code=Code(code, self._pages.of(code)),
            suggestions=self._suggestions(found),
            related_locations=tuple(
                RelatedLocation(one_line(place.message), self._location(place.span))
                for place in (*finding.flow, *finding.related)
            ),
        )

    def remark(self, notice: Notice) -> Diagnostic:
        """Return a notice."""
        start = Position(max(notice.line, 1))
        return Diagnostic(
            message=one_line(notice_message(notice)),
            location=Location(self._viewpoint.path(notice.path or MODULE_FILE), Range(start)),
            severity="ERROR" if notice.incomplete else "INFO",
            code=Code(notice.code),
        )

    def _suggestions(self, found: ReportedFinding) -> tuple[Suggestion, ...]:
        edit = merged(found.finding.fix, self._excerpts)
        if edit is None or edit.span.path != found.finding.span.path:
            return ()
        return (Suggestion(span_range(edit.span), edit.text),)

    def _location(self, span: spans.Span) -> Location:
        return Location(self._viewpoint.path(span.path), span_range(span))


def span_range(span: spans.Span) -> Range:
    """Copy a span; reviewdog counts as we do."""
    start, end = span.start, span.end
    return Range(Position(start.line, start.column), Position(end.line, end.column))
