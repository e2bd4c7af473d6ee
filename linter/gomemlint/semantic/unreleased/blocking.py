"""Goroutines that may wait for ever for the other end of a channel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject
from gomemlint.semantic.flow import Defer, Event, Exit, Go, Graph, Inline, Leave, NoFlow, Receive
from gomemlint.semantic.frequency.commands import is_action
from gomemlint.semantic.frequency.cycles import constant_rounds, following, points, runs_each_round
from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import definitions
from gomemlint.semantic.program.functions import Function, function_around, function_at
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.unreleased.conclusions import conclusions, shared_channels
from gomemlint.semantic.unreleased.handovers import (
    Act,
    Handover,
    handovers,
    is_unbuffered,
    started_function,
)
from gomemlint.syntax.expressions import callee, is_call
from gomemlint.syntax.functions import enclosing_loops
from gomemlint.syntax.nodes import contains
from gomemlint.syntax.statements import started_call

_ANSWERS = {
    Act.SEND: frozenset({Act.RECEIVE}),
    Act.RECEIVE: frozenset({Act.SEND, Act.CLOSE}),
}


@dataclass(frozen=True, slots=True)
class Blocked:
    """A goroutine that waits for ever in `act`, where the function is left by `leaving`.

    `loop` starts several of them, all on one channel; `made` is where the channel is made.
    """

    channel: GoObject
    act: Node
    is_send: bool
    leaving: Node
    made: Node
    loop: Node | None


@dataclass(frozen=True, slots=True)
class _Channel:
    """A channel in a function: the act that waits in the goroutine, and those that answer it."""

    graph: Graph
    start: Node
    waiting: Handover
    answers: tuple[Handover, ...]
    loop: Node | None
    conclusions: tuple[Handover, ...]

    def is_start(self, event: Event) -> bool:
        return isinstance(event, Go) and event.node == self.start

    def is_answer(self, event: Event) -> bool:
        return any(_is_event_of(event, answer) for answer in self.answers)

    def is_concluded(self, event: Event) -> bool:
        """Tell whether it is known from here on that the goroutine does not wait."""
        return any(_is_event_of(event, each) for each in self.conclusions)

    def is_other_answer(self, event: Event) -> bool:
        """Tell whether an answer comes from a literal, which may give as many as it takes."""
        return any(_is_event_of(event, each) for each in self.answers if each.is_lasting)


def blocked(index: Index, file: File, start: Node) -> Iterator[Blocked]:
    """Yield the channels on which the goroutine of a `go` statement may wait for ever."""
    function = function_around(file, start)
    call = started_call(start)
    found = None if call is None or not is_call(call) else callee_of(index, file, call)
    started = None if found is None else found.function
    if function is None or call is None or started is None:
        return
    if not started.is_literal and started_function(index, file, call) is None:
        return
    literal = started.node
    graph = index.graph(function)
    if isinstance(graph, NoFlow) or _is_main(function):
        return
    within = (call, literal) if started.is_literal else (call,)
    shared = tuple(shared_channels(index, file, within, function.node))
    for variable in (each for each in shared if is_unbuffered(index, file, each)):
        acts = handovers(index, file, variable, function.node)
        waiting = _waiting(index, file, literal, [each for each in acts if each.starter == start])
        if waiting is None or any(each.act is Act.HANDED for each in acts):
            continue
        others = tuple(each for each in acts if each.starter != start)
        answers = tuple(each for each in others if each.act in _ANSWERS[waiting.act])
        loop = _starting_loop(start, answers)
        waits = tuple(e for e in acts if e.starter == start and e.act is waiting.act)
        told = () if loop else conclusions(index, file, (start, started), waits, shared)
        channel = _Channel(graph, start, waiting, answers, loop, tuple(told))
        leaving = _way_out(index, file, channel, others)
        made = next((each.statement for each in definitions(index, variable)), start)
        if leaving is not None:
            is_send = waiting.act is Act.SEND
            yield Blocked(variable, waiting.node, is_send, leaving, made, channel.loop)


def _is_main(function: Function) -> bool:
    """Tell whether the process ends with the function."""
    return function.name == "main" or is_action(function.file, function.node)


def _waiting(index: Index, file: File, literal: Node, acts: list[Handover]) -> Handover | None:
    """Return the one act on which a goroutine waits, None if it can do without, or does more."""
    waiting = [each for each in acts if each.act in _ANSWERS]
    if not waiting or len({each.act for each in waiting}) > 1:
        return None
    for each in waiting:
        is_ranged = each.act is Act.RECEIVE and each.node.type != "unary_expression"
        if each.is_optional or is_ranged:
            return None
    is_repeated = any(next(enclosing_loops(each.node), None) for each in waiting)
    if (is_repeated or len(waiting) > 1) and not _exclude_each_other(index, file, literal, waiting):
        return None
    return waiting[0]


def _exclude_each_other(index: Index, file: File, literal: Node, acts: list[Handover]) -> bool:
    """Tell whether each run of a literal does one of several acts at most."""
    graph = index.graph(function_at(file, literal))
    if isinstance(graph, NoFlow):
        return False

    def is_act(event: Event) -> bool:
        if isinstance(event, Receive):
            return any(contains(each.node, event.channel) for each in acts)
        return any(event.node == each.node for each in acts)

    starts = list(points(graph, is_act))
    return len(starts) == len(acts) and not any(
        is_act(event) for start in starts for event in following(graph, start, is_act)
    )


def _is_event_of(event: Event, act: Handover) -> bool:
    node = act.node if act.starter is None else act.starter
    if isinstance(event, Go | Defer) and node in (event.node, event.call):
        return True
    if isinstance(event, Inline):
        return callee(node) == event.node if act.starter is not None else False
    if isinstance(event, Receive):
        return act.starter is None and contains(act.node, event.channel)
    return event.node == node


def _starting_loop(start: Node, answers: tuple[Handover, ...]) -> Node | None:
    """Return the loop that starts goroutines without waiting for each of them."""
    loop = next(enclosing_loops(start), None)
    if loop is None or any(contains(loop, each.node) for each in answers):
        return None
    return loop


def _way_out(
    index: Index, file: File, channel: _Channel, others: tuple[Handover, ...]
) -> Node | None:
    """Return the statement that leaves the function while the goroutine still waits."""
    if channel.waiting.act is Act.RECEIVE and not channel.answers:
        return None
    if _is_answered_before(channel):
        return None
    leaving = _leaving(channel, is_final=False)
    if leaving is not None or not _has_rivals(index, file, channel, others):
        return leaving
    return None if _may_count(channel) else _leaving(channel, is_final=True)


def _is_answered_before(channel: _Channel) -> bool:
    """Tell whether a literal that answers was started earlier."""
    return any(
        channel.is_start(event)
        for point in points(channel.graph, channel.is_other_answer)
        for event in following(channel.graph, point, channel.is_start)
    )


def _may_count(channel: _Channel) -> bool:
    """Tell whether a loop answers in some rounds only: it may count what is left."""
    return any(
        loop not in enclosing_loops(channel.start)
        and not runs_each_round(channel.graph, loop, channel.is_answer)
        for answer in channel.answers
        for loop in enclosing_loops(answer.node)
    )


def _leaving(channel: _Channel, *, is_final: bool) -> Node | None:
    """Return what leaves the function before the other end comes, or behind its last chance."""
    graph = channel.graph
    is_last = channel.is_other_answer if is_final else channel.is_answer
    around = tuple(enclosing_loops(channel.start))
    drained = [
        loop
        for answer in channel.answers
        for loop in enclosing_loops(answer.node)
        if loop not in around and runs_each_round(graph, loop, channel.is_answer)
    ]
    for start in points(graph, channel.is_start):
        for event in following(
            graph, start, lambda e: is_last(e) or channel.is_concluded(e), unending=drained
        ):
            if isinstance(event, Leave) and event.exit is not Exit.PANIC:
                return event.node
    return None


def _has_rivals(index: Index, file: File, channel: _Channel, others: tuple[Handover, ...]) -> bool:
    """Tell whether more goroutines wait on the channel than the function answers."""
    single = sum(1 for each in channel.answers if not each.is_lasting)
    if channel.loop is not None:
        rounds = constant_rounds(index, file, channel.loop)
        return rounds is None or rounds > single
    rivals = [each for each in others if each.act is channel.waiting.act and each.is_concurrent]
    is_last = not any(
        _is_event_of(event, rival)
        for start in points(channel.graph, channel.is_start)
        for event in following(channel.graph, start, lambda _: False)
        for rival in rivals
    )
    in_loop = any(next(enclosing_loops(each.node), None) for each in channel.answers)
    return bool(rivals) and is_last and not in_loop and single <= len(rivals)
