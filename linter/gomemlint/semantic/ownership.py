"""Who owns an object from a pool: the events that change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.semantic.calls import Callee, callee_of
from gomemlint.semantic.evaluation import POOL_PUT, Evaluation
from gomemlint.semantic.flow import Call, Event, Return, State
from gomemlint.semantic.functions import RECEIVER
from gomemlint.semantic.identity import bound, parameter_of
from gomemlint.semantic.library import How
from gomemlint.semantic.paths import path_of
from gomemlint.semantic.resetting import resets, writes
from gomemlint.semantic.sinks import operands, sinks
from gomemlint.semantic.values import (
    Fact,
    Held,
    Source,
    SourceKind,
    Standing,
    Status,
    Value,
    Values,
)

_OBJECTS = frozenset({SourceKind.POOLED, SourceKind.PARAMETER, SourceKind.NEW})
# A value so related to an object is not the object but something in or behind it.
_NOT_THE_OBJECT = frozenset(
    {How.FIELD, How.ELEMENT, How.PART, How.VIEW, How.CONTAINED, How.CAPTURED, How.UNSAFE}
)


@dataclass(frozen=True, slots=True)
class Putting:
    """An object goes back to a pool, directly or through a putter.

    `node` is the argument, `values` what it may be, `pool` the identity of the pool.
    """

    call: Node
    node: Node
    values: Values
    pool: str
    deferred: Node | None


def is_object(value: Value) -> bool:
    """Tell whether a value is the object of its source: itself, its address, what it points to."""
    return not value.relation & _NOT_THE_OBJECT


def puttings(evaluation: Evaluation, event: Event, state: State[Fact]) -> Iterator[Putting]:
    """Yield the objects that an event puts back, given the state before it."""
    if not isinstance(event, Call):
        return
    callee = callee_of(evaluation.index, evaluation.file, event.node)
    if callee is None:
        return
    deferred = None if event.deferred is None else event.deferred.node
    if callee.key == POOL_PUT:
        pool = evaluation.pool_of(callee)
        for position, node, values in operands(evaluation, event, state):
            if position == 0:
                yield Putting(event.node, node, values, pool, deferred)
        return
    if callee.function is None:
        return
    given = operands(evaluation, event, state)
    summary = evaluation.summary_of(callee, frozenset(i for i, _, values in given if values))
    if summary is None:
        return
    for position, node, values in given:
        for put in summary.puts(callee.parameter_of(position)):
            related = frozenset(v.related(*put.relation) for v in values)
            pool = _pool(evaluation, callee, put.pool)
            yield Putting(event.node, node, related, pool, deferred)


def change_hands(evaluation: Evaluation, event: Event, state: State[Fact]) -> None:
    """Update the standing of objects by an event, before assignments follow."""
    if isinstance(event, Return):
        for value in event.values:
            for held in evaluation.values(value, state):
                _hand_over(held, event.node, state)
        return
    if isinstance(event, Call):
        _obtain(evaluation, event, state)
        _touch(evaluation, event, state)
        for putting in list(puttings(evaluation, event, state)):
            _put(evaluation, putting, state)
    for sink in list(sinks(evaluation, event, state)):
        for held in sink.values:
            _hand_over(held, sink.node, state)


def standing(state: State[Fact], source: Source, status: Status) -> tuple[Standing, ...]:
    """Return the facts that an object may have a status."""
    found = (fact for fact in state.about(source) if isinstance(fact, Standing))
    return tuple(fact for fact in found if fact.status is status)


def _obtain(evaluation: Evaluation, event: Call, state: State[Fact]) -> None:
    if event.deferred is not None:
        return
    for value in evaluation.values(event.node, state):
        source = value.source
        if source.kind is not SourceKind.POOLED or source.node != event.node:
            continue
        _lose(source, state)
        state.add(Standing(source, Status.OWNED, event.node))
        state.add(Standing(source, Status.DIRTY, event.node))


def _lose(source: Source, state: State[Fact]) -> None:
    """Forget an object that the same expression made in an earlier round of a loop."""
    state.drop(source)
    stale = [f for f in state.facts() if isinstance(f, Held) and f.value.source == source]
    for fact in stale:
        state.remove(fact)


def _touch(evaluation: Evaluation, event: Call, state: State[Fact]) -> None:
    """Note resets; a write of content makes an object unclean again."""
    for source in resets(evaluation, event, state):
        for fact in standing(state, source, Status.DIRTY):
            state.remove(fact)
        state.require(("clean", source))
    for source in writes(evaluation, event, state):
        state.release(("clean", source))


def _put(evaluation: Evaluation, putting: Putting, state: State[Fact]) -> None:
    for value in putting.values:
        if value.source.kind in _OBJECTS and is_object(value):
            for fact in standing(state, value.source, Status.OWNED):
                state.remove(fact)
            state.add(Standing(value.source, Status.PUT, putting.call))
    path = path_of(evaluation.file, putting.node)
    if path is not None and path.root is not None and path.steps:
        mark = Source(SourceKind.PUT, putting.call, putting.pool)
        state.add(Held(path.root.key, path.steps, Value(mark)))


def _hand_over(value: Value, node: Node, state: State[Fact]) -> None:
    whole = value.relation - {How.CONTAINED, How.CAPTURED}
    if value.source.kind is not SourceKind.POOLED or whole & _NOT_THE_OBJECT:
        return
    for fact in standing(state, value.source, Status.OWNED):
        state.remove(fact)
        state.add(Standing(value.source, Status.HANDED, node))


def _pool(evaluation: Evaluation, callee: Callee, pool: str) -> str:
    parameter = parameter_of(pool)
    argument = None if parameter is None else callee.operand(parameter)
    return bound(evaluation.index, evaluation.file, pool, argument)


__all__ = ["RECEIVER", "Putting", "change_hands", "is_object", "puttings", "standing"]
