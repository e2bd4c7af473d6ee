"""Which pool it is."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.gotypes import Named, Pointer, Struct
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.paths import resolve

_POOL = "sync.Pool"


def pool_identity(index: Index, file: File, pool: Node) -> str:
    """Return the identity of a pool: its cell, `#N` for a parameter, empty if unknown.

    All instances of a struct share the identity of a pool in a field.
    """
    path = resolve(index, file, pool)
    if path is None:
        return ""
    embedding = _embedding(file, pool)
    if embedding:
        return embedding
    if path.root is None or path.steps:
        return path.cell
    function = function_around(file, pool)
    for parameter in () if function is None else function.inputs:
        if parameter.object is not None and parameter.object.key == path.root.key:
            return f"#{parameter.index}"
    return path.cell


def _embedding(file: File, pool: Node) -> str:
    """Return the cell of the pool that a value's own type embeds, empty for anything else."""
    type_ = file.type_of(pool)
    type_ = type_.element if isinstance(type_, Pointer) else type_
    below = file.types.underlying(type_) if isinstance(type_, Named) else None
    if not isinstance(type_, Named) or not isinstance(below, Struct):
        return ""
    for field in below.fields:
        if field.embedded and isinstance(field.type, Named) and field.type.key == _POOL:
            return f"{type_.key}.{field.name}"
    return ""


def bound(index: Index, file: File, pool: str, argument: Node | None) -> str:
    """Return the identity of a callee's pool as the caller sees it."""
    if not pool.startswith("#"):
        return pool
    return "" if argument is None else pool_identity(index, file, argument)


def parameter_of(pool: str) -> int | None:
    """Return the parameter that an identity names."""
    return int(pool[1:]) if pool.startswith("#") else None
