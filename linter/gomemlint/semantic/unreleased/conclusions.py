"""Receives that tell that a goroutine does not wait elsewhere: it sends there when it is done.

`select { case v := <-found: ...; case err := <-failed: ... }` gets the only thing that the
goroutine sends, if it sends on the one channel or on the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import Chan, GoObject, ObjectKind, Scope
from gomemlint.semantic.flow import Event, NoFlow, Receive
from gomemlint.semantic.frequency.cycles import following, points
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.unreleased.handovers import Act, Handover, handovers
from gomemlint.syntax.functions import deferral, enclosing_function
from gomemlint.syntax.nodes import contains, descendants

_TELLS = frozenset({Act.CLOSE, Act.SEND})


def shared_channels(
    index: Index, file: File, within: Iterable[Node], function: Node
) -> Iterator[GoObject]:
    """Yield the local channels of a function that some code mentions."""
    seen: set[str] = set()
    for node in (inner for outer in within for inner in descendants(outer)):
        meant = file.object_of(node) if node.type == "identifier" else None
        if not isinstance(meant, GoObject) or meant.key in seen:
            continue
        seen.add(meant.key)
        if meant.kind is not ObjectKind.VARIABLE or meant.scope is not Scope.LOCAL:
            continue
        declared = index.declaration(meant)
        is_own = declared is not None and enclosing_function(declared.node) == function
        if is_own and isinstance(core(file, file.types.type_of(meant)), Chan):
            yield meant


def conclusions(
    index: Index,
    file: File,
    started: tuple[Node, Function],
    waiting: tuple[Handover, ...],
    channels: Iterable[GoObject],
) -> Iterator[Handover]:
    """Yield the receives after which a goroutine that was started comes to no waiting act.

    They are of channels that it alone tells something, and never before such an act.
    """
    start, function = started
    outer = enclosing_function(start)
    for channel in channels if outer is not None else ():
        acts = handovers(index, file, channel, outer) if outer is not None else ()
        told = tuple(each for each in acts if each.act in _TELLS)
        if not told or any(each.act is Act.HANDED or each in waiting for each in acts):
            continue
        if any(each.starter != start for each in told) or _precedes(index, function, told, waiting):
            continue
        yield from (each for each in acts if each.act is Act.RECEIVE and each.starter is None)


def _precedes(
    index: Index, function: Function, told: tuple[Handover, ...], waiting: tuple[Handover, ...]
) -> bool:
    """Tell whether a goroutine may come to a waiting act after it has told something."""
    graph = index.graph(function)
    early = [each for each in told if deferral(each.node) is None]
    if isinstance(graph, NoFlow):
        return True
    found = list(points(graph, lambda event: _is_any(event, early)))
    return len(found) < len(early) or any(
        _is_any(event, waiting)
        for point in found
        for event in following(graph, point, lambda _: False)
    )


def _is_any(event: Event, acts: Iterable[Handover]) -> bool:
    if isinstance(event, Receive):
        return any(contains(each.node, event.channel) for each in acts)
    return any(event.node == each.node for each in acts)
