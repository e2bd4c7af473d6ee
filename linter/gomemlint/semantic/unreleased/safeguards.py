"""Deferred calls that do nothing unless a round, or the whole function, ends early."""

from __future__ import annotations

import re

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import assignment_to
from gomemlint.syntax.expressions import called_name, callee, is_call, operator
from gomemlint.syntax.nodes import contains, descendants, named, text
from gomemlint.syntax.statements import BRANCHES, cases, condition, statements, taken

RELEASING = re.compile(
    "cancel|clean|close|delete|destroy|detach|discard|disconnect|dispose|done|drop|end|finish|flush"
    "|free|kill|leave|munmap|put|recycle|release|remove|reset|restore|return|rollback|shutdown|stop"
    "|term|unlock|unmap|unmount|unref|unregister|unsub|unwatch",
    re.IGNORECASE,
)


def is_safeguard(file: File, call: Node, statement: Node, region: Node) -> bool:
    """Tell whether a deferred call asks first if there is anything to do, or comes second."""
    return (
        _is_safety_net(file, call, statement, region)
        or _is_rollback(file, call, region)
        or _is_released(call, statement)
    )


def is_release(call: Node) -> bool:
    """Tell whether a call gives something back, by its name."""
    name = called_name(call)
    return name is not None and RELEASING.search(text(name)) is not None


def _is_safety_net(file: File, call: Node, statement: Node, region: Node) -> bool:
    """Tell whether `if !closed { x.Close() }` asks what the rest of the round sets."""
    function = callee(call)
    body = None if function is None else function.child_by_field_name("body")
    inside = () if body is None else descendants(body)
    branch = next((node for node in inside if node.type in BRANCHES), None)
    guarded = None if branch is None else taken(branch)
    if body is None or guarded is None or _releases_outside(body, guarded):
        return False
    asked = None if branch is None else condition(branch)
    names = () if asked is None else (asked, *descendants(asked))
    meant = (file.object_of(name) for name in names if name.type == "identifier")
    wanted = {each.key for each in meant if isinstance(each, GoObject)}
    return any(
        node.type == "identifier"
        and node.start_byte >= statement.end_byte
        and assignment_to(node) is not None
        and isinstance(set_ := file.object_of(node), GoObject)
        and set_.key in wanted
        for node in descendants(region)
    )


def _is_rollback(file: File, call: Node, region: Node) -> bool:
    """Tell whether `if err != nil { undo() }` asks how the whole function ends."""
    function = callee(call)
    body = None if function is None else function.child_by_field_name("body")
    inside = () if body is None else statements(body)
    if body is None or len(inside) != 1:
        return False
    branch = next((each for each in (inside[0], *cases(inside[0])) if each.type in BRANCHES), None)
    guarded = None if branch is None else taken(branch)
    if branch is None or guarded is None or _releases_outside(body, guarded):
        return False
    test = condition(branch)
    failed = None if test is None else test.child_by_field_name("left")
    if test is None or failed is None or operator(test) != "!=":
        return False
    meant = file.object_of(failed)
    is_error = getattr(file.type_of(failed), "spelling", "") == "error"
    declared = meant.declaration if isinstance(meant, GoObject) else None
    is_inside = declared is not None and region.start_byte <= declared.offset < region.end_byte
    return is_error and declared is not None and not is_inside


def _releases_outside(body: Node, guarded: Node) -> bool:
    """Tell whether something is given back whatever a branch asks, if only to ask how it went."""
    return any(
        is_call(node) and is_release(node) and not contains(guarded, node)
        for node in descendants(body)
    )


def _is_released(call: Node, statement: Node) -> bool:
    """Tell whether the round itself makes the same call further down, whatever happens between."""
    wanted = text(_run_by(call))
    later = statement.next_named_sibling
    while later is not None:
        calls = named(later) if later.type == "expression_statement" else ()
        if any(text(each) == wanted for each in calls):
            return True
        later = later.next_named_sibling
    return False


def _run_by(call: Node) -> Node:
    """Return the one call that a literal makes which is called in place, other calls themselves."""
    function = callee(call)
    body = None if function is None else function.child_by_field_name("body")
    inside = () if body is None else statements(body)
    made = named(inside[0]) if len(inside) == 1 and inside[0].type == "expression_statement" else ()
    return made[0] if made and is_call(made[0]) else call
