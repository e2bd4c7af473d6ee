"""Which types share memory that somebody else may write."""

from __future__ import annotations

from collections.abc import Callable

from gomemlint.model.gotypes import (
    Array,
    Basic,
    GoType,
    Named,
    Struct,
    Unknown,
)

_DEPTH = 4
# Values of these types do not change, although they hold a pointer.
_CONSTANT = frozenset(
    {
        "time.Time",
        "reflect.Type",
        "reflect.Value",
        "netip.Addr",
        "netip.AddrPort",
        "netip.Prefix",
        "error",
    }
)


def is_mutable(
    type_: GoType | Unknown, underlying: Callable[[GoType], GoType | Unknown], depth: int = 0
) -> bool:
    """Tell whether a copy of a value shares memory that can change: pointer, slice, map.

    Strings do not change.
    """
    match type_:
        case Unknown():
            return True
        case Named(spelling=spelling):
            if spelling in _CONSTANT or depth > _DEPTH:
                return False
            return is_mutable(underlying(type_), underlying, depth + 1)
        case Struct(fields=fields):
            return any(is_mutable(field.type, underlying, depth + 1) for field in fields)
        case Array(element=element):
            return is_mutable(element, underlying, depth + 1)
        case Basic(name=name):
            return name in ("unsafe.Pointer", "uintptr")
        case _:
            return True


def is_struct(type_: GoType | Unknown, underlying: Callable[[GoType], GoType | Unknown]) -> bool:
    """Tell whether a copy of a value copies fields or elements."""
    inner = underlying(type_) if isinstance(type_, Named) else type_
    return isinstance(inner, Struct | Array)
