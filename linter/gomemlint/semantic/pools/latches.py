"""Functions that let one call through: they test a flag or field that they set."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.semantic.program.definitions import assignment_to
from gomemlint.semantic.program.functions import Function
from gomemlint.syntax.expressions import arguments
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import contains, descendants, enclosing, text
from gomemlint.syntax.statements import BRANCHES, condition

# Methods of atomic types and of sync.Once that let one call through.
_LATCHES = frozenset({"CompareAndSwap", "Do", "Load", "Swap"})


def is_latched(function: Function, field: str = "") -> bool:
    """Tell whether a method tests what it sets: `if c.closed`, `once.Do`, a field set to nil.

    What comes behind all calls that get a field lets these through. A method that begins with
    `c.done.Store(true)` ends the life of its object, and others ask for that.
    """
    end = _last_giving(function.node, field) if field else function.node.end_byte
    tested = frozenset(_tested(function.node, end))
    return bool(tested & names_set(function)) or any(
        node.start_byte < end and (text(node) in _LATCHES or _stores_true(node))
        for node in descendants(function.node)
        if node.type == "field_identifier"
    )


def names_tested(function: Function) -> frozenset[str]:
    """Return the names of fields in conditions."""
    return frozenset(_tested(function.node, function.node.end_byte))


def names_set(function: Function) -> frozenset[str]:
    """Return the names of fields that are assigned."""
    return frozenset(
        text(node)
        for node in descendants(function.node)
        if node.type == "field_identifier" and assignment_to(node) is not None
    )


def _stores_true(method: Node) -> bool:
    """Tell whether a method name stands for `done.Store(true)`."""
    call = enclosing(method, FUNCTIONS | {"call_expression"})
    if text(method) != "Store" or call is None or call.type != "call_expression":
        return False
    return [text(argument) for argument in arguments(call)] == ["true"]


def _last_giving(function: Node, field: str) -> int:
    """Return where the last call begins that gets a field, as an argument rather than as receiver.

    A put is seldom a method of what is put.
    """
    given: list[int] = []
    asked: list[int] = []
    for node in descendants(function):
        call = enclosing(node, FUNCTIONS | {"call_expression"})
        if node.type != "field_identifier" or text(node) != field or call is None:
            continue
        if call.type == "call_expression":
            (given if any(contains(a, node) for a in arguments(call)) else asked).append(
                call.start_byte
            )
    return max(given or asked, default=function.end_byte)


def _tested(node: Node, end: int) -> Iterator[str]:
    for inner in descendants(node):
        if inner.type in BRANCHES and inner.start_byte < end:
            test = condition(inner)
            for name in () if test is None else (test, *descendants(test)):
                if name.type == "field_identifier":
                    yield text(name)
