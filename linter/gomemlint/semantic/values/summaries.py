"""Summaries of functions, made bottom-up over the static calls of the module, on demand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial

from gomemlint.model.gotypes import Pointer
from gomemlint.semantic.flow import Flow, NoFlow, solve
from gomemlint.semantic.program.accessors import is_of_own, view_of
from gomemlint.semantic.program.calls import CAPTURED, Callee
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.copying import copied
from gomemlint.semantic.program.functions import RECEIVER, Function, Parameter
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import How
from gomemlint.semantic.values.dispatching import Dispatch
from gomemlint.semantic.values.evaluation import Evaluation
from gomemlint.semantic.values.following import Following
from gomemlint.semantic.values.relevance import Focus, Relevance
from gomemlint.semantic.values.summarising import summarised
from gomemlint.semantic.values.summary import (
    EMPTY,
    Produced,
    Summary,
)
from gomemlint.semantic.values.values import (
    Fact,
    SourceKind,
    can_return,
)

# A callee is followed in the midst of its caller, which would otherwise be begun again for it; the
# interpreter's stack bounds how deep.
_NESTED = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: what a function does with some of its parameters."""

    function: Function
    parameters: frozenset[int]


@dataclass(slots=True)
class _Settled:
    """A finished function, and the unfinished ones of its cycle that it relied on."""

    flow: Flow[Fact] | NoFlow
    summary: Summary
    relies: frozenset[Asked]


@dataclass(slots=True)
class _Attempt:
    """What one attempt at a function asked for."""

    missing: dict[Asked, None] = field(default_factory=dict)
    relies: set[Asked] = field(default_factory=set)


