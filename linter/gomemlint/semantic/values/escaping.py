"""How objects from pools, and memory of them, leave the frame of a function."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.semantic.flow import Call, Event, State
from gomemlint.semantic.program.functions import RECEIVER
from gomemlint.semantic.program.library import How
from gomemlint.semantic.values.dangling import leave_dangling
from gomemlint.semantic.values.evaluation import Evaluation
from gomemlint.semantic.values.sinks import Sink, is_moved_within, leaving_by, sinks
from gomemlint.semantic.values.stored import is_left_stored
from gomemlint.semantic.values.summary import Fate
from gomemlint.semantic.values.values import (
    NOT_THE_OBJECT,
    Fact,
    Source,
    SourceKind,
    Standing,
    Status,
    Value,
    is_object,
)

_VIEWS = frozenset({How.VIEW, How.SLICE, How.UNSAFE})


def escape_by_sinks(evaluation: Evaluation, event: Event, state: State[Fact]) -> None:
    for sink in list(sinks(evaluation, event, state)):
        if sink.fate is Fate.STARTED and _is_own_goroutine(evaluation, event, sink.node):
            continue
        given = None if not isinstance(event, Call) else evaluation.values(sink.node, state)
        is_mutable = sink.node.type == "func_literal" or evaluation.shares(sink.node)
        for held in leaving_by(sink, state):
            if not is_mutable and How.UNSAFE not in held.relation:
                continue
            is_parameter = held.source.kind is SourceKind.PARAMETER
            is_own = is_parameter and held.source.index == sink.owner
            if is_own and not (is_moved_within(held, sink) and is_left_stored(evaluation, sink)):
                continue
            is_kept_for_later = How.CAPTURED in held.relation and sink.fate is Fate.STORED
            is_inside = How.CONTAINED in held.relation or is_kept_for_later
            if given is None or is_object(held) or (held in given and not is_inside):
                escape(held, sink.fate, sink.node, state, is_return=False)
                _keep(evaluation, held, sink, state)
            elif not (held.relation - {How.CONTAINED, How.CAPTURED}) & NOT_THE_OBJECT:
                _hand_on(held.source, sink.node, state)


def give_out(value: Value, node: Node, state: State[Fact]) -> None:
    """Note that a value is a result of the function from here on."""
    escape(value, Fate.HANDED, node, state)


def standing(state: State[Fact], source: Source, status: Status) -> tuple[Standing, ...]:
    """Return the facts that an object may have a status."""
    found = (fact for fact in state.about(source) if isinstance(fact, Standing))
    return tuple(fact for fact in found if fact.status is status)


def disown(source: Source, state: State[Fact]) -> None:
    for fact in standing(state, source, Status.OWNED):
        state.remove(fact)


def _keep(evaluation: Evaluation, value: Value, sink: Sink, state: State[Fact]) -> None:
    """Note that somebody else has an object from here on, who is not told when it is put."""
    is_pooled = value.source.kind is SourceKind.POOLED and value.relation <= {How.CONTAINED}
    if is_pooled and sink.path is not None and is_left_stored(evaluation, sink):
        state.add(Standing(value.source, Status.RETURNED, sink.node))


def _is_own_goroutine(evaluation: Evaluation, event: Event, node: Node) -> bool:
    """Tell whether a method starts a goroutine of its object: the object stops it, too."""
    callee = evaluation.callee(event.node) if isinstance(event, Call) else None
    return callee is not None and callee.operand(RECEIVER) == node


def escape(
    value: Value, fate: Fate, node: Node, state: State[Fact], *, is_return: bool = True
) -> None:
    """Note that an object, or memory of it, outlives the frame."""
    source = value.source
    if source.kind not in (SourceKind.POOLED, SourceKind.PARAMETER):
        return
    if How.INDIRECT in value.relation:
        if value.field and (is_return or fate is not Fate.HANDED):
            state.add(Standing(source, Status.BEHIND, node, value.field))
        return
    whole = value.relation - {How.CONTAINED, How.CAPTURED}
    if fate is Fate.STARTED:
        _share(source, node, state)
        if not whole & NOT_THE_OBJECT:
            _hand_on(source, node, state)
        return
    if whole & NOT_THE_OBJECT:
        if is_return or fate in (Fate.STORED, Fate.SENT):
            _let_out(value, node, state)
        return
    if fate is Fate.SENT:
        _share(source, node, state)
    if is_return and source.kind is SourceKind.POOLED:
        state.add(Standing(source, Status.RETURNED, node))
        disown(source, state)
    else:
        _hand_on(source, node, state)


def _share(source: Source, node: Node, state: State[Fact]) -> None:
    state.add(Standing(source, Status.SHARED, node))
    leave_dangling(source, node, frozenset(), state)


def _let_out(value: Value, node: Node, state: State[Fact]) -> None:
    """Note that memory of an object lives on, unless it is told already, or lies too deep."""
    if How.CONTAINED in value.relation:
        is_near = bool(value.field or value.relation & _VIEWS)
        if not is_near or standing(state, value.source, Status.ESCAPED):
            return
    state.add(Standing(value.source, Status.ESCAPED, node, value.field))


def _hand_on(source: Source, node: Node, state: State[Fact]) -> None:
    disown(source, state)
    if source.kind is SourceKind.POOLED:
        state.add(Standing(source, Status.HANDED, node))
