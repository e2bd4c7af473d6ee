"""What changed on the heap, as data.

Within one schema number, keys are added and never change their meaning.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from gomemlint.model.heapdiff import Changed, HeapDiff, Ripple
from gomemlint.model.report import ReportedFinding
from gomemlint.reporters.cleaning import one_line
from gomemlint.reporters.encoding import encode
from gomemlint.reporters.escapes.json import Site, Tool, site_of, tool_of
from gomemlint.reporters.escapes.wording import viewpoint
from gomemlint.reporters.parts import Range, Remark, range_of, remark_of
from gomemlint.reporters.places import Viewpoint

SCHEMA = 1


class Change(msgspec.Struct, frozen=True):
    """A site on both sides."""

    before: Site
    after: Site


class Leak(msgspec.Struct, frozen=True):
    """A parameter that began to leak; `payers` are the new sites of its callers."""

    path: str
    span: Range
    package: str
    function: str
    parameter: str
    payers: tuple[Site, ...]


class Contract(msgspec.Struct, frozen=True):
    """A place where a contract is broken."""

    path: str
    span: Range
    package: str
    function: str
    message: str


class Side(msgspec.Struct, frozen=True):
    """One of the revisions, empty for the work tree; `missing` are packages nobody knows of."""

    revision: str
    sites: int
    missing: tuple[str, ...]
    notices: tuple[Remark, ...]


class Document(msgspec.Struct, frozen=True):
    schema: int
    tool: Tool
    before: Side
    after: Side
    new: tuple[Site, ...]
    gone: tuple[Site, ...]
    changed: tuple[Change, ...]
    leaks: tuple[Leak, ...]
    broken: tuple[Contract, ...]


def render(diff: HeapDiff) -> Iterator[str]:
    """Write all that changed; paths of what is gone are those of the earlier revision."""
    old, now = viewpoint(diff.before), viewpoint(diff.after)
    document = Document(
        schema=SCHEMA,
        tool=tool_of(diff.after),
        before=Side(
            diff.since,
            len(diff.before.sites),
            diff.before.missing,
            tuple(remark_of(notice, old) for notice in diff.before.notices),
        ),
        after=Side(
            diff.until,
            len(diff.after.sites),
            diff.after.missing,
            tuple(remark_of(notice, now) for notice in diff.after.notices),
        ),
        new=tuple(site_of(site, now) for site in diff.new),
        gone=tuple(site_of(site, old) for site in diff.gone),
        changed=tuple(_change(each, old, now) for each in diff.changed),
        leaks=tuple(_leak(each, now) for each in diff.ripples),
        broken=tuple(_contract(each, now) for each in diff.broken),
    )
    yield f"{encode(document)}\n"


def _change(changed: Changed, old: Viewpoint, now: Viewpoint) -> Change:
    return Change(site_of(changed.before, old), site_of(changed.after, now))


def _leak(ripple: Ripple, view: Viewpoint) -> Leak:
    flow = ripple.parameter
    return Leak(
        path=view.path(flow.span.path),
        span=range_of(flow.span),
        package=flow.package,
        function=flow.function,
        parameter=flow.name,
        payers=tuple(site_of(site, view) for site in ripple.payers),
    )


def _contract(found: ReportedFinding, view: Viewpoint) -> Contract:
    span = found.finding.span
    return Contract(
        path=view.path(span.path),
        span=range_of(span),
        package=found.package,
        function=found.function,
        message=one_line(found.finding.message),
    )
