"""What is written into pooled buffers, and how much of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import (
    Array,
    GoObject,
    GoType,
    Named,
    ObjectKind,
    Pointer,
    Slice,
    Unknown,
)
from gomemlint.semantic.pools.content import BUFFER, is_hash
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.definitions import declared_value
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.values.pooled import Put
from gomemlint.semantic.values.values import SourceKind
from gomemlint.syntax.expressions import arguments, called_name, is_call
from gomemlint.syntax.nodes import contains, descendants, enclosing, text

# What objects may keep without being oversized.
_SMALL = 1 << 16
_LIMITERS = frozenset({"LimitReader", "MaxBytesReader"})
_FILLS = re.compile(
    r"^(Write(?!To$)|ReadFrom|Copy|Fprint|Encode|Execute|Indent|Compact)(?!.*(ToString|Len)$)"
)


def can_grow(type_: GoType | Unknown) -> bool:
    """Tell whether a field is a slice or a buffer, or points to a buffer."""
    held = type_.element if isinstance(type_, Pointer) else type_
    return isinstance(type_, Slice) or (isinstance(held, Named) and held.key == BUFFER)


def fillings(use: Site) -> Iterator[Site]:
    """Yield the call that writes to a buffer, if it may write much."""
    call = _filling(use)
    if call is not None and not _is_limited(use.file, call):
        yield Site(use.file, call)


def is_filled_little(function: Function, put: Put) -> bool:
    """Tell whether a function that gets an object itself writes few bytes to it.

    Others may have written more: that is a matter of their own puts.
    """
    if not put.values or any(v.source.kind is not SourceKind.POOLED for v in put.values):
        return False
    name = function.file.object_of(put.argument)
    calls = [
        _filling(Site(function.file, node))
        for node in (() if function.body is None else descendants(function.body))
        if node.type == "identifier" and function.file.object_of(node) == name
    ]
    found = [call for call in calls if call is not None]
    return bool(found) and all(_is_limited(function.file, call) for call in found)


def _filling(use: Site) -> Node | None:
    """Return the call that writes to a buffer more than what a constant says."""
    call = enclosing(use.node, ("call_expression",))
    name = None if call is None else called_name(call)
    if call is None or name is None:
        return None
    is_fill = _FILLS.match(text(name)) is not None or text(name) == "NewEncoder"
    constant = [use.file.constant_of(a) for a in arguments(call)]
    if not is_fill or (constant and all(isinstance(c, str) for c in constant)):
        return None
    return None if _is_written_out(use, call) or _is_beside(use) else call


def _is_beside(use: Site) -> bool:
    """Tell whether a call writes to a field that cannot grow by it: `io.Copy(x.hash, r)`."""
    field = use.node.parent
    if field is None or field.type != "selector_expression":
        return False
    type_ = use.file.type_of(field)
    return is_hash(type_) or isinstance(type_, Array | Slice)


def _is_written_out(use: Site, call: Node) -> bool:
    """Tell whether a call writes what a place holds to something else: `w.Write(x.line)`.

    Anything else writes to its first argument: `io.WriteString(b, s)`, `code.Encode(dst, src)`.
    """
    name, given = called_name(call), arguments(call)
    meant = None if name is None else use.file.object_of(name)
    is_method = isinstance(meant, GoObject) and meant.kind is ObjectKind.METHOD
    is_own = is_method and name is not None and text(name).startswith("Write")
    return any(contains(argument, use.node) for argument in given[0 if is_own else 1 :])


def _is_limited(file: File, call: Node) -> bool:
    """Tell whether a call writes few bytes, at most a constant: `io.CopyN(b, r, 4096)`."""
    given = arguments(call)
    name = called_name(call)
    is_copy = name is not None and text(name) == "CopyN"
    limits = [file.constant_of(each) for each in given[2:]] if is_copy else []
    for each in (declared_value(file, each) or each for each in given):
        name = called_name(each) if is_call(each) else None
        if name is not None and text(name) in _LIMITERS:
            limits += [file.constant_of(bound) for bound in arguments(each)[1:]]
    sizes = [int(limit) for limit in limits if isinstance(limit, str) and limit.isdigit()]
    return any(size <= _SMALL for size in sizes)
