"""How a container is changed anywhere in the module: inserted into, removed from, replaced.

A container is a variable or a field, of any instance. Local aliases, wrapper methods and helpers
that get it as an argument are followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from tree_sitter import Node

from gomemlint.model.gotypes import (
    GoObject,
    Map,
    Named,
    ObjectKind,
    Pointer,
    Scope,
    TypeParameter,
    Unknown,
)
from gomemlint.semantic.lifetimes.replacing import is_same_cell, replacement
from gomemlint.semantic.program.calls import Callee, call_of, callee_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.functions import RECEIVER, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import is_standard
from gomemlint.semantic.program.places import (
    Context,
    Role,
    context_of,
    context_of_value,
    is_container_list,
)
from gomemlint.syntax.expressions import is_blank, unparenthesised
from gomemlint.syntax.statements import enclosing_statement, range_of


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
_PLAIN = {
    Role.LENGTH_TEST: Change.BOUND,
    Role.RANGE: Change.RANGE,
    Role.READ: Change.READ,
}
_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of a container.

    `place` spells the container there. `key` and `value` are those of an insertion, where it
    shows them. `calls` leads from the use of the container to the place, through helpers and
    methods, outermost call first; `outer` spells the container at that use.
    """

    change: Change
    site: Site
    place: Node
    key: Node | None = None
    value: Node | None = None
    calls: tuple[Site, ...] = ()
    outer: Site | None = None

    @property
    def is_removal(self) -> bool:
        """Tell whether this can keep the container from growing for ever."""
        return self.change in REMOVALS

    @property
    def is_insertion(self) -> bool:
        return self.change in INSERTIONS

    @property
    def anchor(self) -> Site:
        """Return where the container is used: the change, or the call that leads to it."""
        return self.calls[0] if self.calls else self.site

    @property
    def container(self) -> Site:
        """Return the expression that spells the container where it is used."""
        return self.outer or Site(self.site.file, self.place)


