"""Who holds the values of a type: package variables and fields, and whether they let them go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gomemlint.model.gotypes import (
    Array,
    Chan,
    GoObject,
    GoType,
    Interface,
    Map,
    Named,
    ObjectKind,
    Pointer,
    Scope,
    Slice,
    Struct,
    Unknown,
)
from gomemlint.semantic.frequency.occasions import Occasions
from gomemlint.semantic.lifetimes.mutations import Change, Mutation, Mutations
from gomemlint.semantic.program.code import Site, Unit
from gomemlint.semantic.program.contents import stored_in
from gomemlint.semantic.program.index import Index

_LETS_GO = frozenset({Change.REMOVE, Change.CLEAR, Change.SHRINK, Change.REPLACE})
_UNTYPED = "sync.Map"
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Holder:
    """A package variable or a field whose type mentions a type.

    `owner` is the key of the type that has the field, empty for a variable. `is_collection` holds
    for maps, slices and channels of it.
    """

    object: GoObject
    type: str
    owner: str
    is_collection: bool
    is_channel: bool


class Holders:
    """The holders of types, and whether values stay in them; each package is read once."""

    def __init__(self, index: Index, mutations: Mutations, occasions: Occasions) -> None:
        self._index = index
        self._mutations = mutations
        self._occasions = occasions
        self._declared: dict[str, tuple[Holder, ...]] = {}
        self._letting_go: dict[str, bool] = {}

    def of(self, type_key: str) -> Iterator[Holder]:
        """Yield what holds values of a type directly."""
        for unit in self._index.code.users_of(type_key):
            for holder in self._holders(unit):
                if holder.type == type_key and holder.owner != type_key:
                    yield holder

    def lets_go(self, holder: Holder) -> bool:
        """Tell whether what a holder holds is removed or replaced while the program runs."""
        key = holder.object.key
        if key not in self._letting_go:
            changes = self._mutations.stream(holder.object)
            found = any(self._takes_out(holder, change) for change in changes)
            self._letting_go[key] = holder.is_channel or found
        return self._letting_go[key]

    def _takes_out(self, holder: Holder, change: Mutation) -> bool:
        """Tell whether a change takes values out; what `main` sets at first replaces nothing."""
        if holder.is_collection:
            return change.change in _LETS_GO
        is_replaced = change.change is Change.REPLACE
        return is_replaced and bool(holder.owner or not self._occasions.is_at_start(change.anchor))

    def _holders(self, unit: Unit) -> tuple[Holder, ...]:
        if unit.path not in self._declared:
            declared = tuple(self._declared_in(unit))
            self._declared[unit.path] = (*declared, *self._stored_in(unit, declared))
        return self._declared[unit.path]

    def _declared_in(self, unit: Unit) -> Iterator[Holder]:
        for declared in unit.types.declarations:
            if declared.name == "_":
                continue
            type_ = unit.types.type_of(declared)
            if isinstance(type_, Unknown):
                continue
            if declared.kind is ObjectKind.VARIABLE and declared.scope is Scope.PACKAGE:
                yield from _mentions(unit, declared, "", self._first_type(unit, declared, type_))
            elif declared.kind is ObjectKind.TYPE and not declared.alias:
                under = unit.types.underlying(type_)
                yield from _in_fields(unit, declared, under)

    def _stored_in(self, unit: Unit, holders: tuple[Holder, ...]) -> Iterator[Holder]:
        """Yield what a `sync.Map` or an interface holds, by the types of what is stored."""
        for holder in holders:
            is_map = holder.type == _UNTYPED
            for value in self._inserted(holder) if is_map else self._set(unit, holder):
                stored = value.file.type_of(value.node)
                inner = stored.element if isinstance(stored, Pointer) else stored
                if isinstance(inner, Named) and inner.key != holder.type:
                    is_collection = is_map or holder.is_collection
                    yield replace(holder, type=inner.key, is_collection=is_collection)

    def _inserted(self, holder: Holder) -> Iterator[Site]:
        for insertion in self._mutations.insertions(holder.object):
            if insertion.value is not None:
                yield Site(insertion.site.file, insertion.value)

    def _set(self, unit: Unit, holder: Holder) -> list[Site]:
        """Return what a field of an interface type of the run is set to."""
        type_ = unit.types.type_of(holder.object)
        if holder.object.kind is not ObjectKind.FIELD or not isinstance(type_, Named):
            return []
        is_own = self._index.code.unit(type_.package) is not None
        is_interface = is_own and isinstance(unit.types.underlying(type_), Interface)
        return stored_in(self._index, holder.object) if is_interface else []

    def _first_type(self, unit: Unit, declared: GoObject, type_: GoType) -> GoType:
        """Return what a variable holds; for one of an interface type what it starts with."""
        under = unit.types.underlying(type_) if isinstance(type_, Named) else type_
        site = self._index.declaration(declared) if isinstance(under, Interface) else None
        holder = None if site is None else site.node.parent
        value = None if holder is None else holder.child_by_field_name("value")
        if site is None or value is None or value.named_child_count != 1:
            return type_
        found = site.file.type_of(value.named_children[0])
        return type_ if isinstance(found, Unknown) else found


def _in_fields(unit: Unit, declared: GoObject, under: GoType | Unknown) -> Iterator[Holder]:
    for field in under.fields if isinstance(under, Struct) else ():
        meant = unit.types.object(field.key)
        if isinstance(meant, GoObject):
            yield from _mentions(unit, meant, declared.key, field.type)


def _mentions(unit: Unit, holder: GoObject, owner: str, type_: GoType) -> Iterator[Holder]:
    """Yield the defined types that a type spells, with the way that leads to them."""
    pending: list[tuple[GoType, bool, bool, int]] = [(type_, False, False, 0)]
    while pending:
        inner, is_collection, is_channel, depth = pending.pop()
        if depth > _DEPTH:
            continue
        match inner:
            case Named():
                yield Holder(holder, inner.key, owner, is_collection, is_channel)
                pending += [(a, is_collection, is_channel, depth + 1) for a in inner.arguments]
                under = unit.types.underlying(inner)
                if isinstance(under, Map | Slice | Pointer | Array):
                    pending.append((under, is_collection, is_channel, depth + 1))
            case Pointer(element=element) | Array(element=element):
                pending.append((element, is_collection, is_channel, depth + 1))
            case Slice(element=element) | Map(element=element):
                pending.append((element, True, is_channel, depth + 1))
            case Chan(element=element):
                pending.append((element, True, True, depth + 1))
            case Struct(fields=fields):
                more = [(field.type, is_collection, is_channel, depth + 1) for field in fields]
                pending += more
            case _:
                continue
