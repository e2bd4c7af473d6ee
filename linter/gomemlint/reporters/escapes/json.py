"""Sites as data. Within one schema number, keys are added and never change their meaning."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from gomemlint.model.allocations import ListedSite
from gomemlint.model.survey import Explanation, Survey
from gomemlint.reporters.cleaning import one_line
from gomemlint.reporters.encoding import encode
from gomemlint.reporters.escapes.grouping import Group
from gomemlint.reporters.escapes.wording import sentence, viewpoint
from gomemlint.reporters.parts import Range, Remark, range_of, remark_of
from gomemlint.reporters.places import Viewpoint
from gomemlint.semantic.allocation.advice import ADVICE

SCHEMA = 1


class Step(msgspec.Struct, frozen=True):
    """One step of the way to the heap."""

    message: str
    path: str
    span: Range


class Site(msgspec.Struct, frozen=True):
    """An allocation site; `code` is empty for one that allocates by its form."""

    path: str
    span: Range
    expression: str
    kind: str
    verdict: str
    limit: str
    reason: str
    code: str
    message: str
    chain: tuple[Step, ...]
    instead: str
    unless: str
    package: str
    function: str
    loops: int
    cold: bool
    count: int
    raw: tuple[str, ...]


class Count(msgspec.Struct, frozen=True):
    code: str
    title: str
    sites: int
    heap: int
    in_loops: int


class Tool(msgspec.Struct, frozen=True):
    name: str
    version: str
    go: str


class Listing(msgspec.Struct, frozen=True):
    schema: int
    tool: Tool
    groups: tuple[Count, ...]
    sites: tuple[Site, ...]
    notices: tuple[Remark, ...]
    unplaced: int


class ParameterFact(msgspec.Struct, frozen=True):
    name: str
    message: str


class Line(msgspec.Struct, frozen=True):
    schema: int
    tool: Tool
    path: str
    line: int
    text: str
    sites: tuple[Site, ...]
    parameters: tuple[ParameterFact, ...]
    compiler: tuple[str, ...]
    notices: tuple[Remark, ...]


def render(survey: Survey, groups: tuple[Group, ...], most: int | None) -> Iterator[str]:
    """Write groups with their counts, and at most so many sites of each."""
    view = viewpoint(survey)
    sites = (site for group in groups for site in group.sites[:most])
    document = Listing(
        schema=SCHEMA,
        tool=tool_of(survey),
        groups=tuple(
            Count(each.code, each.title, len(each.sites), each.heap, each.in_loops)
            for each in groups
        ),
        sites=tuple(site_of(site, view) for site in sites),
        notices=tuple(remark_of(notice, view) for notice in survey.notices),
        unplaced=survey.unplaced,
    )
    yield f"{encode(document)}\n"


def render_line(explanation: Explanation) -> Iterator[str]:
    """Write all that is known about a line."""
    survey = explanation.survey
    view = viewpoint(survey)
    lines = explanation.source.decode("utf-8", "replace").split("\n")
    document = Line(
        schema=SCHEMA,
        tool=tool_of(survey),
        path=view.path(explanation.path),
        line=explanation.line,
        text=lines[explanation.line - 1].rstrip("\r"),
        sites=tuple(site_of(site, view) for site in explanation.sites),
        parameters=tuple(ParameterFact(p.name, p.remark) for p in explanation.parameters),
        compiler=explanation.remarks,
        notices=tuple(remark_of(notice, view) for notice in survey.notices),
    )
    yield f"{encode(document)}\n"


def tool_of(survey: Survey) -> Tool:
    """Name the tool and its Go."""
    return Tool("gomemlint", survey.version, survey.go.version)


def site_of(site: ListedSite, view: Viewpoint) -> Site:
    """Turn a site into data, its paths seen from a viewpoint."""
    escape = site.escape
    advice = None if escape is None else ADVICE[escape.cause]
    chain = () if escape is None else escape.chain
    return Site(
        path=view.path(site.span.path),
        span=range_of(site.span),
        expression=site.expression,
        kind=site.kind.value,
        verdict=site.verdict.storage.value,
        limit=site.verdict.limit,
        reason=site.verdict.reason,
        code="" if escape is None else escape.cause.value,
        message=one_line(sentence(site)),
        chain=tuple(
            Step(one_line(link.message), view.path(link.span.path), range_of(link.span))
            for link in chain
        ),
        instead="" if advice is None else advice.instead,
        unless="" if advice is None else advice.unless,
        package=site.package,
        function=site.function,
        loops=site.loops,
        cold=site.is_cold,
        count=site.count,
        raw=site.raw,
    )
