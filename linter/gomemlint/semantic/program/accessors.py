"""Methods that return a view of a buffer which their object uses again."""

from __future__ import annotations

import re

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Named, ObjectKind, Scope, Slice
from gomemlint.semantic.program.code import File, Unit
from gomemlint.semantic.program.definitions import is_made_here
from gomemlint.semantic.program.functions import Function, function_at
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.paths import path_of
from gomemlint.semantic.program.results import results
from gomemlint.syntax.expressions import (
    arguments,
    call_around,
    called_name,
    calls,
    is_address_of,
    operand,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.functions import enclosing_declaration, enclosing_loops
from gomemlint.syntax.nodes import contains, named, text

_RETURNS = re.compile(rb"\breturn (?:unsafe\.String\(&?)?\w+\.\w+|\w :?= \w+\.\w+\[")
_VIEWS = frozenset({"[]byte", "string"})
_FILLS = frozenset({"Read", "ReadAt", "ReadAtLeast", "ReadFull", "copy"})


def accessors(index: Index, unit: Unit) -> frozenset[str]:
    """Return the keys of the accessors of a package."""
    found: set[str] = set()
    for file in unit.files:
        for match in _RETURNS.finditer(file.source):
            start = match.start()
            node = file.tree.root.named_descendant_for_byte_range(start, start + 1)
            declaration = None if node is None else enclosing_declaration(node)
            if declaration is not None and declaration.type == "method_declaration":
                function = function_at(file, declaration)
                if view_of(index, function):
                    found.add(function.key)
    return frozenset(found)


def view_of(index: Index, function: Function) -> str:
    """Name the buffer that an accessor gives a view of and uses again; empty for others."""
    block = function.body
    if block is None or function.node.type != "method_declaration":
        return ""
    told = function.results
    if not told or text(told[0].type) not in _VIEWS:
        return ""
    if _RETURNS.search(function.file.source, block.start_byte, block.end_byte) is None:
        return ""
    for values in results(index, function):
        field = _viewed(function.file, values[0]) if values else None
        if field is not None and _is_used_again(index, field):
            return f"the buffer {field.owner.rpartition('.')[2]}.{field.name}, used again and again"
    return ""


def is_of_own(index: Index, accessor: Function, file: File, holder: Node) -> bool:
    """Tell whether a view is all of a buffer that each run makes anew, in a loop each round."""
    cuts = (value for values in results(index, accessor) for value in values)
    # A slice that ends before its array may.
    if any(cut.child_by_field_name("end") is not None for cut in cuts):
        return False
    node = unparenthesised(holder)
    node = unparenthesised(named(node)[0]) if is_address_of(node) else node
    meant = file.object_of(node) if node.type == "identifier" else None
    if not isinstance(meant, GoObject) or meant.scope is not Scope.LOCAL:
        return False
    declared = index.declaration(meant)
    return (
        declared is not None
        and is_made_here(index, meant)
        and all(contains(loop, declared.node) for loop in enclosing_loops(node))
    )


def _viewed(file: File, value: Node) -> GoObject | None:
    """Return the field of bytes that a result is a view of."""
    if calls(value, "unsafe.String", "unsafe.Slice"):
        value = unparenthesised(arguments(value)[0])
        value = unparenthesised(named(value)[0]) if is_address_of(value) else value
    while value.type in ("slice_expression", "index_expression"):
        inner = operand(value)
        if inner is None:
            return None
        value = unparenthesised(inner)
    if value.type != "selector_expression":
        return None
    path, field = path_of(file, value), file.object_of(value)
    is_own = path is not None and path.root is not None and path.root.scope is Scope.RECEIVER
    type_ = file.type_of(value)
    type_ = file.types.underlying(type_) if isinstance(type_, Named) else type_
    is_bytes = isinstance(type_, Slice) and type_.element.size == 1
    is_field = isinstance(field, GoObject) and field.kind is ObjectKind.FIELD
    return field if is_own and is_bytes and is_field and isinstance(field, GoObject) else None


def _is_used_again(index: Index, field: GoObject) -> bool:
    """Tell whether the module reads into a field, copies into it, or fills it from its start."""
    for site in index.uses(field.key):
        place = parenthesised(site.node)
        if place.parent is not None and place.parent.type == "selector_expression":
            place = parenthesised(place.parent)
        is_cut = place.parent is not None and place.parent.type == "slice_expression"
        whole = parenthesised(place.parent) if is_cut and place.parent is not None else place
        around = call_around(whole)
        name = None if around is None else called_name(around[0])
        if around is None or name is None:
            continue
        if text(name) in _FILLS and not (text(name) == "copy" and around[1] > 0):
            return True
        if text(name) == "append" and around[1] == 0 and is_cut and text(whole).endswith("[:0]"):
            return True
    return False
