"""Which `make` gives an array that is big, or as big as somebody else says."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.gotypes import Basic, GoObject, GoType, Named, Scope, Slice, Unknown
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import assignment_to
from gomemlint.syntax.expressions import arguments, called_name, is_call
from gomemlint.syntax.nodes import descendants, text

# An array of this many bytes is big (rules, GML104).
BIG_BYTES = 4096
_DEPTH = 3
# Functions and fields that tell a size which the program does not choose.
_TELLING = frozenset(
    {
        "Atoi",
        "ContentLength",
        "Int32",
        "Int64",
        "ParseInt",
        "ParseUint",
        "ReadUvarint",
        "ReadVarint",
        "Size",
        "Uint16",
        "Uint32",
        "Uint64",
        "Uvarint",
        "Varint",
    }
)


def big_array(file: File, call: Node) -> str:
    """Describe the array of `make([]T, n)`; empty if it is small, or if its size is not known."""
    type_ = _underlying(file, file.type_of(call))
    given = arguments(call)
    if not isinstance(type_, Slice) or len(given) < 2:
        return ""
    constant = file.constant_of(given[-1])
    if isinstance(constant, Unknown):
        return "an array of any size" if _is_told(file, given[-1], _DEPTH) else ""
    size = int(constant) * (type_.element.size or 1) if constant.isdigit() else 0
    return f"an array of {size} bytes" if size >= BIG_BYTES else ""


def made_length(file: File, call: Node) -> int | None:
    """Return how many elements the array of `make([]T, n)` has, for a constant n."""
    given = arguments(call)
    constant = file.constant_of(given[-1]) if len(given) > 1 else ""
    return int(constant) if isinstance(constant, str) and constant.isdigit() else None


def _is_told(file: File, length: Node, depth: int) -> bool:
    """Tell whether a length comes from a parameter, a file's size, a header or decoded bytes."""
    for node in (length, *descendants(length)):
        if is_call(node):
            name = called_name(node)
            if name is not None and text(name) in ("len", "cap", "min"):
                return False
        if node.type == "field_identifier" and text(node) in _TELLING:
            return True
        if node.type == "identifier" and _is_told_by(file, node, depth):
            return True
    return False


def _is_told_by(file: File, name: Node, depth: int) -> bool:
    meant = file.object_of(name)
    if not isinstance(meant, GoObject) or depth == 0:
        return False
    if meant.scope is Scope.PARAMETER:
        return isinstance(_underlying(file, file.type_of(name)), Basic)
    declared = meant.declaration
    if meant.scope is not Scope.LOCAL or declared is None or declared.path != file.absolute:
        return False
    offset = declared.offset
    found = file.tree.root.named_descendant_for_byte_range(offset, offset + 1)
    given = None if found is None or offset < 0 else assignment_to(found)
    value = None if given is None else given[1].value
    return value is not None and _is_told(file, value, depth - 1)


def _underlying(file: File, type_: GoType | Unknown) -> GoType | Unknown:
    return file.types.underlying(type_) if isinstance(type_, Named) else type_
