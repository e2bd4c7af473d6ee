"""Spans as SARIF locations: repository URIs, UTF-16 columns, snippets."""

from __future__ import annotations

from gomemlint.model.report import Report, ReportedFinding
from gomemlint.model.spans import Position, Span
from gomemlint.reporters.excerpts import SHOWN, Excerpts
from gomemlint.reporters.linehash import line_hashes
from gomemlint.reporters.places import Viewpoint
from gomemlint.reporters.sarif.log import (
    ArtifactLocation,
    Location,
    LogicalLocation,
    PhysicalLocation,
    Region,
    Snippet,
    Text,
)
from gomemlint.reporters.sarif.messages import sentence
from gomemlint.syntax.positions import LineIndex

SOURCE_ROOT = "%SRCROOT%"
CONTEXT_LINES = 2


class Locations:
    """Makes the locations of one report; hashes each file once."""

    def __init__(self, report: Report) -> None:
        self.viewpoint = Viewpoint.of_repository(report)
        self._excerpts = Excerpts(report)
        self._hashes: dict[str, tuple[str, ...]] = {}

    def artifact(self, path: str) -> ArtifactLocation:
        """Name a file of the repository."""
        if not self.viewpoint.contains(path):
            return ArtifactLocation(uri=f"file://{self.viewpoint.uri(path)}")
        return ArtifactLocation(uri=self.viewpoint.uri(path), uri_base_id=SOURCE_ROOT)

    def primary(self, found: ReportedFinding) -> Location:
        """Locate a finding on its first line: GitHub annotates if all lines are in the diff."""
        span = found.finding.span
        physical = PhysicalLocation(
            artifact_location=self.artifact(span.path),
            region=self.first_line(span),
            context_region=self.context(span),
        )
        return Location(physical_location=physical, logical_locations=logical(found))

    def secondary(self, span: Span, message: str, number: int | None = None) -> Location:
        """Locate a related place or a step; outside of the repository by its name alone."""
        if not self.viewpoint.contains(span.path):
            outside = f"{self.viewpoint.place(span)}: {message}"
            return Location(id=number, message=Text(text=sentence(outside)))
        artifact = self.artifact(span.path)
        physical = PhysicalLocation(artifact_location=artifact, region=self.region(span))
        return Location(id=number, message=Text(text=sentence(message)), physical_location=physical)

    def region(self, span: Span) -> Region:
        """Return a whole span."""
        return Region(
            start_line=span.start.line,
            start_column=self._column(span.path, span.start),
            end_line=span.end.line,
            end_column=self._column(span.path, span.end),
        )

    def first_line(self, span: Span) -> Region:
        """Return what a span covers of its first line, with the text."""
        file = self._excerpts.file(span.path)
        if file is None:
            return self.region(span)
        line = file.line(span.start.line)
        first = span.start.column - 1
        last = span.end.column - 1 if span.end.line == span.start.line else len(line)
        end = span.start.offset + max(last - first, 0)
        return Region(
            start_line=span.start.line,
            start_column=self._column(span.path, span.start),
            end_line=span.start.line,
            end_column=file.utf16_column(end),
            snippet=snippet(line[first:last]),
        )

    def context(self, span: Span) -> Region | None:
        """Return the lines around the start of a span, where they are short enough to read."""
        file = self._excerpts.file(span.path)
        if file is None:
            return None
        first = max(1, span.start.line - CONTEXT_LINES)
        last = min(line_count(file), span.start.line + CONTEXT_LINES)
        text = b"\n".join(file.line(number) for number in range(first, last + 1))
        if len(text) > SHOWN * (last - first + 1):
            return None
        return Region(start_line=first, end_line=last, snippet=snippet(text))

    def line_hash(self, span: Span) -> str:
        """Return GitHub's fingerprint of the line that a span starts in, empty without source."""
        file = self._excerpts.file(span.path)
        if file is None:
            return ""
        if span.path not in self._hashes:
            self._hashes[span.path] = line_hashes(file.source)
        hashes, line = self._hashes[span.path], span.start.line
        return hashes[line - 1] if 0 < line <= len(hashes) else ""

    def _column(self, path: str, position: Position) -> int:
        file = self._excerpts.file(path)
        return file.utf16_column(position.offset) if file else position.column


def line_count(file: LineIndex) -> int:
    """Count lines; what follows the last line feed is one only if it is not empty."""
    return len(file.starts) - (file.starts[-1] == len(file.source))


def snippet(text: bytes) -> Snippet | None:
    """Return source text, None where there is none."""
    return Snippet(text=text.decode("utf-8", "replace")) if text.strip() else None


def logical(found: ReportedFinding) -> tuple[LogicalLocation, ...]:
    """Name the function, or the package, that a finding is in."""
    if not found.package:
        return ()
    if not found.function:
        return (LogicalLocation(fully_qualified_name=found.package, kind="module"),)
    name = f"{found.package}.{found.function}"
    return (LogicalLocation(fully_qualified_name=name, kind="function"),)
