"""Code that runs only on the way to a panic: what it allocates, no promise is about."""

from __future__ import annotations

import re

from tree_sitter import Node

from gomemlint.syntax.expressions import callee, dotted
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import ancestors, descendants, named
from gomemlint.syntax.statements import CASES, statements

# `throw` and `fatal` are those of the runtime, which ends the program by them.
_ENDS = re.compile(r"panic|throw|fatal|os\.Exit|runtime\.Goexit|log\.(?:Fatal|Panic)\w*")
_LEAVING = frozenset(
    {"return_statement", "goto_statement", "break_statement", "continue_statement"}
)


def leads_to_panic(node: Node) -> bool:
    """Tell whether a node lies in a block of its function that can end in no other way."""
    for outer in ancestors(node):
        if outer.type in FUNCTIONS:
            return False
        if (outer.type == "block" or outer.type in CASES) and _always_panics(outer):
            return True
    return False


def _always_panics(block: Node) -> bool:
    inside = statements(block)
    if not inside or inside[-1].type != "expression_statement":
        return False
    expression = named(inside[-1])[0]
    function = callee(expression) if expression.type == "call_expression" else None
    if function is None or _ENDS.fullmatch(dotted(function)) is None:
        return False
    return not any(each.type in _LEAVING for each in descendants(block, outside=FUNCTIONS))
