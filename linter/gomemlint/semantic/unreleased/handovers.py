"""What is done with a local channel, and where: sent to, received from, closed, handed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Scope
from gomemlint.semantic.program.calls import callee_of, is_builtin
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import assignment_to, definitions
from gomemlint.semantic.program.functions import Function, function_at
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.literals import runs_of
from gomemlint.syntax.expressions import (
    arguments,
    call_around,
    callee,
    is_call,
    is_receive,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.functions import enclosing_function
from gomemlint.syntax.nodes import ancestors, contains
from gomemlint.syntax.statements import cases

_STARTERS = frozenset({"defer_statement", "go_statement"})


class Act(Enum):
    """What happens to a channel. `HANDED` is all that cannot be followed."""

    SEND = "send"
    RECEIVE = "receive"
    CLOSE = "close"
    HANDED = "handed"


@dataclass(frozen=True, slots=True)
class Handover:
    """One act on a channel.

    `starter` is the `go` or `defer` statement, or the call in place, of the function's own code
    that runs the literal which holds the act; None for the function's own code.
    """

    act: Act
    node: Node
    starter: Node | None

    @property
    def is_concurrent(self) -> bool:
        return self.starter is not None and self.starter.type == "go_statement"

    @property
    def is_lasting(self) -> bool:
        """Tell whether it may be done as often as it takes: by a literal, or by a range."""
        is_ranged = self.act is Act.RECEIVE and self.node.type != "unary_expression"
        return self.starter is not None or is_ranged

    @property
    def is_optional(self) -> bool:
        """Tell whether a `select` can do something else instead."""
        for outer in ancestors(self.node):
            if outer.type == "communication_case":
                channel = outer.child_by_field_name("communication")
                switch = outer.parent
                is_guard = channel is not None and contains(channel, self.node)
                return is_guard and switch is not None and len(cases(switch)) > 1
            if outer.type == "block":
                return False
        return False


def is_unbuffered(index: Index, file: File, channel: GoObject) -> bool:
    """Tell whether a local variable holds channels without room, and nothing else."""
    if channel.scope is not Scope.LOCAL:
        return False
    values = [each.assigned.value for each in definitions(index, channel)]
    made = [unparenthesised(value) for value in values if value is not None]
    return bool(made) and all(_is_unbuffered_make(file, value) for value in made)


def _is_unbuffered_make(file: File, value: Node) -> bool:
    if not is_call(value) or not is_builtin(file, value, "make"):
        return False
    given = arguments(value)
    return len(given) < 2 or file.constant_of(given[1]) == "0"


def handovers(index: Index, file: File, channel: GoObject, function: Node) -> tuple[Handover, ...]:
    """Return all that a function does with a channel of its own, declarations left out."""
    return tuple(_handovers(index, file, channel, function))


def _handovers(index: Index, file: File, channel: GoObject, function: Node) -> Iterator[Handover]:
    for use in index.uses(channel.key):
        if assignment_to(use.node) is not None:
            continue
        is_own = enclosing_function(use.node) == function
        starters = () if is_own else _starters(index, file, use.node, function)
        act, node = _act(file, use.node)
        if not is_own and not starters:
            yield Handover(Act.HANDED, node, None)
        elif act is Act.HANDED and is_own:
            yield from _given(index, file, use.node)
        elif is_own:
            yield Handover(act, node, None)
        for starter in starters:
            yield Handover(act, node, starter)


def _given(index: Index, file: File, name: Node) -> Iterator[Handover]:
    """Yield what a literal does with the channel that it is started with, or a function of ours."""
    around = call_around(name)
    literal = None if around is None else callee(around[0])
    starter = None if around is None else around[0].parent
    if around is None or literal is None or literal.type != "func_literal" or starter is None:
        started = None if around is None else started_function(index, file, around[0])
        if around is not None and starter is not None and started is not None:
            yield from _done_by(index, started, around, starter)
        elif around is None or not is_builtin(file, around[0], "len"):
            yield Handover(Act.HANDED, name, None)
        return
    parameter = function_at(file, literal).parameters[around[1]].object
    for use in () if parameter is None else index.uses(parameter.key):
        act, node = _act(file, use.node)
        yield Handover(act, node, starter if starter.type in _STARTERS else around[0])


def started_function(index: Index, file: File, call: Node) -> Function | None:
    """Return the function of the same file that a `go` statement starts by its name."""
    starter = call.parent
    known = callee_of(index, file, call)
    function = None if known is None else known.function
    if starter is None or starter.type != "go_statement" or function is None:
        return None
    return function if not function.is_literal and function.file == file else None


def _done_by(
    index: Index, function: Function, around: tuple[Node, int], starter: Node
) -> Iterator[Handover]:
    """Yield what a function does with a channel that it gets; going on by itself is no more."""
    known = callee_of(index, function.file, around[0])
    wanted = None if known is None else known.parameter_of(around[1])
    given = next((p.object for p in function.parameters if p.index == wanted), None)
    for use in () if given is None else index.uses(given.key):
        again = call_around(use.node)
        if again is not None and again[1] == around[1]:
            inner = callee_of(index, use.file, again[0])
            if inner is not None and inner.function == function:
                continue
        act, node = _act(use.file, use.node)
        is_own = enclosing_function(use.node) == function.node
        yield Handover(act if is_own else Act.HANDED, node, starter)


def _starters(index: Index, file: File, node: Node, function: Node) -> tuple[Node, ...]:
    """Return all that runs the literals around a node, nothing if one of them goes elsewhere.

    A literal may be called more than once, but only by the function's own code.
    """
    inner = enclosing_function(node)
    while inner is not None and inner != function:
        found = _calls(index, file, inner)
        outer = {enclosing_function(call) for call in found}
        if outer == {function}:
            return tuple(map(_started, found))
        if len(found) != 1:
            return ()
        inner = outer.pop()
    return ()


def _started(call: Node) -> Node:
    statement = call.parent
    is_started = statement is not None and statement.type in _STARTERS
    return statement if statement is not None and is_started else call


def _calls(index: Index, file: File, literal: Node) -> tuple[Node, ...]:
    """Return the calls of a literal, in place or by its variable, nothing for other uses of it."""
    runs = tuple(runs_of(index, file, literal))
    if call_around(literal) is not None:
        return ()
    called = {file.object_of(name) for run in runs if (name := callee(run.call)) is not None}
    is_own = len(called) == 1 and all(
        getattr(each, "scope", None) is Scope.LOCAL for each in called
    )
    return tuple(run.call for run in runs) if is_own or len(runs) == 1 else ()


def _act(file: File, name: Node) -> tuple[Act, Node]:
    place = parenthesised(name)
    parent = place.parent
    if parent is None:
        return Act.HANDED, name
    if is_receive(parent):
        return Act.RECEIVE, parent
    if parent.type == "send_statement" and parent.child_by_field_name("channel") == place:
        return Act.SEND, parent
    if parent.type == "range_clause" and parent.child_by_field_name("right") == place:
        return Act.RECEIVE, place
    around = call_around(place)
    if around is not None and is_builtin(file, around[0], "close"):
        return Act.CLOSE, around[0]
    return Act.HANDED, place
