"""Which functions can hand on what is big in them, judged by what they do with its name.

Most read a file and decode it: following them costs milliseconds for nothing.
"""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Scope
from gomemlint.semantic.program.calls import Callee, callee_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import KEEPS, SHARED
from gomemlint.syntax.expressions import call_around, parenthesised, unparenthesised
from gomemlint.syntax.statements import assigned

_STATEMENTS = frozenset({"assignment_statement", "short_var_declaration", "var_spec"})
_LOOKS = frozenset({"binary_expression", "if_statement", "expression_statement"})


def is_carried(index: Index, origin: Site) -> bool:
    """Tell whether anything but a look becomes of the value of a call."""
    file = origin.file
    target = _variable(file, origin.node)
    if target is None:
        return _is_used(index, file, origin.node)
    meant = file.object_of(target)
    if not isinstance(meant, GoObject) or meant.scope is Scope.PACKAGE:
        return True
    return any(
        site.node != target and _is_used(index, site.file, site.node)
        for site in index.uses(meant.key)
    )


def _variable(file: File, call: Node) -> Node | None:
    """Return the local variable that gets the first result of a call."""
    outer = parenthesised(call).parent
    statement = outer.parent if outer is not None and outer.type == "expression_list" else outer
    if statement is None or statement.type not in _STATEMENTS:
        return None
    for pair in assigned(statement):
        if pair.value is not None and unparenthesised(pair.value) == call:
            return pair.target if pair.target.type == "identifier" else None
    return None


def _is_used(index: Index, file: File, value: Node) -> bool:
    """Tell whether a use may share the memory: all but arguments of who keeps nothing."""
    node = parenthesised(value)
    outer = node.parent
    if outer is None or outer.type in _LOOKS:
        return False
    around = call_around(node)
    if around is None:
        return not _is_assigned(node, outer)
    known = callee_of(index, file, around[0])
    # What becomes of an argument of a function without a body here is not known: no trail.
    return known is not None and not _is_harmless(known, around[1])


def _is_assigned(node: Node, outer: Node) -> bool:
    """Tell whether the value only gets a new one: `x = f()`."""
    statement = outer.parent if outer.type == "expression_list" else outer
    if statement is None or statement.type not in _STATEMENTS:
        return False
    return any(pair.target == node for pair in assigned(statement))


def _is_harmless(known: Callee, position: int) -> bool:
    if known.is_conversion or known.function is not None or known.object is None:
        return False
    if known.is_builtin and known.key not in SHARED:
        return known.key != "append"
    return known.key not in SHARED and position not in KEEPS.get(known.key, ())
