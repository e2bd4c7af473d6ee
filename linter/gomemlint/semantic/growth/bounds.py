"""Whether a test of a container's length keeps it from growing."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Scope
from gomemlint.semantic.growth.guards import leaves
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.functions import Function, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import operator, unparenthesised
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import ancestors, contains, named
from gomemlint.syntax.statements import ASSIGNMENTS, assigned, condition

_COMPARISONS = frozenset({"<", "<=", ">", ">="})
_BRANCHES = frozenset({"if_statement", "for_statement", "expression_case"})


def bounds(index: Index, comparison: Site, insertion: Site) -> bool:
    """Tell whether a comparison with the length of a container keeps an insertion from running.

    It stands around the insertion, or leaves before it. A comparison that a function returns
    counts where the function is called around the insertion; one that only warns does not.
    """
    tester = function_around(comparison.file, comparison.node)
    inserter = function_around(insertion.file, insertion.node)
    if tester is None or inserter is None:
        return False
    if tester == inserter:
        tests = (comparison.node, *tests_of_variable(index, comparison))
        return any(_keeps_out(test, insertion.node) for test in tests)
    return _is_asked(index, tester, insertion)


def _keeps_out(test: Node, insertion: Node) -> bool:
    for outer in ancestors(test):
        if outer.type in FUNCTIONS:
            return False
        if outer.type == "assignment_statement":
            return True
        if outer.type in _BRANCHES:
            return _is_behind(outer, test, insertion)
    return False


def tests_of_variable(index: Index, measured: Site) -> Iterator[Node]:
    """Yield the comparisons of the variable in `n := len(m)`."""
    if measured.node.type not in ASSIGNMENTS:
        return
    for pair in assigned(measured.node):
        meant = measured.file.object_of(pair.target)
        for use in index.uses(meant.key) if isinstance(meant, GoObject) else ():
            test = _comparison(use.node)
            if test is not None:
                yield test


def _is_behind(branch: Node, test: Node, insertion: Node) -> bool:
    """Tell whether a branch holds the insertion, or leaves the function before it."""
    if branch.type == "if_statement":
        given = condition(branch)
        if given is None or not contains(given, test):
            return _keeps_out(branch, insertion)
        if contains(branch, insertion):
            return True
        inside = branch.child_by_field_name("consequence")
        is_before = branch.end_byte <= insertion.start_byte
        return is_before and inside is not None and leaves(inside)
    if contains(branch, insertion):
        return True
    is_before = branch.end_byte <= insertion.start_byte
    return is_before and branch.type == "expression_case" and leaves(branch)


def _is_asked(index: Index, tester: Function, insertion: Site) -> bool:
    """Tell whether the function that compares is called around an insertion."""
    for use in index.uses(tester.key):
        function = function_around(use.file, use.node)
        inserter = function_around(insertion.file, insertion.node)
        if function == inserter and _keeps_out(use.node, insertion.node):
            return True
    return False


def is_counted_in(index: Index, insertion: Site) -> bool:
    """Tell whether a counter that grows with an insertion is compared with a limit before it."""
    function = function_around(insertion.file, insertion.node)
    body = None if function is None else function.body
    if function is None or body is None:
        return False
    counters = _counters(insertion, body)
    for key in counters:
        for use in index.uses(key):
            outer = _comparison(use.node)
            if outer is None or not contains(body, outer):
                continue
            if _keeps_out(outer, insertion.node):
                return True
    return False


def _counters(insertion: Site, body: Node) -> frozenset[str]:
    """Return the fields and package variables that a function counts up."""
    found = set[str]()
    pending = [body]
    while pending:
        node = pending.pop()
        if node.type in FUNCTIONS:
            continue
        pending += node.named_children
        if node.type == "inc_statement" or (
            node.type == "assignment_statement" and operator(node) == "+="
        ):
            for target in assigned(node):
                place = unparenthesised(target.target)
                meant = insertion.file.object_of(place)
                is_place = place.type in ("identifier", "selector_expression")
                if is_place and isinstance(meant, GoObject) and meant.scope is not Scope.LOCAL:
                    found.add(meant.key)
    return frozenset(found)


def _comparison(name: Node) -> Node | None:
    """Return the comparison that has a place on one of its sides, alone or in a sum."""
    node = name
    while node.parent is not None and _is_measure(node.parent):
        node = node.parent
    outer = node.parent
    if outer is None or outer.type != "binary_expression":
        return None
    return outer if operator(outer) in _COMPARISONS and node in named(outer) else None


def _is_measure(node: Node) -> bool:
    """Tell whether a node is still the place itself, or a sum with it: `used+size`."""
    if node.type in ("selector_expression", "parenthesized_expression"):
        return True
    return node.type == "binary_expression" and operator(node) in ("+", "-")
