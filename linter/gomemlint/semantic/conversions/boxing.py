"""Whether a value needs memory of its own when it becomes an interface.

An interface holds one word. What is a pointer inside goes into it as it is
(`isdirectiface`, cmd/compile/internal/types); everything else is copied to the heap.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from gomemlint.model.gotypes import (
    UNKNOWN,
    Array,
    Basic,
    Chan,
    GoType,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    TypeParameter,
    Unknown,
)

Underlying = Callable[[GoType], GoType | Unknown]

BYTE_SIZED = 1


class Boxing(Enum):
    """What a conversion to an interface costs.

    `BYTE` values come from a static table of all 256. `VALUE` is one allocation, unless the
    compiler sees a constant or the value is zero.
    """

    DIRECT = "direct"
    INTERFACE = "interface"
    EMPTY = "empty"
    BYTE = "byte"
    VALUE = "value"


def boxing(type_: GoType | Unknown, underlying: Underlying) -> Boxing | Unknown:
    """Tell what boxing a value of a type costs; a type parameter is unknown."""
    match type_:
        case Unknown() | TypeParameter() | Tuple():
            return UNKNOWN
        case Named():
            return boxing(underlying(type_), underlying)
        case Interface():
            return Boxing.INTERFACE
        case _ if _is_direct(type_, underlying):
            return Boxing.DIRECT
        case _ if type_.size == 0:
            return Boxing.EMPTY
        case Basic() if type_.size == BYTE_SIZED:
            return Boxing.BYTE
        case _:
            return Boxing.VALUE


def _is_direct(type_: GoType | Unknown, underlying: Underlying) -> bool:
    match type_:
        case Pointer() | Chan() | Map() | Signature():
            return True
        case Basic(name=name):
            return name == "unsafe.Pointer"
        case Named():
            return _is_direct(underlying(type_), underlying)
        case Struct(fields=(only,)):
            return _is_direct(only.type, underlying)
        case Array(length=1, element=element):
            return _is_direct(element, underlying)
        case _:
            return False


def kind_name(type_: GoType | Unknown, underlying: Underlying) -> str:
    """Name the kind of a type in a message: `a slice`, `an array of 24 bytes`."""
    match type_:
        case Named():
            return kind_name(underlying(type_), underlying)
        case Slice():
            return "a slice"
        case Struct(size=size) | Array(size=size) as composite:
            word = "a struct" if isinstance(composite, Struct) else "an array"
            return f"{word} of {size} bytes" if size is not None else word
        case Basic(name=name):
            return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
        case _:
            return "a value"
