"""Whether code fills what is new: a container of a request, a message, or of what was just made."""

from __future__ import annotations

from gomemlint.model.gotypes import GoObject, Scope, Unknown
from gomemlint.semantic.lifetimes.replacing import is_constructed, is_new
from gomemlint.semantic.program.callers import Calling
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.functions import RECEIVER, Function, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.keytypes import is_message, is_request
from gomemlint.semantic.program.paths import resolve

_GIVEN = frozenset({Scope.PARAMETER, Scope.RECEIVER})


def is_building(index: Index, calling: Calling, at: Site) -> bool:
    """Tell whether a container belongs to a request, a message or something that is new."""
    path = resolve(index, at.file, at.node)
    root = None if path is None else path.root
    function = function_around(at.file, at.node)
    if path is None or root is None or not path.steps or function is None:
        return False
    return _is_event(function, root) or _gets_new(index, calling, function, root, frozenset())


def _is_event(function: Function, root: GoObject) -> bool:
    """Tell whether a variable is a parameter that is new for each call of a handler."""
    if root.scope is not Scope.PARAMETER:
        return False
    type_ = function.file.types.type_of(root)
    return not isinstance(type_, Unknown) and (
        is_request(type_) or is_message(function.file, type_)
    )


def _gets_new(
    index: Index, calling: Calling, function: Function, root: GoObject, seen: frozenset[str]
) -> bool:
    """Tell whether all that the module gives for a parameter was just made."""
    parameter = next((p for p in function.inputs if p.object == root), None)
    if parameter is None:
        return False
    callers = calling.callers(function)
    given = list(callers.arguments(parameter.index))
    if parameter.index == RECEIVER and (callers.values or not all(map(is_constructed, given))):
        return False
    seen |= {root.key}
    return bool(given) and all(_is_new(index, calling, each, seen) for each in given)


def _is_new(index: Index, calling: Calling, given: Site, seen: frozenset[str]) -> bool:
    meant = given.file.object_of(given.node) if given.node.type == "identifier" else None
    function = function_around(given.file, given.node)
    if isinstance(meant, GoObject) and meant.scope in _GIVEN and function is not None:
        return meant.key in seen or _gets_new(index, calling, function, meant, seen)
    return is_new(index, given)
