"""Whether an expensive value is made rarely, once, or to be kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Scope
from gomemlint.semantic.frequency.cold import Cold
from gomemlint.semantic.frequency.occasions import is_registered
from gomemlint.semantic.program.calls import callee_of, converted, runs_once
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import is_standard
from gomemlint.semantic.program.results import is_result
from gomemlint.semantic.program.storage import stays_in_frame
from gomemlint.syntax.expressions import (
    call_around,
    calls,
    is_address_of,
    is_nil,
    operand,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.functions import FUNCTIONS, enclosing_function
from gomemlint.syntax.nodes import ancestors, descendants, enclosing, named, text
from gomemlint.syntax.statements import BRANCHES, assigned, condition, enclosing_statement

KEEPING = frozenset({"keyed_element", "literal_element"})
STORES = re.compile(r"sync\.\(Map\)\.\w+|sync/atomic\.\((?:Value|Pointer)\)\.\w+")
LITERAL = frozenset({"composite_literal"})
_ONCE = re.compile(
    r"\b(?:only|just|exactly|called|runs?|executed|used) once\b(?! (?:per|for each|for every|in))"
)


def is_kept(index: Index, cold: Cold, made: Site) -> bool:
    """Tell whether a value is made rarely, once, or to be kept."""
    file, node = made.file, made.node
    return (
        cold.is_cold(file, node)
        or is_run_once(index, made)
        or is_lazy(file, node)
        or _is_stored(index, file, node)
        or any(_lasts(index, node, use) for use in _uses_of_holder(index, file, node))
    )


def is_run_once(index: Index, place: Site) -> bool:
    """Tell whether a place runs once, by the code around it or by a comment."""
    return _is_once(index, place.file, place.node) or _is_said_once(place.node)


def is_built(index: Index, made: Site) -> bool:
    """Tell whether a value is part of a literal that is a result: `return &T{value}`."""
    part = parenthesised(made.node).parent
    literal = None if part is None or part.type not in KEEPING else enclosing(part, LITERAL)
    outer = None if literal is None else literal.parent
    is_address = outer is not None and is_address_of(outer)
    result = outer if is_address else literal
    return result is not None and is_result(index, made.file, result)


def _is_once(index: Index, file: File, node: Node) -> bool:
    literals = (outer for outer in ancestors(node) if outer.type == "func_literal")
    return any(runs_once(index, file, literal) for literal in literals)


def _is_said_once(node: Node) -> bool:
    """Tell whether the comment above the statement says that it runs once."""
    statement = enclosing_statement(node)
    above = None if statement is None else statement.prev_named_sibling
    if above is None and statement is not None and statement.parent is not None:
        # Comments before the first statement of a block lie beside the list of statements.
        above = statement.parent.prev_named_sibling
    while above is not None and above.type == "comment":
        if _ONCE.search(text(above)):
            return True
        above = above.prev_named_sibling
    return False


def is_lazy(file: File, node: Node) -> bool:
    """Tell whether the value is made under `if x == nil`, where x outlives the call."""
    for outer in ancestors(node):
        if outer.type in FUNCTIONS:
            return False
        given = condition(outer) if outer.type in BRANCHES else None
        checked = None if given is None else _checked_for_nil(given)
        if checked is not None and _outlives(file, checked):
            return True
    return False


def _checked_for_nil(given: Node) -> Node | None:
    for node in (given, *descendants(given)):
        if node.type != "binary_expression":
            continue
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and right is not None and is_nil(right):
            return unparenthesised(left)
    return None


def _outlives(file: File, place: Node) -> bool:
    if place.type == "selector_expression":
        return True
    meant = file.object_of(place)
    return isinstance(meant, GoObject) and meant.scope is Scope.PACKAGE


def _is_stored(index: Index, file: File, node: Node) -> bool:
    """Tell whether a value goes straight into a field, an element, a package variable or a store.

    A function of the library that is no store only uses what it gets.
    """
    place = parenthesised(node)
    parent = place.parent
    if parent is not None and parent.type in KEEPING:
        literal = enclosing(parent, LITERAL)
        return literal is None or not stays_in_frame(file, literal)
    around = call_around(place)
    if around is not None and calls(around[0], "append"):
        return _is_stored(index, file, around[0])
    if around is not None:
        return _is_taken(index, file, *around)
    statement = parent.parent if parent is not None and parent.type == "expression_list" else None
    if statement is None or statement.type != "assignment_statement":
        return False
    left = statement.child_by_field_name("left")
    return left is not None and any(
        target.type != "identifier" or _outlives(file, target) or operand(target) is not None
        for target in named(left)[:1]
    )


def _is_taken(index: Index, file: File, call: Node, position: int) -> bool:
    """Tell whether a callee keeps an argument."""
    callee = callee_of(index, file, call)
    meant = None if callee is None else callee.object
    if callee is None or meant is None:
        return False
    if is_standard(meant.package):
        return STORES.fullmatch(meant.key) is not None
    if callee.function is None:
        return not callee.is_builtin and not callee.is_conversion
    wanted = callee.parameter_of(position)
    given = next((p for p in callee.function.inputs if p.index == wanted and p.object), None)
    leakage = None if given is None else index.leakage(callee.function, given)
    return leakage is not None and leakage.is_stored


def _uses_of_holder(index: Index, file: File, node: Node) -> Iterator[Site]:
    """Yield the uses of the local variable that a value is assigned to."""
    statement = enclosing_statement(node)
    for each in () if statement is None else assigned(statement):
        if each.value is None or unparenthesised(each.value) != node:
            continue
        meant = file.object_of(each.target) if each.target.type == "identifier" else None
        if isinstance(meant, GoObject) and meant.scope is Scope.LOCAL:
            yield from index.uses(meant.key)
        return


def _lasts(index: Index, made: Node, use: Site) -> bool:
    """Tell whether a variable is stored where it is used, or captured by a literal that is."""
    if _is_stored(index, use.file, use.node):
        return True
    literal = enclosing_function(use.node)
    if literal is None or literal == enclosing_function(made):
        return False
    value = converted(index, Site(use.file, literal))
    if is_registered(index, Site(use.file, value)):
        return True
    return is_result(index, use.file, value) or _is_stored(index, use.file, value)
