"""Exits at which a deferred literal does not put what it would put at others."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Scope
from gomemlint.semantic.program.code import File
from gomemlint.syntax.expressions import is_nil, operator, unparenthesised
from gomemlint.syntax.functions import FUNCTIONS, enclosing_function, results
from gomemlint.syntax.nodes import ancestors, contains, text
from gomemlint.syntax.statements import BRANCHES, condition, returned, taken


def is_ruled_out(file: File, put: Node, leaving: Node) -> bool:
    """Tell whether a put in a deferred literal waits for an error, and an exit returns none.

    `defer func() { if err != nil { put(b) } }()` puts nothing at `return b, nil`, where `err` is a
    result of the function.
    """
    values = returned(leaving) if leaving.type == "return_statement" else ()
    function = enclosing_function(leaving)
    named = () if function is None else results(function)
    if not values or len(values) != len(named):
        return False
    wanted = frozenset(_wanted(file, put))
    for result, value in zip(named, values, strict=True):
        name = None if result.name is None else text(result.name)
        if name in wanted and is_nil(unparenthesised(value)):
            return True
    return False


def _wanted(file: File, put: Node) -> Iterator[str]:
    """Yield the results of the function around a literal that are not nil where it puts."""
    for outer in ancestors(put):
        if outer.type in FUNCTIONS:
            return
        given = condition(outer) if outer.type in BRANCHES else None
        inside = taken(outer)
        if given is None or inside is None or not contains(inside, put):
            continue
        left, right = given.child_by_field_name("left"), given.child_by_field_name("right")
        if left is None or right is None or operator(given) != "!=" or not is_nil(right):
            continue
        meant = file.object_of(left)
        if isinstance(meant, GoObject) and meant.scope is Scope.RESULT:
            yield meant.name
