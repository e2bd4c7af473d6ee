"""How a container is changed anywhere in the module: inserted into, removed from, replaced.

A container is a variable or a field, of any instance. Local aliases, wrapper methods and helpers
that get it as an argument are followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Map, Named, ObjectKind, Pointer, Scope, Unknown
from gomemlint.semantic.calls import Callee, callee_of
from gomemlint.semantic.code import File, Site
from gomemlint.semantic.functions import RECEIVER, Function
from gomemlint.semantic.index import Index
from gomemlint.semantic.library import is_standard
from gomemlint.semantic.places import Context, Role, context_of
from gomemlint.semantic.replacing import is_same_cell, replacement
from gomemlint.syntax.expressions import unparenthesised


class Change(Enum):
    """What happens to a container at one place.

    `BOUND` is a comparison of its length with something else than nothing. After `SHARED` code
    that is not seen can do anything to it: unknown callees, results, other containers.
    """

    INSERT = "insert"
    APPEND = "append"
    WRITE = "write"
    REMOVE = "remove"
    CLEAR = "clear"
    SHRINK = "shrink"
    REPLACE = "replace"
    INITIAL = "initial"
    BOUND = "bound"
    RANGE = "range"
    SHARED = "shared"
    READ = "read"


REMOVALS = frozenset(
    {Change.REMOVE, Change.CLEAR, Change.SHRINK, Change.REPLACE, Change.BOUND, Change.SHARED}
)
INSERTIONS = frozenset({Change.INSERT, Change.APPEND})

# Methods of containers of the standard library; the first argument of an insertion is its key.
_METHODS = {
    "container/list.(List).Init": Change.CLEAR,
    "container/list.(List).PushBack": Change.INSERT,
    "container/list.(List).PushFront": Change.INSERT,
    "container/list.(List).Remove": Change.REMOVE,
    "sync.(Map).Clear": Change.CLEAR,
    "sync.(Map).CompareAndDelete": Change.REMOVE,
    "sync.(Map).CompareAndSwap": Change.WRITE,
    "sync.(Map).Delete": Change.REMOVE,
    "sync.(Map).LoadAndDelete": Change.REMOVE,
    "sync.(Map).LoadOrStore": Change.INSERT,
    "sync.(Map).Range": Change.RANGE,
    "sync.(Map).Store": Change.INSERT,
    "sync.(Map).Swap": Change.INSERT,
    "sync/atomic.(Pointer).CompareAndSwap": Change.REPLACE,
    "sync/atomic.(Pointer).Store": Change.REPLACE,
    "sync/atomic.(Pointer).Swap": Change.REPLACE,
}
_FUNCTIONS = {
    "clear": Change.CLEAR,
    "container/heap.Pop": Change.REMOVE,
    "container/heap.Push": Change.INSERT,
    "container/heap.Remove": Change.REMOVE,
    "copy": Change.WRITE,
    "delete": Change.REMOVE,
    "maps.Copy": Change.INSERT,
    "maps.DeleteFunc": Change.REMOVE,
    "maps.Insert": Change.INSERT,
}
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of a container.

    `key` and `value` are those of an insertion, where it shows them. `calls` leads from the use
    of the container to the place, through helpers and methods, outermost call first.
    """

    change: Change
    site: Site
    key: Node | None = None
    value: Node | None = None
    calls: tuple[Site, ...] = ()

    @property
    def is_removal(self) -> bool:
        """Tell whether this can keep the container from growing for ever."""
        return self.change in REMOVALS

    @property
    def is_insertion(self) -> bool:
        return self.change in INSERTIONS


