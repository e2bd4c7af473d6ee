"""Fields that point to a part of their object: what is made with it and stays."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, ObjectKind
from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.definitions import field_value
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import is_standard
from gomemlint.syntax.expressions import is_address_of, is_call, unparenthesised
from gomemlint.syntax.nodes import named


def points_to_part(index: Index, file: File, place: Node) -> bool:
    """Tell whether a field only ever points to something that was made for it."""
    meant = file.object_of(place) if place.type == "selector_expression" else None
    if not isinstance(meant, GoObject) or meant.kind is not ObjectKind.FIELD:
        return False
    return index.once(_is_made, meant.key)


def _is_made(index: Index, field: str) -> bool:
    given = [
        Site(use.file, value)
        for use in index.uses(field)
        if (value := field_value(use.node)) is not None
    ]
    return bool(given) and all(_is_new(index, each) for each in given)


def _is_new(index: Index, given: Site) -> bool:
    """Tell whether an expression makes something: `&T{}`, `new(T)`, `bufio.NewReader(nil)`."""
    node = unparenthesised(given.node)
    if is_address_of(node):
        return unparenthesised(named(node)[0]).type == "composite_literal"
    callee = callee_of(index, given.file, node) if is_call(node) else None
    if callee is None or callee.object is None:
        return False
    if callee.is_builtin:
        return callee.key == "new"
    name = callee.object.name
    return name.startswith("New") and is_standard(callee.object.package)
