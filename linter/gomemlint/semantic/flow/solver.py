"""What holds where: the states of a function, found by following its graph.

Every block is visited again when its entry state grows. A loop whose entry state still grows
after eight rounds is left as it is, and all that comes out of it is possible only.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from tree_sitter import Node

from gomemlint.semantic.flow.conditions import CALM, PURE_CALLS, assigned
from gomemlint.semantic.flow.events import (
    Assign,
    Binding,
    Call,
    Defer,
    Event,
    Exit,
    Go,
    Inline,
    Leave,
    Origin,
)
from gomemlint.semantic.flow.expressions import spine
from gomemlint.semantic.flow.graph import Block, Edge, Graph
from gomemlint.semantic.flow.state import Fact, State
from gomemlint.syntax.expressions import arguments
from gomemlint.syntax.nodes import text

MAXIMUM_ROUNDS = 8

FactT = TypeVar("FactT", bound=Fact)


class Analysis(Protocol[FactT]):
    """The transfer functions of an analysis; they depend on nothing but event and state."""

    def start(self, state: State[FactT]) -> None:
        """Put what holds at the entry of the function into the state."""
        ...

    def step(self, event: Event, state: State[FactT]) -> None:
        """Change the state as the event does."""
        ...


@dataclass(frozen=True, slots=True)
class Moment(Generic[FactT]):
    """An event and the state before it, which changes as soon as the next moment is asked for.

    `loops` are the loops around the event, outermost first, those around a literal that runs in
    place included. `leaving` is the statement that leaves the function, while deferred calls run.
    """

    event: Event
    state: State[FactT]
    loops: tuple[Node, ...]
    leaving: Node | None


@dataclass(frozen=True, slots=True)
class Flow(Generic[FactT]):
    """The states of a function at the entry of each block that control can reach.

    `exits` are the states at the end of the blocks that leave it, before deferred calls.
    """

    graph: Graph
    analysis: Analysis[FactT]
    entries: dict[int, State[FactT]]
    exits: dict[int, State[FactT]]

    def moments(self) -> Iterator[Moment[FactT]]:
        """Yield every event that can happen, in program order, then the exits one by one.

        At each exit the deferred calls that may be pending run in reverse order, then `Leave`.
        """
        yield from self._body(())
        for leave, state in self._leaving():
            if leave.exit is not Exit.PANIC:
                state.guards |= {CALM}
            yield from self._deferred(state, leave.node)
            yield Moment(leave, state, (), leave.node)

    def leaves(self) -> Iterator[tuple[Leave, State[FactT]]]:
        """Yield the exits alone, each with the state after its deferred calls."""
        for leave, state in self._leaving():
            for deferred in _pending(state):
                skipped = _skip(state, deferred)
                if _enter(state, deferred):
                    _run_deferred(deferred, state, self.analysis)
                _merge(state, skipped)
            yield leave, state

    def final(self, *exits: Exit) -> State[FactT] | None:
        """Return the joined state after all deferred calls, over the exits of these kinds."""
        joined: State[FactT] | None = None
        for leave, state in self.leaves():
            if leave.exit not in exits:
                continue
            if joined is None:
                joined = state
            else:
                joined.join(state)
        return joined

    def _body(self, loops: tuple[Node, ...]) -> Iterator[Moment[FactT]]:
        for block in self.graph.blocks:
            entry = self.entries.get(block.index)
            if entry is None:
                continue
            state = entry.copy()
            for event in block.events:
                yield Moment(event, state, (*loops, *block.loops), None)
                if isinstance(event, Inline):
                    flow = _solve(event.body, self.analysis, state)
                    yield from flow._whole((*loops, *block.loops), None)
                    flow.flow_into(state)
                    self.analysis.step(event, state)
                else:
                    _apply(event, state, self.analysis)

    def _whole(self, loops: tuple[Node, ...], leaving: Node | None) -> Iterator[Moment[FactT]]:
        """Yield the moments of a literal that runs in place, deferred ones included."""
        for moment in self._body(loops):
            yield Moment(moment.event, moment.state, moment.loops, leaving)
        for leave, state in self._leaving():
            yield from self._deferred(state, leaving or leave.node)

    def _deferred(self, state: State[FactT], leaving: Node) -> Iterator[Moment[FactT]]:
        for deferred in _pending(state):
            skipped = _skip(state, deferred)
            if _enter(state, deferred):
                call = Call(deferred.call, deferred)
                yield Moment(call, state, (), leaving)
                _apply(call, state, self.analysis)
                if deferred.body is not None:
                    flow = _solve(deferred.body, self.analysis, state)
                    yield from flow._whole((), leaving)
                    flow.flow_into(state)
            _merge(state, skipped)

    def _leaving(self) -> Iterator[tuple[Leave, State[FactT]]]:
        for block in self.graph.blocks:
            if block.leave is not None and block.index in self.exits:
                yield block.leave, self.exits[block.index].copy()

    def flow_into(self, state: State[FactT]) -> None:
        """Make the state what it is after a literal ran; one that only panics changes nothing."""
        result = self.final(Exit.FALL, Exit.RETURN)
        if result is not None:
            state.may, state.must, state.guards = result.may, result.must, result.guards
            state.is_possible, state.stamp = result.is_possible, result.stamp


def solve(graph: Graph, analysis: Analysis[FactT]) -> Flow[FactT]:
    """Follow a function until its states are stable."""
    state: State[FactT] = State()
    analysis.start(state)
    return _solve(graph, analysis, state)


def _solve(graph: Graph, analysis: Analysis[FactT], start: State[FactT]) -> Flow[FactT]:
    entry = start.copy()
    entry.deferred, entry.must_defer = {}, frozenset()
    entries: dict[int, State[FactT]] = {0: entry}
    exits: dict[int, State[FactT]] = {}
    visits: dict[int, int] = {}
    queue, queued = [0], {0}
    while queue:
        index = heapq.heappop(queue)
        queued.discard(index)
        block = graph.blocks[index]
        state = entries[index].copy()
        for event in block.events:
            _apply(event, state, analysis)
        if block.leave is not None:
            exits[index] = state
        for edge in block.edges:
            if not _follow(block, edge, state, entries):
                continue
            if not _may_visit(graph.blocks[edge.target], index, entries, visits):
                continue
            if edge.target not in queued:
                queued.add(edge.target)
                heapq.heappush(queue, edge.target)
    return Flow(graph, analysis, entries, exits)


def _follow(
    source: Block, edge: Edge, state: State[FactT], entries: dict[int, State[FactT]]
) -> bool:
    """Take an edge; tell whether the entry state of its target grew."""
    passed = state.copy()
    if edge.is_uncertain:
        passed.is_possible = True
    if edge.guard is not None and not passed.assume(edge.guard):
        return False
    known = entries.get(edge.target)
    if known is None:
        entries[edge.target] = passed
        return True
    if edge.target <= source.index:
        passed.restrict(known)
    return known.join(passed)


def _may_visit(
    target: Block, source: int, entries: dict[int, State[FactT]], visits: dict[int, int]
) -> bool:
    """Count the rounds of a loop; after the last one all that it leads to is possible."""
    if source < target.index:
        visits.pop(target.index, None)
        return True
    rounds = visits[target.index] = visits.get(target.index, 0) + 1
    if rounds == MAXIMUM_ROUNDS:
        entries[target.index].is_possible = True
    return rounds <= MAXIMUM_ROUNDS


def _apply(event: Event, state: State[FactT], analysis: Analysis[FactT]) -> None:
    """Run one event: guards and pending calls first, then the analysis."""
    match event:
        case Assign():
            state.forget(frozenset(filter(None, map(_root_name, event.bindings))))
            analysis.step(event, state)
            for binding in event.bindings:
                _learn(binding, state)
            return
        case Call():
            state.forget_behind(_operand_names(event.node))
        case Go():
            state.forget_behind(_operand_names(event.call))
        case Defer():
            state.deferred = {**state.deferred, event: frozenset()}
            state.must_defer |= {event}
        case Inline():
            _solve(event.body, analysis, state).flow_into(state)
        case _:
            pass
    analysis.step(event, state)


def _run_deferred(deferred: Defer, state: State[FactT], analysis: Analysis[FactT]) -> None:
    _apply(Call(deferred.call, deferred), state, analysis)
    if deferred.body is not None:
        _solve(deferred.body, analysis, state).flow_into(state)


def _pending(state: State[FactT]) -> list[Defer]:
    return sorted(state.deferred, key=lambda deferred: -deferred.node.start_byte)


def _skip(state: State[FactT], deferred: Defer) -> State[FactT] | None:
    """Return the state of the paths that did not come past a `defer`."""
    if deferred in state.must_defer:
        return None
    skipped = state.copy()
    guards = state.deferred[deferred]
    if len(guards) == 1 and not skipped.assume(next(iter(guards)).opposite):
        return None
    return skipped


def _enter(state: State[FactT], deferred: Defer) -> bool:
    return all([state.assume(guard) for guard in state.deferred[deferred]])


def _merge(state: State[FactT], skipped: State[FactT] | None) -> None:
    if skipped is not None:
        state.join(skipped)


def _root_name(binding: Binding) -> str:
    root = spine(binding.target)[1]
    return text(root) if root.type == "identifier" else ""


def _learn(binding: Binding, state: State[FactT]) -> None:
    if binding.target.type != "identifier":
        return
    if binding.origin is Origin.ZERO or binding.origin is Origin.VALUE:
        for guard in assigned(_root_name(binding), binding.value, state.guards):
            state.guards |= {guard}


def _operand_names(call: Node) -> frozenset[str]:
    """Return the variables that a call gets: its receiver's and its arguments' roots."""
    if call.children[0].text in PURE_CALLS:
        return frozenset()
    operands = list(arguments(call))
    function = call.child_by_field_name("function")
    if function is not None and function.type == "selector_expression":
        operands.append(function.named_children[0])
    names = set()
    for operand in operands:
        if operand.type == "unary_expression":
            operand = operand.children[1]
        root = spine(operand)[1]
        if root.type == "identifier":
            names.add(text(root))
    return frozenset(names)
