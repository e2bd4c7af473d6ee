"""Arms of a `select` that come up once, however often the loop around goes round."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.gotypes import Chan, GoObject
from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.definitions import sole_value
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import (
    arguments,
    calls,
    is_call,
    is_receive,
    operand,
    operator,
    unparenthesised,
)
from gomemlint.syntax.nodes import ancestors, contains, descendants, enclosing, named, text
from gomemlint.syntax.statements import BRANCHES, condition

_ARMS = frozenset({"communication_case", "func_literal", "for_statement"})


def comes_once(index: Index, file: File, node: Node, loop: Node) -> bool:
    """Tell whether a place lies in an arm of a loop that waits for what comes only once.

    That is a timer of before the loop which nobody winds up again, or the one error that a
    channel made for it has room for.
    """
    arm = enclosing(node, _ARMS)
    wait = None if arm is None else arm.child_by_field_name("communication")
    if wait is None or not contains(loop, wait):
        return False
    inside = (wait, *descendants(wait))
    received = next((named(each)[0] for each in inside if is_receive(each)), None)
    if received is None:
        return False
    channel = unparenthesised(received)
    timer = operand(channel) if channel.type == "selector_expression" else None
    made = _made_before(index, file, timer or channel, loop)
    if made is None or not is_call(made.node):
        return False
    callee = callee_of(index, made.file, made.node)
    key = "" if callee is None else callee.key
    if timer is not None:
        return key == "time.NewTimer" and not _is_wound_up(index, file, timer)
    return key == "time.After" or _has_room_for_one_error(made)


def _made_before(index: Index, file: File, name: Node, loop: Node) -> Site | None:
    meant = file.object_of(name) if name.type == "identifier" else None
    value = sole_value(index, meant) if isinstance(meant, GoObject) else None
    return None if value is None or contains(loop, value.node) else value


def _is_wound_up(index: Index, file: File, timer: Node) -> bool:
    """Tell whether a timer is reset other than where it was stopped before it fired."""
    meant = file.object_of(timer)
    for use in index.uses(meant.key) if isinstance(meant, GoObject) else ():
        selector = use.node.parent
        field = None if selector is None else selector.child_by_field_name("field")
        if field is None or text(field) != "Reset":
            continue
        branches = (each for each in ancestors(use.node) if each.type in BRANCHES)
        if not any(_asks_stop(branch, text(timer)) for branch in branches):
            return True
    return False


def _asks_stop(branch: Node, timer: str) -> bool:
    """Tell whether a branch is taken only if a timer was stopped in time."""
    pending = [condition(branch)]
    while pending:
        asked = pending.pop()
        if asked is not None and operator(asked) == "&&":
            pending += named(asked)
        elif asked is not None and text(asked) == f"{timer}.Stop()":
            return True
    return False


def _has_room_for_one_error(made: Site) -> bool:
    given = arguments(made.node)
    type_ = made.file.type_of(made.node)
    is_of_errors = isinstance(type_, Chan) and type_.element.spelling == "error"
    is_single = len(given) > 1 and made.file.constant_of(given[1]) == "1"
    return calls(made.node, "make") and is_of_errors and is_single
