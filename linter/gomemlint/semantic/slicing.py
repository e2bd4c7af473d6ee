"""How much of an array a slice expression keeps in sight."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Unknown
from gomemlint.semantic.code import File
from gomemlint.semantic.definitions import assignment_to
from gomemlint.semantic.library import SAME, How, Relation
from gomemlint.syntax.expressions import called_name, is_call
from gomemlint.syntax.nodes import descendants, text

# A slice with constant bounds that shows at most these many elements is a part of something big.
_SMALL = 512


def relation_of_slice(file: File, node: Node) -> Relation:
    """Return how `x[i:j:k]` is related to x; for other expressions nothing."""
    if node.type != "slice_expression":
        return SAME
    start, end = node.child_by_field_name("start"), node.child_by_field_name("end")
    found = {How.SLICE}
    if start is not None and _constant(file, start) != 0:
        found.add(How.ADVANCED)
    if node.child_by_field_name("capacity") is not None:
        found.add(How.CAPPED)
    if _is_part(file, start, end):
        found.add(How.PART)
    return frozenset(found)


def _is_part(file: File, start: Node | None, end: Node | None) -> bool:
    """Tell whether the bounds show little: constants close together, or results of a search."""
    if end is None:
        return False
    low = 0 if start is None else _constant(file, start)
    high = _constant(file, end)
    if low is not None and high is not None:
        return 0 < high - low <= _SMALL
    return _is_searched(file, end) and (
        start is None or low is not None or _is_searched(file, start)
    )


def _constant(file: File, node: Node) -> int | None:
    value = file.constant_of(node)
    return int(value) if isinstance(value, str) and value.isdigit() else None


def _is_searched(file: File, bound: Node) -> bool:
    """Tell whether a bound comes from `bytes.Index` and its kin, directly or through a variable."""
    if _mentions_search(file, bound):
        return True
    for node in (bound, *descendants(bound)):
        if node.type != "identifier":
            continue
        meant = file.object_of(node)
        if isinstance(meant, GoObject) and _was_searched(file, meant):
            return True
    return False


def _was_searched(file: File, variable: GoObject) -> bool:
    declared = variable.declaration
    if declared is None or declared.path != file.absolute or declared.offset < 0:
        return False
    offset = declared.offset
    name = file.tree.root.named_descendant_for_byte_range(offset, offset + 1)
    found = None if name is None else assignment_to(name)
    value = None if found is None else found[1].value
    return value is not None and _mentions_search(file, value)


def _mentions_search(file: File, node: Node) -> bool:
    return any(_is_search(file, inner) for inner in (node, *descendants(node)))


def _is_search(file: File, node: Node) -> bool:
    name = called_name(node) if is_call(node) else None
    if name is None or not text(name).lstrip("L").removeprefix("ast").startswith("Index"):
        return False
    meant = file.object_of(name)
    return not isinstance(meant, Unknown) and meant.package in ("bytes", "strings", "slices")
