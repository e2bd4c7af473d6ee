"""Where `break` and `continue` lead to, and which loops are left before their last round."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tree_sitter import Node

from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import ancestors, contains, descendants, text
from gomemlint.syntax.statements import SWITCHES, label

LOOPS = frozenset({"for_statement"})
BREAKABLE = LOOPS | SWITCHES


def label_of(statement: Node) -> str:
    """Return the label that a statement has or a jump names, empty if there is none."""
    name = label(statement)
    return "" if name is None else text(name)


def left_by(jump: Node, kinds: Collection[str]) -> Node | None:
    """Return the statement of one of these types that `break` or `continue` leaves."""
    name = label_of(jump)
    for outer in ancestors(jump):
        if outer.type == "func_literal":
            return None
        if outer.type not in kinds:
            continue
        if not name or (outer.parent is not None and label_of(outer.parent) == name):
            return outer
    return None


def exits(loop: Node) -> Iterator[Node]:
    """Yield the returns and breaks that leave a loop before its condition does."""
    for node in descendants(loop, outside=FUNCTIONS):
        if node.type == "return_statement":
            yield node
        elif node.type == "break_statement":
            left = left_by(node, BREAKABLE)
            if left is not None and contains(left, loop):
                yield node
