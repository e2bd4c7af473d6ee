"""Summaries of functions, made bottom-up over the static calls of the module, on demand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gomemlint.semantic.calls import Callee
from gomemlint.semantic.code import File
from gomemlint.semantic.evaluation import Evaluation
from gomemlint.semantic.flow import Exit, Flow, Leave, NoFlow, State, solve
from gomemlint.semantic.following import Following, returned
from gomemlint.semantic.functions import Function
from gomemlint.semantic.index import Index
from gomemlint.semantic.leaks import leakage
from gomemlint.semantic.library import How
from gomemlint.semantic.ownership import Putting, puttings, standing
from gomemlint.semantic.sinks import Sink, sinks
from gomemlint.semantic.summary import EMPTY, Escaped, Produced, PutBack, Returned, Summary
from gomemlint.semantic.values import Fact, SourceKind, Status, Value, Values

_MADE = frozenset({SourceKind.POOLED, SourceKind.BIG, SourceKind.NEW})


@dataclass(slots=True)
class _Settled:
    """A finished function, and the unfinished functions of its cycle that it relied on."""

    flow: Flow[Fact] | NoFlow
    summary: Summary
    relies: frozenset[Function]


@dataclass(slots=True)
class _Attempt:
    """What one attempt at a function asked for."""

    missing: dict[Function, None] = field(default_factory=dict)
    relies: set[Function] = field(default_factory=set)


class Summaries:
    """Flows and summaries of functions.

    A function that calls itself, directly or not, is summarised twice: first with nothing known
    about the calls that lead back, then with what the first round found.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self.producers: set[str] = set()
        self._done: dict[Function, _Settled] = {}
        self._open: set[Function] = set()
        self._first: dict[Function, Summary] = {}
        self._attempts: list[_Attempt] = []

    def flow(self, function: Function) -> Flow[Fact] | NoFlow:
        """Return the states of a function, with all it calls summarised."""
        self._settle(function)
        return self._done[function].flow

    def summary(self, function: Function) -> Summary:
        self._settle(function)
        return self._done[function].summary

    def evaluation(self, file: File) -> Evaluation:
        """Return what evaluates the expressions of a file."""
        return Evaluation(self.index, file, self._summary_of)

    def forget(self, function: Function) -> None:
        """Drop what was found about a function, because something it calls has changed."""
        self._done.pop(function, None)

    def _summary_of(self, callee: Callee, positions: frozenset[int]) -> Summary | None:
        function = callee.function
        if function is None:
            return None
        if not self._matters(callee, function, positions):
            return None
        settled = self._done.get(function)
        if settled is not None:
            if self._attempts:
                self._attempts[-1].relies |= settled.relies
            return settled.summary
        if not self._attempts:
            return self.summary(function)
        if function in self._open:
            self._attempts[-1].relies.add(function)
            return self._first.get(function, EMPTY)
        self._attempts[-1].missing[function] = None
        return None

    def _matters(self, callee: Callee, function: Function, positions: Iterable[int]) -> bool:
        if function.key in self.producers:
            return True
        wanted = {callee.parameter_of(position) for position in positions}
        for parameter in function.inputs:
            if parameter.index not in wanted or parameter.object is None:
                continue
            known = leakage(function, parameter)
            if known is None or not known.stays:
                return True
        return False

    def _settle(self, function: Function) -> None:
        stack = [] if function in self._done else [function]
        self._open.update(stack)
        while stack:
            current = stack[-1]
            attempt = _Attempt()
            self._attempts.append(attempt)
            flow, summary = self._attempted(current)
            self._attempts.pop()
            if attempt.missing:
                stack.extend(attempt.missing)
                self._open.update(attempt.missing)
                continue
            if current in attempt.relies and current not in self._first:
                self._first[current] = summary
                self._withdraw(current)
                continue
            stack.pop()
            self._close(current, _Settled(flow, summary, frozenset(attempt.relies - {current})))

    def _close(self, function: Function, settled: _Settled) -> None:
        self._open.discard(function)
        self._first.pop(function, None)
        self._done[function] = settled
        for other in self._done.values():
            if function in other.relies:
                other.relies -= {function}

    def _withdraw(self, function: Function) -> None:
        """Take back what relied on a function whose first round is over."""
        stale = [other for other, settled in self._done.items() if function in settled.relies]
        for other in stale:
            del self._done[other]

    def _attempted(self, function: Function) -> tuple[Flow[Fact] | NoFlow, Summary]:
        graph = self.index.graph(function)
        if isinstance(graph, NoFlow):
            return graph, Summary(is_possible=True)
        following = Following(function, self.evaluation(function.file))
        flow = solve(graph, following)
        return flow, summarised(following, flow)


def summarised(following: Following, flow: Flow[Fact]) -> Summary:
    """Collect what the exits and the sinks of a function tell its callers."""
    found: set[Returned | Produced | PutBack | Escaped] = set()
    is_possible = False
    for moment in flow.moments():
        event, state = moment.event, moment.state
        is_possible = is_possible or state.is_possible
        if isinstance(event, Leave) and event.exit is not Exit.PANIC:
            found.update(_results(returned(following, state), state))
        for putting in puttings(following.evaluation, event, state):
            found.update(_put(putting))
        for sink in sinks(following.evaluation, event, state):
            found.update(_escaped(sink))
    return Summary(
        returned=frozenset(each for each in found if isinstance(each, Returned)),
        produced=frozenset(each for each in found if isinstance(each, Produced)),
        put=frozenset(each for each in found if isinstance(each, PutBack)),
        escaped=frozenset(each for each in found if isinstance(each, Escaped)),
        is_possible=is_possible,
    )


def _results(results: Iterable[Values], state: State[Fact]) -> Iterator[Returned | Produced]:
    for index, values in enumerate(results):
        for value in values:
            source = value.source
            if source.kind is SourceKind.PARAMETER:
                yield Returned(index, source.index, value.relation)
            elif source.kind in _MADE and not _is_part(value):
                is_clean = not standing(state, source, Status.DIRTY)
                yield Produced(index, source.kind, source.detail, value.relation, is_clean)


def _is_part(value: Value) -> bool:
    """Tell whether a result is a part of something big: that is the matter of this function."""
    return value.source.kind is SourceKind.BIG and How.PART in value.relation


def _put(putting: Putting) -> Iterator[PutBack]:
    for value in putting.values:
        if value.source.kind is SourceKind.PARAMETER:
            steps = () if putting.path is None else putting.path.steps
            source = value.source
            yield PutBack(source.index, value.relation, steps, putting.pool, putting.call)


def _escaped(sink: Sink) -> Iterator[Escaped]:
    for value in sink.values:
        source = value.source
        if source.kind is SourceKind.PARAMETER and source.index != sink.owner:
            yield Escaped(source.index, value.relation, sink.fate, sink.cell, sink.owner, sink.node)
