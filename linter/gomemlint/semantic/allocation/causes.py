"""Why a site is on the heap: one cause each, from the edges of the compiler's flow.

The first that holds decides, in this order: too large, dynamic size, goroutine, closure, unknown
callee, interface conversion, returned, stored.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from gomemlint.model.allocations import Cause, Kind
from gomemlint.model.facts import HEAP, Reason
from gomemlint.semantic.allocation.arguments import passing
from gomemlint.semantic.allocation.candidates import Candidate
from gomemlint.semantic.allocation.passages import CAPTURES, Route
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import call_around, parenthesised
from gomemlint.syntax.functions import enclosing_function, results
from gomemlint.syntax.nodes import ancestors, text

_TOO_LARGE = frozenset({Reason.TOO_LARGE, Reason.TOO_ALIGNED})
_RESULT = re.compile(r"~[rR]\d+")
_CLOSURES = frozenset({Kind.CLOSURE, Kind.METHOD_VALUE, Kind.STATEMENT})
_BOXES = frozenset({Kind.BOXING, Kind.ARGUMENTS})
_ORDER = (
    Cause.TOO_LARGE,
    Cause.DYNAMIC_SIZE,
    Cause.GOROUTINE,
    Cause.CLOSURE_CAPTURE,
    Cause.UNKNOWN_CALLEE,
    Cause.INTERFACE_CONVERSION,
    Cause.RETURNED,
    Cause.STORED,
)


def cause_of(index: Index, candidate: Candidate, route: Route | None) -> Cause:
    """Tell why a site is on the heap, by one explanation or by its form alone."""
    reasons = frozenset[Reason]() if route is None else route.reasons
    if reasons & _TOO_LARGE:
        return Cause.TOO_LARGE
    if Reason.VARIABLE_SIZE in reasons or not candidate.escaping:
        return Cause.DYNAMIC_SIZE
    if goroutine_of(candidate, route) is not None:
        return Cause.GOROUTINE
    if candidate.kind in _CLOSURES or reasons & CAPTURES:
        return Cause.CLOSURE_CAPTURE
    if route is not None and _ends_at_unknown_callee(index, route):
        return Cause.UNKNOWN_CALLEE
    if candidate.kind in _BOXES:
        return Cause.INTERFACE_CONVERSION
    if route is not None and is_returned(candidate, route):
        return Cause.RETURNED
    return Cause.STORED


def rank(cause: Cause) -> int:
    """Order causes: of several explanations, that of the lowest rank counts."""
    return _ORDER.index(cause)


def goroutine_of(candidate: Candidate, route: Route | None) -> Node | None:
    """Return the `go` statement that needs the memory, None where there is none."""
    node = candidate.node
    if candidate.kind is Kind.STATEMENT:
        return node if node.type == "go_statement" else None
    if candidate.kind is Kind.CLOSURE:
        return _started_by(node)
    if candidate.kind in _BOXES:
        call = node if candidate.kind is Kind.ARGUMENTS else _call_of_argument(node)
        parent = None if call is None else call.parent
        return parent if parent is not None and parent.type == "go_statement" else None
    for passage in () if route is None else route.passages:
        if passage.reason is Reason.CAPTURED_BY_CLOSURE and passage.site is not None:
            started = _goroutine_around(passage.site.node, candidate.node)
            if started is not None:
                return started
    return None


def is_returned(candidate: Candidate, route: Route) -> bool:
    """Tell whether memory leaves its function as a result."""
    if route.last is not None and route.last.reason is Reason.RETURN:
        return True
    if _RESULT.fullmatch(route.target):
        return True
    function = enclosing_function(candidate.node)
    names = () if function is None else results(function)
    return route.target in [text(each.name) for each in names if each.name is not None]


def outlives_round(candidate: Candidate, route: Route) -> bool:
    """Tell whether memory is kept by a variable outside of its loop, and by nothing else."""
    if route.target in ("", HEAP) or route.target.startswith("{"):
        return False
    return not is_returned(candidate, route)


def _ends_at_unknown_callee(index: Index, route: Route) -> bool:
    last = route.last
    if last is None or last.reason is not Reason.CALL_PARAMETER:
        return False
    given = passing(index, last, route)
    return given is not None and given.sight.is_unknown


def _goroutine_around(use: Node, declared: Node) -> Node | None:
    """Return the `go` statement whose literal is between a use and the declaration outside."""
    for outer in ancestors(use):
        if outer.start_byte <= declared.start_byte < outer.end_byte:
            return None
        if outer.type == "func_literal" and _started_by(outer) is not None:
            return _started_by(outer)
    return None


def _started_by(literal: Node) -> Node | None:
    """Return the `go` statement that starts a literal."""
    function = parenthesised(literal)
    call = function.parent
    if call is None or call.child_by_field_name("function") != function:
        return None
    statement = call.parent
    return statement if statement is not None and statement.type == "go_statement" else None


def _call_of_argument(node: Node) -> Node | None:
    around = call_around(node)
    return None if around is None else around[0]
