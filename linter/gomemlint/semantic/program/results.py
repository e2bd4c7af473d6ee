"""What a function returns, and whether an expression is part of it."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import sole_value
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.passing import sole_use
from gomemlint.syntax.expressions import parenthesised, unparenthesised
from gomemlint.syntax.functions import FUNCTIONS, own_nodes_of
from gomemlint.syntax.nodes import enclosing
from gomemlint.syntax.statements import returned


def results(index: Index, function: Function) -> Iterator[tuple[Node, ...]]:
    """Yield the values of each `return` of a function, out of their parentheses.

    A local variable that is set once gives its value; a bare `return` gives none.
    """
    for statement in own_nodes_of(function.node, "return_statement"):
        yield tuple(value_of(index, function.file, value) for value in returned(statement))


def value_of(index: Index, file: File, node: Node) -> Node:
    """Return what a local variable is set to once, out of parentheses; others are themselves."""
    node = unparenthesised(node)
    meant = file.object_of(node) if node.type == "identifier" else None
    value = sole_value(index, meant) if isinstance(meant, GoObject) else None
    return node if value is None or value.file != file else unparenthesised(value.node)


def is_result(index: Index, file: File, value: Node) -> bool:
    """Tell whether an expression is a result of the function around it, or the variable's is."""
    value = sole_use(index, file, value) or value
    statement = enclosing(value, FUNCTIONS | {"return_statement"})
    return statement is not None and parenthesised(value) in returned(statement)
