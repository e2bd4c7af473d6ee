"""Methods that put what a field holds and leave the field set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Named, ObjectKind, Pointer, Scope
from gomemlint.semantic.pools.latches import is_latched, names_set, names_tested
from gomemlint.semantic.pools.pooling import Pooling
from gomemlint.semantic.program.calls import call_of
from gomemlint.semantic.program.code import File, Site, Unit
from gomemlint.semantic.program.definitions import assignment_to
from gomemlint.semantic.program.functions import Function, declaration_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.paths import path_of
from gomemlint.semantic.program.results import value_of
from gomemlint.semantic.values.pooled import LeftSet, Put
from gomemlint.syntax.expressions import arguments, receiver_argument
from gomemlint.syntax.functions import deferral
from gomemlint.syntax.nodes import ancestors, descendants, enclosing, text


@dataclass(frozen=True, slots=True)
class Leftover:
    """A method that leaves `field` set after `put`; `reads` are those of other methods."""

    file: File
    method: str
    field: str
    put: Node
    leaving: Node
    reads: tuple[Site, ...]


def leftovers(pooling: Pooling, unit: Unit) -> Iterator[Leftover]:
    """Yield the fields that methods of a package leave set, each once per method.

    A type that is pooled itself gets its fields anew; one that keeps a flag knows what it does.
    """
    for function in pooling.functions(unit):
        found = {e.put: e for e in pooling.events(function) if isinstance(e, LeftSet)}
        for left in found.values():
            field = _field(pooling.index, function, left)
            if field is None or _is_pooled(pooling, function):
                continue
            if is_latched(function, field.name):
                continue
            if _is_last(pooling, function):
                continue
            reads = tuple(_reads(pooling, function, field))
            name = f"{_receiver(function)}.{left.name}"
            yield Leftover(function.file, function.name, name, left.put, left.leaving, reads)


def _field(index: Index, function: Function, left: LeftSet) -> GoObject | None:
    """Return the field of the pointer receiver that was put, itself or by a variable."""
    receiver = function.receiver
    if receiver is None or receiver.object is None or receiver.object.key != left.owner:
        return None
    given = (value_of(index, function.file, node) for node in arguments(left.put))
    for node in (*descendants(left.put), *given):
        if node.type == "selector_expression" and text(node) == f"{receiver.name}.{left.name}":
            found = function.file.object_of(node)
            if isinstance(found, GoObject) and found.kind is ObjectKind.FIELD:
                return found
    return None


def _is_last(pooling: Pooling, function: Function) -> bool:
    """Tell whether a method is only ever deferred for values of a frame, which end with it."""
    declared = function.declared
    if declared is None or declared.name[:1].isupper():
        return False
    uses = [use for use in pooling.uses(declared.key) if declaration_around(use.file, use.node)]
    return bool(uses) and all(_is_deferred_for_local(use) for use in uses)


def _is_deferred_for_local(use: Site) -> bool:
    call = call_of(use.node)
    owner = None if call is None else receiver_argument(call)
    path = None if owner is None else path_of(use.file, owner)
    if call is None or owner is None or path is None or path.root is None or path.steps:
        return False
    is_value = not isinstance(use.file.type_of(owner), Pointer)
    return deferral(call) is not None and is_value and path.root.scope is Scope.LOCAL


def _receiver(function: Function) -> str:
    return "" if function.receiver is None else function.receiver.name


def _is_pooled(pooling: Pooling, function: Function) -> bool:
    """Tell whether the receiver's type lies in a pool, or is a value that nobody can change."""
    receiver = function.receiver
    name = None if receiver is None else receiver.object
    type_ = None if name is None else function.file.types.type_of(name)
    if not isinstance(type_, Pointer) or not isinstance(type_.element, Named):
        return True
    return type_.element.key in pooling.pooled_types


def _reads(pooling: Pooling, function: Function, field: GoObject) -> Iterator[Site]:
    """Yield the first read of the field in each other method that does not test it first."""
    owner = None if function.declared is None else function.declared.owner
    seen = {function.key}
    for use in pooling.uses(field.key):
        other = declaration_around(use.file, use.node)
        if other is None or other.key in seen or other.declared is None:
            continue
        if other.declared.owner != owner or use.file.package != function.file.package:
            continue
        seen.add(other.key)
        place = enclosing(use.node, ("selector_expression",))
        if place is None or assignment_to(use.node) is not None:
            continue
        if not _is_tested(other, field) and not _is_put(pooling, other, place):
            yield Site(use.file, place)


def _is_tested(function: Function, field: GoObject) -> bool:
    tested = names_tested(function)
    return field.name in tested or bool(tested & names_set(function))


def _is_put(pooling: Pooling, function: Function, place: Node) -> bool:
    """Tell whether a method reads the field to put it as well."""
    puts = (e.call for e in pooling.events(function) if isinstance(e, Put))
    return any(put in tuple(ancestors(place)) for put in puts)
