"""Objects of somebody else that a function of the run hands out: `h := c.host(name)`."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Pointer, Scope
from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import definitions, sole_value
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.paths import resolve
from gomemlint.semantic.program.results import results
from gomemlint.syntax.expressions import is_call, unparenthesised

_OWNING = frozenset({Scope.PACKAGE, Scope.PARAMETER, Scope.RECEIVER})


def is_lent(index: Index, variable: GoObject) -> bool:
    """Tell whether a local pointer leads to what a function looks up in something that stays."""
    return variable.scope is Scope.LOCAL and index.once(_is_lent, variable)


def _is_lent(index: Index, variable: GoObject) -> bool:
    value = sole_value(index, variable)
    node = None if value is None else unparenthesised(value.node)
    if value is None or node is None or not is_call(node):
        return False
    if not isinstance(core(value.file, value.file.type_of(node)), Pointer):
        return False
    callee = callee_of(index, value.file, node)
    function = None if callee is None else callee.function
    return function is not None and any(
        _is_element(index, function, result)
        for values in results(index, function)
        for result in values[:1]
    )


def _is_element(index: Index, function: Function, result: Node) -> bool:
    """Tell whether a result lies in what outlives the call, or a variable may lead there."""
    if _leads_away(index, Site(function.file, result)):
        return True
    meant = function.file.object_of(unparenthesised(result))
    if not isinstance(meant, GoObject) or meant.scope is not Scope.LOCAL:
        return False
    values = (found.assigned.value for found in definitions(index, meant))
    return any(_leads_away(index, Site(function.file, value)) for value in values if value)


def _leads_away(index: Index, place: Site) -> bool:
    path = resolve(index, place.file, place.node)
    if path is None or path.root is None or path.root.scope not in _OWNING:
        return False
    return bool(path.steps)
