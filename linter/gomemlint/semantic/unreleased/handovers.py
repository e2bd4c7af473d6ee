"""What is done with a local channel, and where: sent to, received from, closed, handed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Scope
from gomemlint.semantic.program.calls import is_builtin
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import assignment_to, definitions
from gomemlint.semantic.program.functions import function_at
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
        starter = None if is_own else _starter(index, file, use.node, function)
        act, node = _act(file, use.node)
        if not is_own and starter is None:
            yield Handover(Act.HANDED, node, None)
        elif act is Act.HANDED and is_own:
            yield from _given(index, file, use.node)
        else:
            yield Handover(act, node, starter)


def _given(index: Index, file: File, name: Node) -> Iterator[Handover]:
    """Yield what a literal does with the channel that it is started with."""
    around = call_around(name)
    literal = None if around is None else callee(around[0])
    starter = None if around is None else around[0].parent
    if around is None or literal is None or literal.type != "func_literal" or starter is None:
        if around is None or not is_builtin(file, around[0], "len"):
            yield Handover(Act.HANDED, name, None)
        return
    parameter = function_at(file, literal).parameters[around[1]].object
    for use in () if parameter is None else index.uses(parameter.key):
        act, node = _act(file, use.node)
        yield Handover(act, node, starter if starter.type in _STARTERS else around[0])


def _starter(index: Index, file: File, node: Node, function: Node) -> Node | None:
    """Return what runs the literals around a node, None if one of them goes elsewhere."""
    starter: Node | None = None
    inner = enclosing_function(node)
    while inner is not None and inner != function:
        call = _only_call(index, file, inner)
        if call is None:
            return None
        statement = call.parent
        is_started = statement is not None and statement.type in _STARTERS
        starter = statement if is_started else call
        inner = enclosing_function(call)
    return starter if inner == function else None


def _only_call(index: Index, file: File, literal: Node) -> Node | None:
    """Return the one call of a literal, in place or by its variable, None for other uses of it."""
    runs = tuple(runs_of(index, file, literal))
    is_given = call_around(literal) is not None
    return runs[0].call if len(runs) == 1 and not is_given else None


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
