"""Which types of keys have few values, and which are known to come from outside."""

from __future__ import annotations

import re

from gomemlint.model.gotypes import (
    Array,
    Basic,
    GoType,
    Interface,
    Named,
    ObjectKind,
    Pointer,
    Struct,
    Unknown,
)
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import is_standard

_CLOSED = frozenset({"internal/abi.Type", "reflect.Type", "reflect.Kind", "reflect.rtype"})
_SMALL = frozenset({"bool", "int8", "uint8"})
# As a whole key these end at 65,536 entries; as one field of several they do not.
_BOUNDED = frozenset({"int16", "uint16"})
_REQUESTS = frozenset(
    {
        "crypto/tls.ClientHelloInfo",
        "crypto/tls.ConnectionState",
        "google.golang.org/grpc/metadata.MD",
        "google.golang.org/grpc/peer.Peer",
        "net.Addr",
        "net.Conn",
        "net.IP",
        "net/http.Header",
        "net/http.Request",
        "net/netip.Addr",
        "net/netip.AddrPort",
        "net/url.Values",
    }
)
_SETTINGS = re.compile(r"(?:\w*[a-z])?(?:Config(?:uration)?|Settings|Flags)|config|settings")
_MESSAGES = ("Request", "Req", "Message", "Msg", "Event", "Packet", "Envelope", "Payload")
# Types of the standard library over numbers and strings that have no end of values.
_OPEN_NUMBERS = frozenset({"Duration", "Pos", "Number", "HTML", "URL", "Dir"})
_DEPTH = 3
_DIGEST_BYTES = 16
_PAIR = 2


def closed_by_type(index: Index, file: File, type_: GoType, depth: int = 0) -> str | None:
    """Return why there are few values of a type, None if there can be many."""
    name = type_.key if isinstance(type_, Named) else type_.spelling
    if name.partition("[")[0] in _CLOSED:
        return f"{type_.spelling} names what the program has"
    under = file.types.underlying(type_) if isinstance(type_, Named) else type_
    if isinstance(under, Basic):
        if depth == 0 and under.name in _BOUNDED:
            return f"{type_.spelling} has 65,536 values"
        return _closed_basic(index, type_, under)
    if isinstance(under, Struct) and under.fields and depth < _DEPTH:
        of = [closed_by_type(index, file, field.type, depth + 1) for field in under.fields]
        return f"all fields of {type_.spelling} have few values" if all(of) else None
    if isinstance(under, Array) and under.length <= _PAIR and depth < _DEPTH:
        return closed_by_type(index, file, under.element, depth + 1)
    return None


def _closed_basic(index: Index, type_: GoType, under: Basic) -> str | None:
    if under.name in _SMALL:
        return f"{type_.spelling} has few values"
    if under.name == "uintptr":
        return f"{type_.spelling} numbers what the process has"
    if isinstance(type_, Named) and _is_enumeration(index, type_):
        return f"{type_.spelling} is an enumeration"
    return None


def _is_enumeration(index: Index, type_: Named) -> bool:
    """Tell whether a package declares constants of a defined type: one alone is a sentinel."""
    unit = index.code.unit(type_.package)
    if unit is None:
        return (
            bool(type_.package) and is_standard(type_.package) and type_.name not in _OPEN_NUMBERS
        )
    constants = 0
    for declared in unit.types.declarations:
        if declared.kind is ObjectKind.CONSTANT:
            of = unit.types.type_of(declared)
            constants += isinstance(of, Named) and of.key == type_.key
    return constants > 1


def is_request(type_: GoType) -> bool:
    """Tell whether a type holds what a client sent, or its address."""
    named = _named(type_)
    return named is not None and named.key in _REQUESTS


def is_message(file: File, type_: GoType) -> bool:
    """Tell whether a type is a message by its name or because it is generated from a schema."""
    named = _named(type_)
    if named is None or is_standard(named.package):
        return False
    if "ProtoReflect" in named.methods:
        return True
    under = file.types.underlying(named)
    is_value = not isinstance(under, Interface | Unknown) and isinstance(under, Struct)
    return is_value and named.name.endswith(_MESSAGES + tuple(m.lower() for m in _MESSAGES))


def is_settings(file: File, type_: GoType) -> bool:
    """Tell whether a type is called after what people write down for a program to run by."""
    named = _named(type_)
    if named is None or _SETTINGS.fullmatch(named.name) is None:
        return False
    return isinstance(file.types.underlying(named), Struct)


def is_digest(file: File, type_: GoType) -> bool:
    """Tell whether values of a type are hashes or ids that are made up: 16 bytes or more."""
    named = _named(type_)
    under = type_ if named is None else file.types.underlying(named)
    if not isinstance(under, Array) or under.length < _DIGEST_BYTES:
        return False
    return isinstance(under.element, Basic) and under.element.name == "uint8"


def request_name(type_: GoType) -> str:
    """Spell a request for a message: `an http.Request`."""
    named = _named(type_)
    spelled = type_.spelling if named is None else named.spelling
    return f"an {spelled}" if spelled[:1] in "aeioh" else f"a {spelled}"


def _named(type_: GoType) -> Named | None:
    if isinstance(type_, Pointer):
        type_ = type_.element
    return type_ if isinstance(type_, Named) else None
