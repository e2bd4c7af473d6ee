"""Core types, as the specification of Go defines them."""

from __future__ import annotations

from gomemlint.model.gotypes import UNKNOWN, GoType, Named, TypeParameter, Unknown
from gomemlint.semantic.program.code import File


def core(file: File, type_: GoType | Unknown) -> GoType | Unknown:
    """Return the core type: the underlying one, for a type parameter that of its constraint."""
    match type_:
        case Unknown():
            return UNKNOWN
        case TypeParameter(core=None):
            return UNKNOWN
        case TypeParameter(core=inner) if inner is not None:
            return core(file, inner)
        case Named():
            return file.types.underlying(type_)
        case _:
            return type_
