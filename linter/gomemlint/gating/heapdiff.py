"""Compare what two revisions have on the heap, by function and expression, never by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from gomemlint.model.allocations import ListedSite
from gomemlint.model.heapdiff import Changed, HeapDiff, Ripple
from gomemlint.model.spans import Span
from gomemlint.model.survey import ParameterFlow, Survey

Key: TypeAlias = tuple[str, str, str, str]
FlowKey: TypeAlias = tuple[str, str, str]


def heap_diff(before: Survey, after: Survey) -> HeapDiff:
    """Match the sites of two surveys; those that are the same expression twice are counted.

    A package that one side could not analyse has neither lost nor gained anything that we know of.
    """
    unknown = frozenset((*before.missing, *after.missing))
    old, now = by_key(before.sites, unknown), by_key(after.sites, unknown)
    new: list[ListedSite] = []
    gone: list[ListedSite] = []
    changed: list[Changed] = []
    for key in sorted(old.keys() | now.keys()):
        was, became = without_equals(old.get(key, []), now.get(key, []))
        changed += map(Changed, was, became)
        gone += was[len(became) :]
        new += became[len(was) :]
    ripples = tuple(ripples_of(before, after, new))
    return HeapDiff(before, after, in_order(new), in_order(gone), tuple(changed), ripples)


def by_key(sites: Iterable[ListedSite], unknown: frozenset[str]) -> dict[Key, list[ListedSite]]:
    """Group the sites of packages that can be compared by what they are across edits."""
    found: dict[Key, list[ListedSite]] = {}
    for site in sites:
        if site.package in unknown:
            continue
        key = (site.package, site.function, site.identity, site.kind.value)
        found.setdefault(key, []).append(site)
    return found


def without_equals(
    was: list[ListedSite], became: list[ListedSite]
) -> tuple[list[ListedSite], list[ListedSite]]:
    """Take out the sites that both sides have for the same cause, in a loop or not."""
    left, rest = list(was), []
    for site in became:
        same = next((each for each in left if nature(each) == nature(site)), None)
        if same is None:
            rest.append(site)
        else:
            left.remove(same)
    return left, rest


def nature(site: ListedSite) -> tuple[str, str, bool]:
    """Return what makes one expression another site: its cause, its verdict, a loop."""
    cause = "" if site.escape is None else site.escape.cause.value
    return cause, str(site.verdict), site.loops > 0


def ripples_of(before: Survey, after: Survey, new: Iterable[ListedSite]) -> Iterator[Ripple]:
    """Yield the parameters that began to leak, with the new sites whose memory passes them."""
    known = {flow_key(flow): flow for flow in before.parameters}
    sites = list(new)
    for flow in after.parameters:
        earlier = known.get(flow_key(flow))
        if earlier is None or earlier.reaches_heap or not flow.reaches_heap:
            continue
        yield Ripple(flow, in_order(site for site in sites if passes(site, flow)))


def flow_key(flow: ParameterFlow) -> FlowKey:
    """Tell parameters apart across edits."""
    return flow.package, flow.function, flow.name


def passes(site: ListedSite, flow: ParameterFlow) -> bool:
    """Tell whether memory of a site goes through a function on its way to the heap."""
    if site.escape is None or contains(flow.body, site.span):
        return False
    return any(contains(flow.body, link.span) for link in site.escape.chain)


def contains(outer: Span, inner: Span) -> bool:
    """Tell whether a span lies within another."""
    return outer.path == inner.path and outer.start <= inner.start and inner.end <= outer.end


def in_order(sites: Iterable[ListedSite]) -> tuple[ListedSite, ...]:
    """Sort sites by place, those in loops first."""
    return tuple(sorted(sites, key=lambda site: (site.is_cold, not site.loops, site.span)))
