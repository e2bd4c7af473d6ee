"""Slices of pooled objects that their own code keeps from growing without end."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.semantic.pools.pooling import Pooling
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.functions import function_around
from gomemlint.semantic.values.pooled import Put
from gomemlint.syntax.nodes import contains, enclosing, text
from gomemlint.syntax.statements import BRANCHES, condition, taken


def is_kept_small(pooling: Pooling, field: str) -> bool:
    """Tell whether a field is filled only as far as it has room, or hands its elements back."""
    return any(_has_room(use) or _hands_back_elements(pooling, use) for use in pooling.uses(field))


def _has_room(use: Site) -> bool:
    """Tell whether a field is assigned under a condition that its capacity is enough."""
    place = enclosing(use.node, ("selector_expression",))
    statement = None if place is None else enclosing(place, ("assignment_statement",))
    branch = None if statement is None else enclosing(statement, BRANCHES)
    if place is None or statement is None or branch is None:
        return False
    left = statement.child_by_field_name("left")
    then, test = taken(branch), condition(branch)
    if left is None or then is None or test is None:
        return False
    return contains(left, place) and contains(then, statement) and _asks_for_room(test, place)


def _asks_for_room(test: Node, place: Node) -> bool:
    """Tell whether a comparison has the capacity of a place on its greater side."""
    if test.type != "binary_expression":
        return False
    left, sign, right = test.children[0], test.children[1].type, test.children[2]
    greater = {"<": right, "<=": right, ">": left, ">=": left}.get(sign)
    return greater is not None and f"cap({text(place)})" in text(greater)


def _hands_back_elements(pooling: Pooling, use: Site) -> bool:
    """Tell whether a loop over a field puts what it holds: what is left are the headers."""
    clause = enclosing(use.node, ("range_clause",))
    loop, function = None if clause is None else clause.parent, function_around(use.file, use.node)
    if loop is None or function is None:
        return False
    puts = (event.call for event in pooling.events(function) if isinstance(event, Put))
    return any(contains(loop, put) for put in puts)
