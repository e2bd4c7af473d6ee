"""What the elements of a slice hold, and whether that is worth freeing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gomemlint.model.gotypes import (
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
    TypeParameter,
    Unknown,
)
from gomemlint.semantic.program.code import File

_KILOBYTE = 1024
_DEPTH = 4
_BUFFERS = frozenset(
    {
        "bufio.Reader",
        "bufio.Writer",
        "bytes.Buffer",
        "net.Conn",
        "net/http.Response",
        "os.File",
    }
)
# Their pointers lead to what the program keeps anyway.
_LIGHT = frozenset({"time.Time", "reflect.Value", "net/netip.Addr", "unique.Handle"})


def is_worth(file: File, element: GoType) -> bool:
    """Tell whether an element holds pointers or strings, or can be of any type."""
    if isinstance(element, TypeParameter):
        return element.holds_pointers and element.core is None
    return holds_any(file, element, is_pointer) or holds_any(file, element, _is_string)


def is_pointer(file: File, type_: GoType | Unknown) -> bool:
    match type_:
        case Pointer(element=element):
            return isinstance(underlying(file, element), Struct | Array | Slice | Map)
        case Interface() | Signature() | Map() | Slice() | Chan():
            return True
        case _:
            return False


def _is_string(_: File, type_: GoType | Unknown) -> bool:
    return isinstance(type_, Basic) and type_.name == "string"


def holds_any(file: File, element: GoType, test: Callable[[File, GoType | Unknown], bool]) -> bool:
    """Tell whether a value of a type holds something of a kind, itself or in its fields."""
    pending: list[tuple[GoType | Unknown, int]] = [(element, 0)]
    while pending:
        type_, depth = pending.pop()
        if isinstance(type_, Named) and type_.key in _LIGHT:
            continue
        inside = underlying(file, type_)
        if test(file, inside):
            return True
        if depth >= _DEPTH:
            continue
        if isinstance(inside, Struct):
            pending.extend((field.type, depth + 1) for field in inside.fields)
        elif isinstance(inside, Array):
            pending.append((inside.element, depth + 1))
    return False


def is_big(file: File, element: GoType) -> bool:
    inner = element.element if isinstance(element, Pointer) else element
    if (inner.size or 0) >= _KILOBYTE:
        return True
    inside = underlying(file, inner)
    fields: Iterable[GoType] = (
        (f.type for f in inside.fields) if isinstance(inside, Struct) else (inner,)
    )
    return any(_is_buffer(file, field) for field in fields)


def _is_buffer(file: File, type_: GoType) -> bool:
    inner = type_.element if isinstance(type_, Pointer) else type_
    if isinstance(inner, Named) and inner.key in _BUFFERS:
        return True
    inside = underlying(file, type_)
    return isinstance(inside, Slice) and inside.element.size == 1


def underlying(file: File, type_: GoType | Unknown) -> GoType | Unknown:
    return file.types.underlying(type_) if isinstance(type_, Named) else type_