class Mutations:
    """The changes of containers, each container looked through once."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._found: dict[str, tuple[Mutation, ...]] = {}

    def of(self, container: GoObject) -> tuple[Mutation, ...]:
        """Return all changes and reads of a variable or field, its declaration left out."""
        if container.key not in self._found:
            self._found[container.key] = tuple(self._changes(container, frozenset()))
        return self._found[container.key]

    def insertions(self, container: GoObject) -> tuple[Mutation, ...]:
        return tuple(mutation for mutation in self.of(container) if mutation.is_insertion)

    def removals(self, container: GoObject) -> tuple[Mutation, ...]:
        return tuple(mutation for mutation in self.of(container) if mutation.is_removal)

    def _changes(self, container: GoObject, seen: frozenset[str]) -> Iterator[Mutation]:
        if container.key in seen or len(seen) >= _DEPTH:
            return
        seen |= {container.key}
        for site in self._index.uses(container.key):
            context = context_of(site.file, site.node)
            yield from self._classified(site.file, context, seen)

    def _classified(self, file: File, context: Context, seen: frozenset[str]) -> Iterator[Mutation]:
        site = Site(file, context.node)
        match context.role:
            case Role.TARGET:
                change = replacement(file, context)
                yield Mutation(Change(change), site, value=context.value)
            case Role.ELEMENT_TARGET:
                is_map = isinstance(_type(file, context.place), Map | Unknown)
                change_ = Change.INSERT if is_map else Change.WRITE
                yield Mutation(change_, site, context.key, context.value)
            case Role.VALUE:
                yield from self._aliased(file, context, seen)
            case Role.ARGUMENT | Role.RECEIVER:
                yield from self._passed(file, context, seen)
            case Role.RANGE:
                yield Mutation(Change.RANGE, site)
            case Role.LENGTH_TEST:
                yield Mutation(Change.BOUND, site)
            case Role.FIELD_NAME:
                yield Mutation(Change.INITIAL, site, value=context.value)
            case Role.OUT:
                yield Mutation(Change.SHARED, site)
            case Role.READ:
                yield Mutation(Change.READ, site)

    def _aliased(self, file: File, context: Context, seen: frozenset[str]) -> Iterator[Mutation]:
        """Follow a local variable that the container, or its address, is assigned to."""
        target = context.target
        meant = None if target is None else file.object_of(unparenthesised(target))
        site = Site(file, context.node)
        if target is not None and is_same_cell(file, target, context.place):
            yield Mutation(Change.READ, site)
            return
        if target is None or target.type != "identifier" or not isinstance(meant, GoObject):
            yield Mutation(Change.SHARED, site)
        elif meant.scope is Scope.LOCAL:
            yield from self._changes(meant, seen)
        else:
            yield Mutation(Change.SHARED, site)

    def _passed(self, file: File, context: Context, seen: frozenset[str]) -> Iterator[Mutation]:
        call = context.call
        callee = None if call is None else callee_of(self._index, file, call)
        site = Site(file, context.node if call is None else call)
        if callee is None:
            yield Mutation(Change.SHARED, site)
            return
        known = (_METHODS if context.role is Role.RECEIVER else _FUNCTIONS).get(callee.key)
        if known is not None:
            key, value = _key_and_value(callee, context.role)
            yield Mutation(known, site, key, value)
        elif callee.function is not None:
            yield from self._within(callee, callee.function, context, site, seen)
        elif _only_reads(callee, context):
            yield Mutation(Change.READ, site)
        else:
            yield Mutation(Change.SHARED, site)

    def _within(
        self,
        callee: Callee,
        function: Function,
        context: Context,
        site: Site,
        seen: frozenset[str],
    ) -> Iterator[Mutation]:
        index = callee.parameter_of(_position(callee, context))
        parameter = next((p for p in function.inputs if p.index == index), None)
        if parameter is None or parameter.object is None:
            return
        for mutation in self._changes(parameter.object, seen):
            yield replace(mutation, calls=(site, *mutation.calls))


def _position(callee: Callee, context: Context) -> int:
    if context.role is Role.RECEIVER:
        return RECEIVER
    for position, node in callee.operands:
        if node.start_byte <= context.place.start_byte < node.end_byte:
            return position
    return 0


def _key_and_value(callee: Callee, role: Role) -> tuple[Node | None, Node | None]:
    if role is Role.RECEIVER:
        return callee.operand(0), callee.operand(1)
    return callee.operand(1), None


def _only_reads(callee: Callee, context: Context) -> bool:
    """Tell whether a callee without a body here leaves its argument as it is."""
    if callee.is_builtin or callee.is_conversion:
        return True
    if callee.object is None or not is_standard(callee.object.package):
        return False
    if context.role is Role.RECEIVER:
        return callee.object.kind is ObjectKind.METHOD
    return not context.is_address


def _type(file: File, node: Node) -> object:
    type_ = file.type_of(node)
    if isinstance(type_, Pointer):
        type_ = type_.element
    return file.types.underlying(type_) if isinstance(type_, Named) else type_
