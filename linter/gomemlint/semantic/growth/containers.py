"""Which containers a package declares: maps, concurrent maps and slices in variables and fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from gomemlint.model.gotypes import (
    Array,
    GoObject,
    GoType,
    Map,
    Named,
    ObjectKind,
    Pointer,
    Scope,
    Slice,
    Struct,
    Unknown,
)
from gomemlint.semantic.program.code import Unit

_SYNC_MAP = "sync.Map"
_DEPTH = 4
Underlying = Callable[[GoType], GoType | Unknown]


class ContainerKind(Enum):
    """What a container is, as a message names it."""

    MAP = "map"
    SYNC_MAP = "sync.Map"
    SLICE = "slice"


@dataclass(frozen=True, slots=True)
class Container:
    """A variable or field that is a container, or an array of such.

    `is_nested` holds for the maps that are the elements of the map that it names.
    """

    object: GoObject
    kind: ContainerKind
    type: GoType
    is_nested: bool = False


def declared_containers(unit: Unit, kind: ContainerKind) -> Iterator[Container]:
    """Yield the containers of a kind that a package declares outside of functions."""
    for declared in unit.types.declarations:
        type_ = unit.types.type_of(declared)
        if isinstance(type_, Unknown) or declared.name == "_":
            continue
        if declared.kind is ObjectKind.VARIABLE and declared.scope is Scope.PACKAGE:
            yield from _found(unit, declared, type_, kind)
        elif declared.kind is ObjectKind.TYPE and not declared.alias:
            under = unit.types.underlying(type_)
            yield from _in_struct(unit, under, kind, 0)


def container_of(unit: Unit, of: GoObject, kind: ContainerKind) -> Container | None:
    """Return a variable or field as a container, None if it is of another kind."""
    type_ = unit.types.type_of(of)
    if isinstance(type_, Unknown) or kind_of(type_, unit.types.underlying) is not kind:
        return None
    return Container(of, kind, type_)


def kind_of(type_: GoType, underlying: Underlying) -> ContainerKind | None:
    """Return what kind of container the values of a type are, arrays of them looked into."""
    for _ in range(_DEPTH):
        if isinstance(type_, Named):
            if type_.key == _SYNC_MAP or _embeds_sync_map(type_, underlying):
                return ContainerKind.SYNC_MAP
            under = underlying(type_)
            if isinstance(under, Unknown):
                return None
            type_ = under
        match type_:
            case Map():
                return ContainerKind.MAP
            case Slice(element=element):
                inner = kind_of(element, underlying)
                return (
                    inner
                    if inner in (ContainerKind.MAP, ContainerKind.SYNC_MAP)
                    else ContainerKind.SLICE
                )
            case Pointer(element=element) | Array(element=element):
                type_ = element
            case Named():
                continue
            case _:
                return None
    return None


def _embeds_sync_map(type_: Named, underlying: Underlying) -> bool:
    under = underlying(type_)
    return isinstance(under, Struct) and any(
        field.embedded and isinstance(field.type, Named) and field.type.key == _SYNC_MAP
        for field in under.fields
    )


def _found(unit: Unit, holder: GoObject, type_: GoType, kind: ContainerKind) -> Iterator[Container]:
    if kind_of(type_, unit.types.underlying) is kind:
        yield Container(holder, kind, type_)
    yield from _in_struct(unit, type_, kind, 0)


def _in_struct(
    unit: Unit, type_: GoType | Unknown, kind: ContainerKind, depth: int
) -> Iterator[Container]:
    """Yield the fields of a struct type, those of anonymous structs in it included."""
    if isinstance(type_, Pointer | Array | Slice):
        type_ = type_.element
    if not isinstance(type_, Struct) or depth >= _DEPTH:
        return
    for field in type_.fields:
        meant = unit.types.object(field.key)
        if isinstance(meant, GoObject) and kind_of(field.type, unit.types.underlying) is kind:
            yield Container(meant, kind, field.type)
        yield from _in_struct(unit, field.type, kind, depth + 1)
