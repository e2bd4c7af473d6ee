"""What our JSON documents are made of: ranges of source, and remarks on the run."""

from __future__ import annotations

import msgspec

from gomemlint.model.report import Notice
from gomemlint.model.spans import Position, Span
from gomemlint.reporters.cleaning import one_line
from gomemlint.reporters.places import Viewpoint


class Point(msgspec.Struct, frozen=True):
    """A place: its column counts UTF-8 bytes from 1, its offset from 0."""

    line: int
    column: int
    offset: int


class Range(msgspec.Struct, frozen=True):
    start: Point
    end: Point


class Remark(msgspec.Struct, frozen=True):
    """A notice; line 0 and empty strings mean that it is about no place or package."""

    code: str
    message: str
    path: str
    line: int
    package: str
    blocks: int
    incomplete: bool


def range_of(span: Span) -> Range:
    """Turn a span into data."""
    return Range(_point(span.start), _point(span.end))


def _point(position: Position) -> Point:
    return Point(position.line, position.column, position.offset)


def remark_of(notice: Notice, view: Viewpoint) -> Remark:
    """Turn a notice into data, its path seen from a viewpoint."""
    return Remark(
        code=notice.code,
        message=one_line(notice.message),
        path=view.path(notice.path) if notice.path else "",
        line=notice.line,
        package=notice.package,
        blocks=notice.blocks,
        incomplete=notice.incomplete,
    )