class Summaries:
    """Flows and summaries of functions, each for the parameters that somebody asks about.

    A function that calls itself, directly or not, is summarised twice: first with nothing known
    about the calls that lead back, then with what the first round found.
    """

    def __init__(self, index: Index, *, follows_pools: bool = True) -> None:
        self.index = index
        self.follows_pools = follows_pools
        self.producers: set[str] = set()
        self._views: dict[str, str] = {}
        self.putters: dict[str, frozenset[int]] = {}
        self.putting: set[str] = set()
        self.pooled_types: set[str] = set()
        self.dispatch = Dispatch(index)
        self._done: dict[Asked, _Settled] = {}
        self._open: set[Asked] = set()
        self._first: dict[Asked, Summary] = {}
        self._provisional: set[Asked] = set()
        self._attempts: list[_Attempt] = []
        self._evaluations: dict[str, Evaluation] = {}
        self._relevances: dict[str, Relevance] = {}

    def flow(self, function: Function) -> Flow[Fact] | NoFlow:
        """Return the states of a function, with all it calls summarised.

        Of its parameters those are followed that it puts to a pool.
        """
        return self._settled(self._asked(function)).flow

    def flow_of(self, function: Function, parameters: frozenset[int]) -> Flow[Fact] | NoFlow:
        """Return the states of a function, with some of its parameters followed."""
        return self._settled(Asked(function, parameters)).flow

    def summary(self, function: Function) -> Summary:
        """Return what a function does with all its parameters."""
        wanted = frozenset(parameter.index for parameter in function.inputs)
        return self._settled(Asked(function, wanted)).summary

    def summary_for(self, function: Function, parameter: int) -> Summary:
        """Return what a function does with one parameter, which costs less than with all."""
        return self._settled(Asked(function, frozenset({parameter}))).summary

    def produced(self, function: Function) -> frozenset[Produced]:
        """Return what a function makes of its own, which costs less than its whole summary."""
        return self._settled(self._asked(function)).summary.produced

    def evaluation(self, file: File) -> Evaluation:
        """Return what evaluates the expressions of a file."""
        known = self._evaluations.get(file.absolute)
        if known is None or known.file is not file:
            known = self._evaluations[file.absolute] = Evaluation(
                self.index,
                file,
                partial(self._summary_at, file),
                self.putters,
                self.dispatch,
                not self.follows_pools,
            )
            self._relevances[file.absolute] = Relevance(known)
        return known

    def forget(self, function: Function) -> None:
        """Drop what was found about a function, because something it calls has changed."""
        for asked in [asked for asked in self._done if asked.function == function]:
            del self._done[asked]
        self.evaluation(function.file).forget()

    def _asked(self, function: Function) -> Asked:
        return Asked(function, self.putters.get(function.key, frozenset()))

    def _summary_of(self, callee: Callee, positions: frozenset[int]) -> Summary | None:
        asked = self._question(callee, positions)
        if asked is None:
            return None
        settled = self._done.get(asked)
        if settled is None and asked not in self._open and len(self._attempts) < _NESTED:
            settled = self._settled(asked)
        if settled is not None:
            if self._attempts:
                self._attempts[-1].relies |= settled.relies
            return settled.summary
        if not self._attempts:
            return self._settled(asked).summary
        if asked in self._open:
            self._attempts[-1].relies.add(asked)
            return self._first.get(asked, EMPTY)
        self._attempts[-1].missing[asked] = None
        return None

    def _question(self, callee: Callee, positions: frozenset[int]) -> Asked | None:
        """Return what to ask about a callee, None where the compiler has said enough."""
        function = callee.function
        if function is None:
            return None
        is_maker = function.key in self.producers or bool(self.view_of(function))
        if not (positions or is_maker):
            return None
        wanted = {callee.parameter_of(position) for position in positions}
        leaving = frozenset(
            parameter.index
            for parameter in function.inputs
            if parameter.index in wanted and not self._stays(function, parameter)
        )
        leaving |= {index for index in wanted if index <= CAPTURED}
        return Asked(function, leaving) if leaving or is_maker else None

    def _stays(self, function: Function, parameter: Parameter) -> bool:
        """Tell whether the compiler says that a parameter is neither stored nor returned.

        Where only what it points to is stored, it matters if the function puts that to a pool; the
        compiler does not say then whether a result shares it, too.
        """
        if parameter.object is None:
            return True
        known = self.index.leakage(function, parameter)
        if not self.follows_pools and parameter.index in self.index.once(copied, function):
            return False
        if known is None or known.stays:
            return known is not None
        if (
            known.results
            or known.is_stored
            or (self.follows_pools and _may_return(function, parameter))
        ):
            return False
        return parameter.index not in self.putters.get(function.key, frozenset())

    def _settled(self, asked: Asked) -> _Settled:
        stack = [] if asked in self._done else [asked]
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
            if attempt.relies == {current} and current not in self._first:
                # The whole cycle goes round with its root: if each member went round by itself,
                # the work would double with each cycle inside another.
                self._first[current] = summary
                self._withdraw(current)
                continue
            stack.pop()
            self._close(current, _Settled(flow, summary, frozenset(attempt.relies - {current})))
        return self._done[asked]

    def _close(self, asked: Asked, settled: _Settled) -> None:
        self._open.discard(asked)
        self._first.pop(asked, None)
        self._done[asked] = settled
        if settled.relies:
            self._provisional.add(asked)
        for other in list(self._provisional):
            if asked in self._done[other].relies:
                self._done[other].relies = (self._done[other].relies - {asked}) | settled.relies
            if not self._done[other].relies:
                self._provisional.discard(other)

    def _withdraw(self, asked: Asked) -> None:
        """Take back what relied on a function whose first round is over."""
        for other in [o for o in self._provisional if asked in self._done[o].relies]:
            self._provisional.discard(other)
            self._first[other] = self._done.pop(other).summary

    def _attempted(self, asked: Asked) -> tuple[Flow[Fact] | NoFlow, Summary]:
        graph = self.index.graph(asked.function)
        if isinstance(graph, NoFlow):
            return graph, Summary(is_possible=True)
        evaluation = self.evaluation(asked.function.file)
        focus = Focus(
            self._relevances[asked.function.file.absolute],
            self.producers,
            self.putters,
            makes=asked.function.key in self.putting,
        )
        following = Following(
            asked.function, evaluation, asked.parameters, focus, self.follows_pools
        )
        flow = solve(graph, following)
        if self._attempts[-1].missing or self._attempts[-1].relies:
            # What was evaluated without the answers must not be taken for the truth.
            evaluation.forget()
        if self._attempts[-1].missing:
            return flow, EMPTY
        return flow, summarised(following, flow)

    def _summary_at(self, file: File, callee: Callee, positions: frozenset[int]) -> Summary | None:
        """Return what a callee does where it is called.

        An accessor returns a part of the buffer that it gives a view of, if others use it again.
        """
        summary = self._summary_of(callee, positions)
        function, holder = callee.function, callee.operand(RECEIVER)
        what = "" if function is None else self.view_of(function)
        if summary is None or function is None or holder is None or not what:
            return summary
        if is_of_own(self.index, function, file, holder):
            return summary
        view = Produced(0, SourceKind.BIG, what, frozenset({How.PART}))
        return replace(summary, produced=summary.produced | {view})

    def view_of(self, function: Function) -> str:
        """Name the buffer that an accessor gives a view of and uses again; empty for others."""
        if self.follows_pools:
            return ""
        if function.key not in self._views:
            self._views[function.key] = view_of(self.index, function)
        return self._views[function.key]


def _may_return(function: Function, parameter: Parameter) -> bool:
    """Tell whether a result can share what a parameter points to, other than by two pointers."""
    type_ = function.file.types.type_of(parameter.object) if parameter.object else None
    is_double = isinstance(type_, Pointer) and isinstance(type_.element, Pointer)
    return can_return(function) and not is_double
