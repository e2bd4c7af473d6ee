"""The interfaces that a run declares, and the methods that implement theirs."""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.model.gotypes import GoObject, Interface, Named, ObjectKind, Scope, Unknown
from gomemlint.semantic.program.code import Unit
from gomemlint.semantic.program.index import Index

# In a larger module an interface is looked for where its implementation is used, not everywhere.
_SMALL_MODULE = 60

Declared = tuple[GoObject, frozenset[str]]


def interface_methods(index: Index, method: GoObject) -> tuple[GoObject, ...]:
    """Return the methods of interfaces that a method implements, as its users know them."""
    return index.once(_interface_methods, method)


def implementations(index: Index, method: GoObject) -> tuple[GoObject, ...]:
    """Return the methods that a method of an interface may mean, sorted by their keys."""
    return index.once(_implementations, method)


def _interface_methods(index: Index, method: GoObject) -> tuple[GoObject, ...]:
    unit = index.code.unit(method.package)
    owner = None if unit is None else unit.types.object(method.owner)
    if unit is None or method.kind is not ObjectKind.METHOD or not isinstance(owner, GoObject):
        return ()
    type_ = unit.types.type_of(owner)
    if not isinstance(type_, Named):
        return ()
    own = frozenset(type_.methods)
    return tuple(
        _method(declared, method)
        for near in _near(index, unit, owner)
        for declared, methods in index.once(_interfaces, near.path)
        if method.name in methods and methods <= own and declared.key != owner.key
    )


def _implementations(index: Index, method: GoObject) -> tuple[GoObject, ...]:
    unit = index.code.unit(method.package)
    interface = None if unit is None else unit.types.object(method.owner)
    if unit is None or not isinstance(interface, GoObject):
        return ()
    wanted = next((m for i, m in index.once(_interfaces, unit.path) if i == interface), frozenset())
    own = unit.types.object(method.key)
    signature = unit.types.type_of(own) if isinstance(own, GoObject) else Unknown()
    if isinstance(signature, Unknown):
        return ()
    found: dict[str, GoObject] = {}
    for near in _near(index, unit, interface):
        for declared, methods in index.once(_concrete_types, near.path):
            if not wanted or not wanted <= methods:
                continue
            meant = near.types.object(f"{declared.package}.({declared.name}).{method.name}")
            if not isinstance(meant, GoObject):
                # What a type embeds implements it, and is found by itself.
                continue
            type_ = near.types.type_of(meant)
            if isinstance(type_, Unknown) or type_.spelling == signature.spelling:
                found[meant.key] = meant
    return tuple(found[key] for key in sorted(found))


def _near(index: Index, unit: Unit, owner: GoObject) -> Iterator[Unit]:
    paths = index.code.units()
    if len(paths) <= _SMALL_MODULE:
        yield from filter(None, map(index.code.unit, paths))
        return
    yield unit
    yield from (user for user in index.code.users_of(owner.key) if user.path != unit.path)


def _interfaces(index: Index, path: str) -> tuple[Declared, ...]:
    """Return the interfaces that a package declares, with their methods."""
    unit = index.code.unit(path)
    return () if unit is None else tuple(_declared(unit, are_interfaces=True))


def _concrete_types(index: Index, path: str) -> tuple[Declared, ...]:
    """Return the other types that a package declares, with the methods of pointers to them."""
    unit = index.code.unit(path)
    return () if unit is None else tuple(_declared(unit, are_interfaces=False))


def _declared(unit: Unit, *, are_interfaces: bool) -> Iterator[Declared]:
    for declared in unit.types.declarations:
        of = unit.types.type_of(declared) if declared.kind is ObjectKind.TYPE else Unknown()
        if not isinstance(of, Named) or not of.methods:
            continue
        under = unit.types.underlying(of)
        if isinstance(under, Interface) and are_interfaces:
            yield declared, frozenset(under.methods)
        elif not isinstance(under, Interface | Unknown) and not are_interfaces:
            yield declared, frozenset(of.methods)


def _method(interface: GoObject, method: GoObject) -> GoObject:
    """Return the method of an interface that another method implements."""
    return GoObject(
        key=f"{interface.package}.({interface.name}).{method.name}",
        kind=ObjectKind.METHOD,
        scope=Scope.NONE,
        name=method.name,
        package=interface.package,
        exported=method.exported,
        owner=interface.key,
        declaration=None,
    )