class Mutations:
    """The changes of containers, each container looked through once."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._found: dict[str, tuple[Mutation, ...]] = {}
        self._begun: dict[str, tuple[list[Mutation], Iterator[Mutation]]] = {}

    def of(self, container: GoObject) -> tuple[Mutation, ...]:
        """Return all changes and reads of a variable or field, its declaration left out."""
        if container.key not in self._found:
            self._found[container.key] = tuple(self.stream(container))
        return self._found[container.key]

    def insertions(self, container: GoObject) -> tuple[Mutation, ...]:
        return tuple(mutation for mutation in self.of(container) if mutation.is_insertion)

    def removals(self, container: GoObject) -> tuple[Mutation, ...]:
        return tuple(mutation for mutation in self.of(container) if mutation.is_removal)

    def stream(self, container: GoObject) -> Iterator[Mutation]:
        """Yield the changes one by one, for who may stop at the first that matters."""
        if container.key not in self._begun:
            self._begun[container.key] = ([], self._changes(container, frozenset()))
        known, rest = self._begun[container.key]
        yield from tuple(known)
        for change in rest:
            known.append(change)
            yield change

    def at(self, file: File, context: Context) -> Iterator[Mutation]:
        """Yield the changes of the container that a place names, which may be any expression."""
        yield from self._classified(file, context, frozenset({""}))

    def _changes(self, container: GoObject, seen: frozenset[str]) -> Iterator[Mutation]:
        if container.key in seen or len(seen) >= _DEPTH:
            return
        is_alias = bool(seen)
        seen |= {container.key}
        for site in self._index.uses(container.key):
            context = context_of(site.file, site.node)
            if is_alias and context.role is Role.TARGET and context.place.type == "identifier":
                continue
            yield from self._classified(site.file, context, seen)

    def _classified(self, file: File, context: Context, seen: frozenset[str]) -> Iterator[Mutation]:
        site, place = Site(file, context.node), context.place
        match context.role:
            case Role.TARGET:
                change = Change(replacement(self._index, file, context))
                yield Mutation(change, site, place, value=context.value)
            case Role.ELEMENT_TARGET:
                is_map = isinstance(_type(file, place), Map | Unknown)
                change_ = Change.INSERT if is_map else Change.WRITE
                yield Mutation(change_, site, place, context.key, context.value)
            case Role.VALUE:
                yield from self._aliased(file, context, seen)
            case Role.ARGUMENT | Role.RECEIVER:
                yield from self._passed(file, context, seen)
            case Role.OUT:
                yield from self._given_out(file, context, seen)
            case Role.FIELD_NAME:
                yield Mutation(Change.INITIAL, site, place, value=context.value)
            case Role.RANGE | Role.LENGTH_TEST | Role.READ:
                yield Mutation(_PLAIN[context.role], site, place)
                if context.role is Role.RANGE:
                    yield from self._ranged(file, context, seen)

    def _ranged(self, file: File, context: Context, seen: frozenset[str]) -> Iterator[Mutation]:
        """Follow the variable of a loop that goes over several containers."""
        loop = context.node.parent
        parts = None if loop is None else range_of(loop)
        variable = None if parts is None or parts.value is None else file.object_of(parts.value)
        if isinstance(variable, GoObject) and is_container_list(file, context.place):
            for mutation in self._changes(variable, seen):
                yield replace(mutation, outer=Site(file, context.place))

    def _given_out(self, file: File, context: Context, seen: frozenset[str]) -> Iterator[Mutation]:
        """Follow a container that a function of the run returns to those who call it."""
        function = function_around(file, context.node)
        shared = Mutation(Change.SHARED, Site(file, context.node), context.place)
        statement = enclosing_statement(context.node)
        is_result = statement is not None and statement.type == "return_statement"
        if not is_result or function is None or function.declared is None:
            yield shared
        elif function.key not in seen and len(seen) < _DEPTH:
            for use in self._index.uses(function.key):
                call = call_of(use.node)
                if call is None:
                    yield shared
                else:
                    inner = context_of_value(use.file, call)
                    yield from self._classified(use.file, inner, seen | {function.key})

    def _aliased(self, file: File, context: Context, seen: frozenset[str]) -> Iterator[Mutation]:
        """Follow a local variable that the container, or its address, is assigned to."""
        target = context.target
        meant = None if target is None else file.object_of(unparenthesised(target))
        site = Site(file, context.node)
        if (target is not None and is_same_cell(file, target, context.place)) or (
            target is not None and is_blank(target)
        ):
            yield Mutation(Change.READ, site, context.place)
        elif isinstance(meant, GoObject) and meant.scope is Scope.LOCAL:
            outer = Site(file, context.place)
            for mutation in self._changes(meant, seen):
                yield replace(mutation, outer=mutation.outer if mutation.calls else outer)
        else:
            yield Mutation(Change.SHARED, site, context.place)

    def _passed(self, file: File, context: Context, seen: frozenset[str]) -> Iterator[Mutation]:
        call, place = context.call, context.place
        callee = None if call is None else callee_of(self._index, file, call)
        site = Site(file, context.node if call is None else call)
        if callee is None:
            yield Mutation(Change.SHARED, site, place)
            return
        known = (_METHODS if context.role is Role.RECEIVER else _FUNCTIONS).get(callee.key)
        if known is not None and _position(callee, context) > 0:
            # `maps.Copy(m, container)` changes m.
            yield Mutation(Change.READ, site, place)
        elif known is not None:
            key, value = _key_and_value(callee, context.role)
            yield Mutation(known, site, place, key, value)
        elif callee.function is not None:
            yield from self._within(file, callee, context, seen)
        elif _only_reads(callee, context):
            yield Mutation(Change.READ, site, place)
        else:
            yield Mutation(Change.SHARED, site, place)

    def _within(
        self, file: File, callee: Callee, context: Context, seen: frozenset[str]
    ) -> Iterator[Mutation]:
        function, call = callee.function, context.call
        if function is None or call is None:
            return
        index = callee.parameter_of(_position(callee, context))
        parameter = next((p for p in function.inputs if p.index == index), None)
        if parameter is None or parameter.object is None:
            return
        site, outer = Site(file, call), Site(file, context.place)
        for mutation in self._changes(parameter.object, seen):
            yield replace(mutation, calls=(site, *mutation.calls), outer=outer)


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
    if isinstance(type_, TypeParameter):
        return type_.core or Unknown()
    return file.types.underlying(type_) if isinstance(type_, Named) else type_
