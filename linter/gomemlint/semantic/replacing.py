"""What an assignment does to the container that it assigns to."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.semantic.code import File
from gomemlint.semantic.paths import Path, path_of
from gomemlint.semantic.places import Context
from gomemlint.syntax.expressions import arguments, called_name, is_call, unparenthesised
from gomemlint.syntax.nodes import text

_SHRINKING = frozenset({"Delete", "DeleteFunc", "Compact", "CompactFunc", "Clip"})


def replacement(file: File, context: Context) -> str:
    """Tell the change of `x = value`: `append`, `shrink` (part of x itself), or `replace`."""
    if context.value is None:
        return "replace"
    value, path = unparenthesised(context.value), path_of(file, context.place)
    if value.type == "slice_expression":
        return "shrink" if _is_same(file, value, path) else "replace"
    if not is_call(value):
        return "replace"
    name, given = called_name(value), arguments(value)
    if name is None or not given:
        return "replace"
    first = unparenthesised(given[0])
    if text(name) == "append" and _is_same(file, first, path):
        return "shrink" if first.type == "slice_expression" else "append"
    if text(name) in _SHRINKING and _is_same(file, first, path):
        return "shrink"
    return "replace"


def is_same_cell(file: File, left: Node, right: Node) -> bool:
    """Tell whether two expressions name the same variable or field, of any instance."""
    return _is_same(file, left, path_of(file, right))


def _is_same(file: File, node: Node, path: Path | None) -> bool:
    other = path_of(file, node)
    return path is not None and other is not None and other.cell == path.cell
