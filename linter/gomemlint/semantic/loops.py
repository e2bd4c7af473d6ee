"""What stays the same in every round of a loop."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.facts import Escape, Leak, Verdict
from gomemlint.model.gotypes import GoObject, ObjectKind, Scope
from gomemlint.semantic.calls import callee_of
from gomemlint.semantic.code import File
from gomemlint.semantic.definitions import assignment_to, is_addressed
from gomemlint.semantic.functions import RECEIVER
from gomemlint.semantic.index import Index
from gomemlint.semantic.library import is_standard
from gomemlint.semantic.paths import path_of
from gomemlint.syntax.expressions import CALLS, call_around
from gomemlint.syntax.nodes import contains, descendants

# What a builtin does to the bytes behind its first argument.
_WRITING_BUILTINS = frozenset({"append", "clear", "copy"})


def is_invariant(index: Index, file: File, expression: Node, loop: Node) -> bool:
    """Tell whether an expression has the same value in every round of a loop.

    Nothing that it names is assigned in the loop, nor given to anybody who may change it; calls
    in it are not looked at.
    """
    for node in (expression, *descendants(expression)):
        if node.type == "func_literal":
            return False
        if node.type != "identifier":
            continue
        meant = file.object_of(node)
        if not isinstance(meant, GoObject):
            return False
        if meant.kind is ObjectKind.VARIABLE and not _is_untouched(index, file, meant, loop):
            return False
    return True


def is_declared_in(meant: GoObject, file: File, loop: Node) -> bool:
    """Tell whether a variable is new in every round of a loop, or is its loop variable."""
    declared = meant.declaration
    if declared is None or declared.path != file.absolute:
        return False
    return loop.start_byte <= declared.offset < loop.end_byte


def _is_untouched(index: Index, file: File, variable: GoObject, loop: Node) -> bool:
    if is_declared_in(variable, file, loop):
        return False
    if variable.scope is Scope.PACKAGE:
        return not any(_changes(index, site.file, site.node) for site in index.uses(variable.key))
    uses = (site for site in index.uses(variable.key) if contains(loop, site.node))
    return not any(_changes(index, site.file, site.node) for site in uses)


def _changes(index: Index, file: File, use: Node) -> bool:
    """Tell whether a use of a variable can change it, or what lies behind it."""
    place = use
    while place.parent is not None and place.parent.type in (
        "selector_expression",
        "index_expression",
        "slice_expression",
        "parenthesized_expression",
        "unary_expression",
    ):
        if assignment_to(place) is not None or is_addressed(place):
            return True
        operand = place.parent.child_by_field_name("operand")
        if operand is not None and operand != place:
            return False
        place = place.parent
    if assignment_to(place) is not None or is_addressed(place):
        return True
    if place.parent is not None and place.parent.type in CALLS:
        return _may_write(index, file, place.parent, RECEIVER)
    around = call_around(place)
    return around is not None and _may_write(index, file, around[0], around[1])


def _may_write(index: Index, file: File, call: Node, position: int) -> bool:
    """Tell whether a call may write to the memory of an operand."""
    callee = callee_of(index, file, call)
    if callee is None:
        return True
    if callee.is_conversion or callee.object is None:
        return False
    if callee.is_builtin:
        return callee.key in _WRITING_BUILTINS and position == 0
    operand = callee.operand(position)
    if operand is not None and path_of(file, operand) is not None:
        type_ = file.type_of(operand)
        spelled = getattr(type_, "spelling", "")
        if spelled == "string":
            return False
    if callee.function is None:
        return not is_standard(callee.object.package) or position == RECEIVER
    parameter = callee.parameter_of(position)
    given = next((p for p in callee.function.inputs if p.index == parameter), None)
    if given is None or given.object is None:
        return False
    facts = callee.function.file.facts_at(given.node.start_byte)
    stays = any(isinstance(f, Escape) and f.verdict is Verdict.DOES_NOT_ESCAPE for f in facts)
    return not stays or any(isinstance(f, Leak) for f in facts)
