"""Maps within a map: what the code does to them, by local aliases, helpers and loops as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Map, Named, Pointer, Scope
from gomemlint.semantic.growth.containers import Container, ContainerKind, kind_of
from gomemlint.semantic.growth.guards import lookups, spelled
from gomemlint.semantic.lifetimes.mutations import Change, Mutation, Mutations
from gomemlint.semantic.lifetimes.replacing import is_same_cell
from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.definitions import definitions
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.places import Context, Role, context_of, context_of_value
from gomemlint.syntax.expressions import operand, parenthesised, unparenthesised
from gomemlint.syntax.statements import ASSIGNMENTS, assigned, range_of

_DEPTH = 3


def nested(index: Index, container: Container) -> Container | None:
    """Return the maps that are the elements of a map, taken as one container."""
    unit = index.code.unit(container.object.package)
    if unit is None or container.is_nested or container.kind is not ContainerKind.MAP:
        return None
    type_ = container.type
    if isinstance(type_, Pointer):
        type_ = type_.element
    under = unit.types.underlying(type_) if isinstance(type_, Named) else type_
    if not isinstance(under, Map):
        return None
    if kind_of(under.element, unit.types.underlying) is not ContainerKind.MAP:
        return None
    return Container(container.object, ContainerKind.MAP, under.element, is_nested=True)


def changes_within(index: Index, mutations: Mutations, outer: GoObject) -> Iterator[Mutation]:
    """Yield what happens to the maps in a map; what removes them from it empties them too."""
    for change in mutations.stream(outer):
        if change.is_removal and change.change is not Change.BOUND:
            yield change
        elif change.change is Change.INSERT and _resets(index, change):
            yield replace(change, change=Change.REPLACE)
    yield from _within(index, mutations, outer, frozenset())


def _resets(index: Index, insertion: Mutation) -> bool:
    """Tell whether an insertion puts an empty map in the place of one that may be there."""
    file, key, value = insertion.site.file, insertion.key, insertion.value
    if key is None or value is None:
        return True
    found = lookups(index, file, insertion.site.node, spelled(Site(file, key)))
    if any(not lookup.is_present for lookup in found):
        return False
    value = unparenthesised(value)
    meant = file.object_of(value) if value.type == "identifier" else None
    if not isinstance(meant, GoObject):
        return True
    return not any(
        _is_element(file, each.assigned.value, insertion.place)
        for each in definitions(index, meant)
    )


def _is_element(file: File, value: Node | None, place: Node) -> bool:
    """Tell whether a value is an element of the map that a place names."""
    value = None if value is None else unparenthesised(value)
    holder = operand(value) if value is not None and value.type == "index_expression" else None
    return holder is not None and is_same_cell(file, holder, place)


def _within(
    index: Index, mutations: Mutations, outer: GoObject, seen: frozenset[str]
) -> Iterator[Mutation]:
    if outer.key in seen or len(seen) >= _DEPTH:
        return
    seen |= {outer.key}
    for site in index.uses(outer.key):
        file, context = site.file, context_of(site.file, site.node)
        element = _element_of(context.place)
        if element is not None and context.role is not Role.ELEMENT_TARGET:
            inner = context_of_value(file, element)
            found = mutations.at(file, inner)
            yield from (m for m in found if not _is_put_back(m, context.place))
            continue
        for alias in _aliases(index, file, context):
            if context.role is Role.RANGE:
                yield from mutations.of(alias)
            else:
                yield from _within(index, mutations, alias, seen)


def _element_of(place: Node) -> Node | None:
    node = parenthesised(place)
    outer = node.parent
    if outer is None or outer.type != "index_expression":
        return None
    return outer if outer.child_by_field_name("operand") == node else None


def _aliases(index: Index, file: File, context: Context) -> Iterator[GoObject]:
    """Yield the variables that stand for a map, or for each of its elements in a loop over it."""
    if context.role is Role.VALUE and context.target is not None:
        meant = file.object_of(unparenthesised(context.target))
        if isinstance(meant, GoObject) and meant.scope is Scope.LOCAL:
            yield meant
    elif context.role is Role.RANGE and context.node.parent is not None:
        parts = range_of(context.node.parent)
        variable = None if parts is None or parts.value is None else file.object_of(parts.value)
        if isinstance(variable, GoObject):
            yield variable
    elif context.role is Role.ARGUMENT and context.call is not None:
        callee = callee_of(index, file, context.call)
        if callee is None or callee.function is None:
            return
        for position, node in callee.operands:
            wanted = callee.parameter_of(position)
            for parameter in callee.function.inputs if node == context.place else ():
                if parameter.index == wanted and parameter.object is not None:
                    yield parameter.object


def _is_put_back(change: Mutation, outer: Node) -> bool:
    """Tell whether an alias is stored where it came from: `inner := m[k]; m[k] = inner`."""
    statement, file = change.site.node, change.site.file
    if change.change is not Change.SHARED or statement.type not in ASSIGNMENTS:
        return False
    return any(
        pair.value is not None
        and unparenthesised(pair.value) == unparenthesised(change.place)
        and _is_element(file, pair.target, outer)
        for pair in assigned(statement)
    )
