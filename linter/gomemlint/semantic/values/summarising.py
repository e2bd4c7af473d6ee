"""What a function tells its callers, collected from its flow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from gomemlint.semantic.flow import Exit, Flow, Leave, State
from gomemlint.semantic.program.library import SAME, How
from gomemlint.semantic.values.escaping import standing
from gomemlint.semantic.values.following import Following, returned
from gomemlint.semantic.values.ownership import Putting, puttings
from gomemlint.semantic.values.sinks import Sink, sinks
from gomemlint.semantic.values.summary import (
    Escaped,
    Fate,
    Produced,
    PutBack,
    Returned,
    Summary,
)
from gomemlint.semantic.values.values import (
    Fact,
    Held,
    Mark,
    Replaced,
    Source,
    SourceKind,
    Standing,
    Status,
    Sure,
    Value,
    Values,
)

_MADE = frozenset({SourceKind.POOLED, SourceKind.BIG, SourceKind.NEW})


@dataclass(slots=True)
class _Told:
    """What the moments of a function have told so far.

    `left` are the puts whose field still names the object at some exit. `sure` is what has been put
    at every exit so far, `replaced` are the fields of parameters that have got a new value there;
    both are None before the first exit. `fields` are those by which memory of a parameter escaped.
    """

    following: Following
    found: set[Returned | Produced | PutBack | Escaped] = field(default_factory=set)
    left: set[Node] = field(default_factory=set)
    sure: set[Source] | None = None
    replaced: set[Replaced] | None = None
    fields: dict[Escaped, set[str]] = field(default_factory=dict)
    is_possible: bool = False

    def leave(self, state: State[Fact]) -> None:
        """Take in the state at an exit."""
        self.found.update(_results(returned(self.following, state), state))
        self.found.update(_started(state))
        self.left.update(_left_set(state))
        put = set(_surely_put(state))
        self.sure = put if self.sure is None else self.sure & put
        replaced = {mark for mark in state.must if isinstance(mark, Replaced)}
        self.replaced = replaced if self.replaced is None else self.replaced & replaced

    def escape(self, sink: Sink) -> None:
        """Take in what leaves the frame."""
        for escaped, name in _escaped(sink):
            self.fields.setdefault(escaped, set()).add(name)

    def escapes(self) -> Iterator[Escaped]:
        """Yield what escaped and is still in its parameter: a field that is moved is not."""
        inputs = {p.index: p.object.key for p in self.following.function.inputs if p.object}
        moved = {(mark.subject, *mark.steps) for mark in self.replaced or ()}
        for escaped, names in self.fields.items():
            subject = inputs.get(escaped.parameter, "")
            if not all((subject, name) in moved for name in names):
                yield escaped

    def puts(self) -> Iterator[PutBack]:
        for put in self.found:
            if isinstance(put, PutBack):
                is_left_set = not put.steps or put.node in self.left
                yield replace(put, is_left_set=is_left_set, is_sure=_is_sure(put, self.sure or ()))


def summarised(following: Following, flow: Flow[Fact]) -> Summary:
    """Collect what the exits and the sinks of a function tell its callers."""
    if not following.wanted:
        return _made(following, flow)
    told = _Told(following)
    for moment in flow.moments():
        event, state = moment.event, moment.state
        told.is_possible = told.is_possible or state.is_possible
        if isinstance(event, Leave) and event.exit is not Exit.PANIC:
            told.leave(state)
        if following.focus is not None and following.focus.is_beside(event, state):
            continue
        for putting in puttings(following.evaluation, event, state):
            told.found.update(_put(putting))
        for sink in sinks(following.evaluation, event, state):
            told.escape(sink)
    started = (each for each in told.found if isinstance(each, Escaped))
    return Summary(
        returned=frozenset(each for each in told.found if isinstance(each, Returned)),
        produced=frozenset(each for each in told.found if isinstance(each, Produced)),
        put=frozenset(told.puts()),
        escaped=frozenset((*started, *told.escapes())),
        is_possible=told.is_possible,
    )


def _made(following: Following, flow: Flow[Fact]) -> Summary:
    """Collect what the exits alone tell: nobody asks about a parameter."""
    found: set[Returned | Produced] = set()
    is_possible = False
    for leave, state in flow.leaves():
        is_possible = is_possible or state.is_possible
        if leave.exit is not Exit.PANIC:
            found.update(_results(returned(following, state), state))
    made = frozenset(each for each in found if isinstance(each, Produced))
    return Summary(produced=made, is_possible=is_possible)


def _results(results: Iterable[Values], state: State[Fact]) -> Iterator[Returned | Produced]:
    for index, values in enumerate(results):
        for value in values:
            source = value.source
            if source.kind is SourceKind.PARAMETER:
                is_put = bool(standing(state, source, Status.PUT))
                yield Returned(index, source.index, value.relation, is_put, value.field)
            elif source.kind in _MADE and not _is_part(value):
                is_clean = not standing(state, source, Status.DIRTY)
                yield Produced(index, source.kind, source.detail, value.relation, is_clean)


def _is_part(value: Value) -> bool:
    """Tell whether a result is a part of something big: that is the matter of this function."""
    return value.source.kind is SourceKind.BIG and How.PART in value.relation


def _put(putting: Putting) -> Iterator[PutBack]:
    for value in putting.values:
        is_inside = bool(value.relation & {How.CONTAINED, How.CAPTURED, How.ELEMENT})
        if value.source.kind is SourceKind.PARAMETER and not is_inside:
            steps = () if putting.path is None else putting.path.steps
            source = value.source
            yield PutBack(
                source.index, value.relation - {How.INDIRECT}, steps, putting.pool, putting.call
            )


def _left_set(state: State[Fact]) -> Iterator[Node]:
    """Yield the puts whose field still names the object at an exit."""
    for fact in state.facts():
        if isinstance(fact, Held) and fact.value.source.kind is SourceKind.PUT:
            yield fact.value.source.node


def _surely_put(state: State[Fact]) -> Iterator[Source]:
    """Yield what has gone to a pool on every path to an exit, and the calls that put it."""
    for mark in state.must:
        if isinstance(mark, Mark) and mark.sure is Sure.PUT:
            yield mark.source


def _is_sure(put: PutBack, sure: Iterable[Source]) -> bool:
    return any(
        (source.kind is SourceKind.PUT and source.node == put.node)
        or (source.kind is SourceKind.PARAMETER and source.index == put.parameter and not put.steps)
        for source in sure
    )


def _started(state: State[Fact]) -> Iterator[Escaped]:
    """Yield the parameters that a goroutine still has at an exit: nobody waited for it."""
    for fact in state.facts():
        if isinstance(fact, Standing) and fact.status is Status.SHARED:
            source = fact.subject
            outer = fact.node.parent
            is_sent = outer is not None and outer.type == "send_statement"
            if source.kind is SourceKind.PARAMETER and not is_sent:
                yield Escaped(source.index, SAME, Fate.STARTED, "", None)


def _escaped(sink: Sink) -> Iterator[tuple[Escaped, str]]:
    """Yield what leaves with a sink, each with the field of the parameter that it came by."""
    for value in sink.values:
        source = value.source
        if sink.fate is Fate.STARTED:
            continue
        if source.kind is SourceKind.PARAMETER and source.index != sink.owner:
            escaped = Escaped(source.index, value.relation, sink.fate, sink.cell, sink.owner)
            yield escaped, value.field
