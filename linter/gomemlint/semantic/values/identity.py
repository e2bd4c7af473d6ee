"""Which pool it is."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.paths import resolve


def pool_identity(index: Index, file: File, pool: Node) -> str:
    """Return the identity of a pool: its cell, `#N` for a parameter, empty if unknown.

    All instances of a struct share the identity of a pool in a field.
    """
    path = resolve(index, file, pool)
    if path is None:
        return ""
    if path.root is None or path.steps:
        return path.cell
    function = function_around(file, pool)
    for parameter in () if function is None else function.inputs:
        if parameter.object is not None and parameter.object.key == path.root.key:
            return f"#{parameter.index}"
    return path.cell


def bound(index: Index, file: File, pool: str, argument: Node | None) -> str:
    """Return the identity of a callee's pool as the caller sees it."""
    if not pool.startswith("#"):
        return pool
    return "" if argument is None else pool_identity(index, file, argument)


def parameter_of(pool: str) -> int | None:
    """Return the parameter that an identity names."""
    return int(pool[1:]) if pool.startswith("#") else None
