"""Functions that let one call through: they test a flag or field that they set."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.semantic.program.definitions import assignment_to
from gomemlint.semantic.program.functions import Function
from gomemlint.syntax.nodes import descendants, text

# Methods of atomic types and of sync.Once that let one call through.
_LATCHES = frozenset({"CompareAndSwap", "Do", "Load", "Swap"})


def is_latched(function: Function) -> bool:
    """Tell whether a method tests what it sets: `if c.closed`, `once.Do`, a field set to nil."""
    return bool(names_tested(function) & names_set(function)) or any(
        node.type == "field_identifier" and text(node) in _LATCHES
        for node in descendants(function.node)
    )


def names_tested(function: Function) -> frozenset[str]:
    """Return the names of fields in conditions."""
    return frozenset(_tested(function.node))


def names_set(function: Function) -> frozenset[str]:
    """Return the names of fields that are assigned."""
    return frozenset(
        text(node)
        for node in descendants(function.node)
        if node.type == "field_identifier" and assignment_to(node) is not None
    )


def _tested(node: Node) -> Iterator[str]:
    for inner in descendants(node):
        if inner.type == "if_statement":
            condition = inner.child_by_field_name("condition")
            for name in () if condition is None else (condition, *descendants(condition)):
                if name.type == "field_identifier":
                    yield text(name)
