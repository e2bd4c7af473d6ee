"""Where control can go from a point of a function, and how often a loop runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import Array, GoObject, Scope
from gomemlint.semantic.flow import Defer, Event, Go, Graph
from gomemlint.semantic.flow.graph import Block
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import sole_value
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import elements, literal_type, operator, unparenthesised
from gomemlint.syntax.statements import assigned, condition, initializer, range_of


@dataclass(frozen=True, slots=True)
class Point:
    """An event of a flow graph, by its place in a block."""

    block: int
    event: int


def points(graph: Graph, is_wanted: Callable[[Event], bool]) -> Iterator[Point]:
    """Yield the events that fit, in program order."""
    for block in graph.blocks:
        for number, event in enumerate(block.events):
            if is_wanted(event):
                yield Point(block.index, number)


def following(
    graph: Graph,
    start: Point,
    is_end: Callable[[Event], bool],
    once: Collection[Node] = (),
    unending: Collection[Node] = (),
) -> Iterator[Event]:
    """Yield what can happen after a point, the event at which a path ends among it.

    The loops in `once` are left where their first round ends, those in `unending` by a jump alone.
    """
    pending = [(start.block, start.event + 1)]
    seen: set[int] = set()
    while pending:
        number, first = pending.pop()
        block = graph.blocks[number]
        for event in block.events[first:]:
            yield event
            if is_end(event):
                break
        else:
            if block.leave is not None:
                yield block.leave
            is_head = block.is_head and block.loops[-1] in unending
            for target in _targets(graph, block, once):
                if is_head and block.loops[-1] not in graph.blocks[target].loops:
                    continue
                if target not in seen:
                    seen.add(target)
                    pending.append((target, 0))


def _targets(graph: Graph, block: Block, once: Collection[Node]) -> Iterator[int]:
    for edge in block.edges:
        target = graph.blocks[edge.target]
        loop = target.loops[-1] if target.is_head and target.loops else None
        if loop is None or loop not in once or loop not in block.loops:
            yield edge.target
        else:
            yield from _exits(graph, loop)


def _exits(graph: Graph, loop: Node) -> Iterator[int]:
    """Yield where a loop's condition leads when it does not hold."""
    for block in graph.blocks:
        if loop in block.loops:
            for edge in block.edges:
                if loop not in graph.blocks[edge.target].loops:
                    yield edge.target


def constant_rounds(index: Index, file: File, loop: Node) -> int | None:
    """Return how often a loop runs, None where that is not a constant."""
    ranged = range_of(loop)
    if ranged is not None:
        return _length(index, file, ranged.operand)
    given, first = condition(loop), initializer(loop)
    if given is None or first is None or operator(given) not in ("<", "<="):
        return None
    limit = _number(file, given.child_by_field_name("right"))
    start = next((_number(file, each.value) for each in assigned(first)), None)
    if limit is None or start is None:
        return None
    return max(0, limit - start + (operator(given) == "<="))


def _length(index: Index, file: File, ranged: Node) -> int | None:
    counted = _number(file, ranged)
    if counted is not None:
        return counted
    of = core(file, file.type_of(ranged))
    if isinstance(of, Array):
        return of.length
    node = unparenthesised(ranged)
    meant = file.object_of(node) if node.type == "identifier" else None
    if isinstance(meant, GoObject) and meant.scope is Scope.LOCAL:
        value = sole_value(index, meant)
        node = node if value is None else unparenthesised(value.node)
    is_literal = node.type == "composite_literal" and literal_type(node) is not None
    return len(elements(node)) if is_literal else None


def _number(file: File, node: Node | None) -> int | None:
    value = None if node is None else file.constant_of(node)
    return int(value) if isinstance(value, str) and value.isdigit() else None


def is_at(event: Event, node: Node) -> bool:
    """Tell whether an event is that of a statement or call; also of `go` and `defer` of it."""
    return node in (event.node, event.call if isinstance(event, Go | Defer) else None)


def runs_each_round(graph: Graph, loop: Node, is_wanted: Callable[[Event], bool]) -> bool:
    """Tell whether no round of a loop comes to its end without one of these events."""
    head = head_of(graph, loop)
    holders = {point.block for point in points(graph, is_wanted)}
    if head is None or not holders:
        return False
    starts = [] if head.index in holders else [edge.target for edge in head.edges]
    return not any(_leads_to(graph, loop, start, head.index, holders) for start in starts)


def comes_again(graph: Graph, loop: Node, is_wanted: Callable[[Event], bool]) -> bool:
    """Tell whether a round follows on one that has such an event."""
    head = head_of(graph, loop)
    holders = {point.block for point in points(graph, is_wanted)}
    past = [edge.target for number in holders for edge in graph.blocks[number].edges]
    return head is not None and any(
        _leads_to(graph, loop, start, head.index, set()) for start in past
    )


def head_of(graph: Graph, loop: Node) -> Block | None:
    """Return the block that begins each round of a loop."""
    heads = (block for block in graph.blocks if block.is_head and block.loops)
    return next((block for block in heads if block.loops[-1] == loop), None)


def _leads_to(graph: Graph, loop: Node, start: int, goal: int, avoided: set[int]) -> bool:
    """Tell whether control can get from one block of a loop to another one of it."""
    pending, seen = [start], set(avoided)
    while pending:
        number = pending.pop()
        if number == goal:
            return True
        if number not in seen and loop in graph.blocks[number].loops:
            seen.add(number)
            pending += [edge.target for edge in graph.blocks[number].edges]
    return False
