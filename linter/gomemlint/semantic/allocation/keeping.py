"""Whether callers keep what a function returns."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Scope
from gomemlint.semantic.program.calls import callers_of
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import call_around, name_of, parenthesised
from gomemlint.syntax.statements import ASSIGNMENTS, assigned

MOST_CALLERS = 40
_KEEPERS = frozenset({"literal_element", "keyed_element", "return_statement", "send_statement"})


def is_kept(index: Index, function: Function) -> bool:
    """Tell whether a caller stores, returns or passes on the result of a function.

    What a caller assigns to a local variable counts as not kept.
    """
    if function.declared is None:
        return False
    callers = list(callers_of(index, function.declared))[:MOST_CALLERS]
    return any(_keeps(site.file, site.node) for site in callers)


def _keeps(file: File, call: Node) -> bool:
    value = parenthesised(call)
    holder = value.parent
    if call_around(value) is not None:
        return True
    if holder is not None and holder.type == "expression_list":
        holder = holder.parent
    if holder is None:
        return False
    if holder.type in ASSIGNMENTS:
        return any(_is_lasting(file, each.target) for each in assigned(holder))
    return holder.type in _KEEPERS


def _is_lasting(file: File, target: Node) -> bool:
    """Tell whether a place is more than a local variable."""
    name = name_of(target)
    if name is None or target.type != "identifier":
        return True
    meant = file.object_of(name)
    return isinstance(meant, GoObject) and meant.scope is Scope.PACKAGE
