"""What a pooled reader or writer keeps alive until it is reset again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gomemlint.model.gotypes import Basic, GoType, Named, Pointer, Struct, Unknown
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import arguments, called_name, is_call, receiver_argument
from gomemlint.syntax.nodes import descendants, text

# What keeps its source or sink until it is reset again.
HOLDERS = frozenset(
    {"bufio.Reader", "bufio.Writer", "compress/gzip.Reader", "encoding/json.Decoder"}
)
_INTERFACES = ("io.Reader", "io.Writer", "io.ReadCloser", "io.ByteReader", "net.Conn")
_HANDLES = frozenset({"io.PipeReader", "io.PipeWriter", "os.File"})
_DEPTH = 3


@dataclass(frozen=True, slots=True)
class KeptSource:
    """What `Reset` was given; a handle is a file or pipe, which holds next to no memory."""

    text: str
    is_handle: bool


def kept_source(
    index: Index, file: File, type_: GoType | Unknown, users: Iterable[Function]
) -> KeptSource | None:
    """Return what readers or writers of a type are reset to, None for what keeps nothing."""
    if not _holds_source(index, file, type_):
        return None
    for user in users:
        for call in () if user.body is None else descendants(user.body):
            name = called_name(call) if is_call(call) else None
            given = arguments(call) if name is not None else ()
            if name is None or text(name) != "Reset" or len(given) != 1:
                continue
            receiver = receiver_argument(call)
            own = None if receiver is None else user.file.type_of(receiver)
            if own == type_ and given[0].type != "nil":
                is_handle = _is_handle(user.file, user.file.type_of(given[0]))
                return KeptSource(user.file.text(given[0]), is_handle)
    return None


def struct_of(file: File, type_: GoType | Unknown) -> Struct | None:
    """Return the struct that a type, or what it points to, is made of."""
    inner = type_.element if isinstance(type_, Pointer) else type_
    below = file.types.underlying(inner) if isinstance(inner, Named) else inner
    return below if isinstance(below, Struct) else None


def _holds_source(index: Index, file: File, type_: GoType | Unknown) -> bool:
    """Tell whether a type keeps what `Reset` gives it."""
    inner = type_.element if isinstance(type_, Pointer) else None
    if not isinstance(inner, Named) or "Reset" not in inner.methods:
        return False
    if inner.key in HOLDERS:
        return True
    struct, own = struct_of(file, type_), index.code.unit(inner.package)
    if own is None or struct is None:
        return False
    return any(field.type.spelling in _INTERFACES for field in struct.fields)


def _is_handle(file: File, type_: GoType | Unknown, depth: int = 0) -> bool:
    """Tell whether a type is a file or pipe, or a struct of such and of numbers."""
    inner = type_.element if isinstance(type_, Pointer) else type_
    if isinstance(inner, Named) and inner.key in _HANDLES:
        return True
    if isinstance(inner, Basic):
        return depth > 0 and not inner.holds_pointers
    struct = struct_of(file, type_)
    if struct is None or depth == _DEPTH:
        return False
    return bool(struct.fields) and all(
        _is_handle(file, field.type, depth + 1) for field in struct.fields
    )
