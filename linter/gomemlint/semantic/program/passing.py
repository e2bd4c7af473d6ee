"""Where the value of an expression goes: the call that gets it, directly or by a variable."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Scope
from gomemlint.semantic.program.calls import Callee, callee_of
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import sole_value
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import call_around
from gomemlint.syntax.functions import enclosing_function, enclosing_loop
from gomemlint.syntax.statements import named_by


@dataclass(frozen=True, slots=True)
class Passed:
    """An argument: the call, what it calls, and the position of the argument.

    `value` is the node that stands in the call: the expression itself, or the variable that
    held its value in between and is used nowhere else.
    """

    call: Node
    callee: Callee
    position: int
    value: Node


def passed(index: Index, file: File, expression: Node) -> Passed | None:
    """Return the call that an expression is an argument of; None for any other place."""
    value = sole_use(index, file, expression) or expression
    around = call_around(value)
    if around is None:
        return None
    call, position = around
    callee = callee_of(index, file, call)
    return None if callee is None else Passed(call, callee, position, value)


def sole_use(index: Index, file: File, value: Node) -> Node | None:
    """Return the one use of the local variable that an expression is the only value of.

    None if the expression is not assigned to a variable, if the variable is used again, and if
    the use runs more often than the assignment or in another function.
    """
    variable = _variable(file, value)
    if variable is None or sole_value(index, variable) is None:
        return None
    uses = index.uses(variable.key)
    if len(uses) != 1:
        return None
    use = uses[0].node
    is_near = enclosing_function(use) == enclosing_function(value)
    return use if is_near and enclosing_loop(use) == enclosing_loop(value) else None


def _variable(file: File, value: Node) -> GoObject | None:
    """Return the local variable that has a value: `x := value`."""
    name = named_by(value)
    found = None if name is None else file.object_of(name)
    return found if isinstance(found, GoObject) and found.scope is Scope.LOCAL else None
