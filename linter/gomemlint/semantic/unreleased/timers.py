"""Timers that nobody waits for or stops, made again and again.

Until Go 1.23 a timer stays reachable until it fires, and a ticker until it is stopped
(release notes of Go 1.23, "Timer changes").
"""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Scope
from gomemlint.semantic.flow import NoFlow
from gomemlint.semantic.frequency.cycles import following, is_at, points
from gomemlint.semantic.frequency.repetition import Repetition
from gomemlint.semantic.program.calls import Callee, callee_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.definitions import assignment_to, definitions, sole_value
from gomemlint.semantic.program.functions import function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.results import results
from gomemlint.syntax.expressions import (
    arguments,
    call_around,
    is_call,
    is_nil,
    is_receive,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.nodes import ancestors, contains
from gomemlint.syntax.statements import assigned, cases

CHANNELS = frozenset({"time.After", "time.Tick"})
MAKERS = frozenset({"time.NewTicker", "time.NewTimer"})
TICKERS = frozenset({"time.NewTicker", "time.Tick"})
SECOND_NS = 1_000_000_000
_HOPS = 2


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer of which each round, or each call of the function, leaves one behind.

    `maker` is the function of package time. `is_brief` holds below one second.
    """

    call: Node
    maker: str
    is_brief: bool


def abandoned(index: Index, repetition: Repetition, file: File, call: Node) -> Timer | None:
    """Return the timer that a call makes and leaves to itself, None if it does not."""
    made = _made(index, Site(file, call), _HOPS)
    if made is None:
        return None
    maker, origin = made
    is_round = _comes_again(index, file, call)
    is_tick = maker == "time.Tick" and origin.node == call
    if not is_round and not (is_tick and repetition.is_repeated(file, call)):
        return None
    if not is_tick and not _is_left(index, file, call, maker):
        return None
    return Timer(call, maker, maker not in TICKERS and _is_brief(origin))


def _made(index: Index, site: Site, hops: int) -> tuple[str, Site] | None:
    """Return the function of package time that a call ends at, also by a helper, and its call."""
    callee = callee_of(index, site.file, site.node) if is_call(site.node) else None
    if callee is None:
        return None
    if callee.key in CHANNELS | MAKERS:
        return callee.key, site
    value = _sole_result(index, callee) if hops else None
    return None if value is None else _made(index, value, hops - 1)


def _sole_result(index: Index, callee: Callee) -> Site | None:
    """Return what a function returns, if that is one value in one place."""
    function = callee.function
    if function is None or function.body is None:
        return None
    ends = tuple(results(index, function))
    return Site(function.file, ends[0][0]) if len(ends) == 1 and len(ends[0]) == 1 else None


def _comes_again(index: Index, file: File, call: Node) -> bool:
    function = function_around(file, call)
    graph = None if function is None else index.graph(function)
    if graph is None or isinstance(graph, NoFlow):
        return False
    return any(
        is_at(event, call)
        for start in points(graph, lambda event: is_at(event, call))
        for event in following(graph, start, lambda event: is_at(event, call))
    )


def _is_left(index: Index, file: File, call: Node, maker: str) -> bool:
    """Tell whether something else than the timer can end the wait for it, and nobody stops it."""
    place = _channel(call)
    if _is_waited_for(place):
        return maker in TICKERS
    if is_receive(place.parent) if place.parent is not None else False:
        return True
    if maker in CHANNELS and call_around(place) is not None:
        return _is_given_up(index, Site(file, place))
    holder = place.parent
    statement = None if holder is None else holder.parent
    pairs = () if statement is None else tuple(assigned(statement))
    target = next((p.target for p in pairs if p.value and unparenthesised(p.value) == call), None)
    if target is None:
        return False
    meant = file.object_of(target)
    if not isinstance(meant, GoObject) or meant.scope is not Scope.LOCAL:
        return maker in CHANNELS
    is_known = sole_value(index, meant) is not None or (
        maker in CHANNELS and _holds_only_timers(index, meant)
    )
    return is_known and _is_variable_left(index, meant, maker)


def _holds_only_timers(index: Index, variable: GoObject) -> bool:
    """Tell whether a channel variable is nil, or that of a timer, whatever it is set to."""
    for each in definitions(index, variable):
        value = each.assigned.value
        if each.assigned.result is not None or each.assigned.operator not in ("=", ":="):
            return False
        if value is None or is_nil(unparenthesised(value)):
            continue
        made = _made(index, Site(each.file, unparenthesised(value)), _HOPS)
        if made is None or made[0] not in CHANNELS:
            return False
    return True


def _is_variable_left(index: Index, variable: GoObject, maker: str) -> bool:
    uses = [use.node for use in index.uses(variable.key)]
    if maker in CHANNELS:
        sites = tuple(u for u in index.uses(variable.key) if assignment_to(u.node) is None)
        given = [use for use in sites if call_around(parenthesised(use.node)) is not None]
        received = [parenthesised(use.node) for use in sites if use not in given]
        if any(wait.parent is None or not is_receive(wait.parent) for wait in received):
            return False
        is_given_up = bool(given) and all(_is_given_up(index, use) for use in given)
        return is_given_up or any(not _is_waited_for(wait) for wait in received)
    fields = [_selected(use) for use in uses]
    if "Stop" in fields or any(field != "C" and field != "Reset" for field in fields):
        return False
    return maker in TICKERS or any(not _is_waited_for(_channel(use)) for use in uses)


def _is_given_up(index: Index, channel: Site) -> bool:
    """Tell whether a function that gets a channel only waits for it, or for something else."""
    around = call_around(parenthesised(channel.node))
    callee = None if around is None else callee_of(index, channel.file, around[0])
    if around is None or callee is None or callee.function is None:
        return False
    wanted = callee.parameter_of(around[1])
    given = next((p.object for p in callee.function.parameters if p.index == wanted), None)
    uses = () if given is None else tuple(index.uses(given.key))
    waits = [parenthesised(use.node) for use in uses]
    if any(wait.parent is None or not is_receive(wait.parent) for wait in waits):
        return False
    return any(not _is_waited_for(wait) for wait in waits)


def _selected(name: Node) -> str:
    outer = parenthesised(name).parent
    field = None if outer is None else outer.child_by_field_name("field")
    return "" if field is None or field.text is None else field.text.decode("utf-8", "replace")


def _channel(timer: Node) -> Node:
    """Return `t.C` of a timer, or the expression itself if it is a channel."""
    place = parenthesised(timer)
    outer = place.parent
    is_field = outer is not None and outer.type == "selector_expression"
    return parenthesised(outer) if outer is not None and is_field else place


def _is_waited_for(channel: Node) -> bool:
    """Tell whether a channel is received from and nothing else can happen instead."""
    receive = channel.parent
    if receive is None or not is_receive(receive):
        return False
    for outer in ancestors(receive):
        if outer.type == "communication_case":
            guard, switch = outer.child_by_field_name("communication"), outer.parent
            is_guard = guard is not None and contains(guard, receive)
            return not is_guard or switch is None or len(cases(switch)) == 1
        if outer.type == "block":
            return True
    return True


def _is_brief(made: Site) -> bool:
    given = arguments(made.node)
    duration = made.file.constant_of(given[0]) if given else None
    return isinstance(duration, str) and duration.isdigit() and int(duration) < SECOND_NS
