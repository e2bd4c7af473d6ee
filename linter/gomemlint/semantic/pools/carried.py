"""Pooled objects that nobody empties, between the put and the next use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import filterfalse

from tree_sitter import Node

from gomemlint.model.gotypes import (
    Basic,
    GoObject,
    GoType,
    Map,
    Named,
    Pointer,
    Scope,
    Slice,
    Unknown,
)
from gomemlint.semantic.pools.content import (
    BUFFER,
    begins_anew,
    decodes,
    empties,
    fills,
    grows,
    is_content,
    is_hash,
    only_takes_room,
)
from gomemlint.semantic.pools.dropping import assigned_name, assigned_variables
from gomemlint.semantic.pools.instances import Pool, pool_got_from, pool_of
from gomemlint.semantic.pools.pooling import Pooling
from gomemlint.semantic.pools.reuse import is_reused
from gomemlint.semantic.pools.sources import kept_source, struct_of
from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.code import File, Site, Unit
from gomemlint.semantic.program.definitions import sole_value
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.paths import path_of
from gomemlint.semantic.program.results import is_result
from gomemlint.semantic.values.clearing import NO_CLEARING, Clearing, clearing_in
from gomemlint.semantic.values.pooled import Got, Put, UsedDirty
from gomemlint.semantic.values.values import SourceKind, is_object
from gomemlint.syntax.expressions import parenthesised
from gomemlint.syntax.nodes import ancestors, descendants

# What is forgotten of an object if it is no field.
_OBJECT = ""


class CarriedKind(Enum):
    """What an object brings to its next user: content, elements out of sight, its source."""

    CONTENT = "content"
    ELEMENTS = "elements"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Carried:
    """An object that goes back as it was; `what` is the forgotten field, element or source.

    `is_get` holds if the other users reset where they get. `reset` is a method to call. A source
    `is_handle` if it is a file or pipe, which holds next to no memory.
    """

    file: File
    kind: CarriedKind
    node: Node
    name: str
    what: str
    is_get: bool
    reset: str = ""
    is_handle: bool = False


def carried_content(pooling: Pooling, index: Index, unit: Unit) -> Iterator[Carried]:
    """Yield what a package puts or gets without a reset, each place once."""
    seen: set[Node] = set()
    for function in pooling.functions(unit):
        for event in pooling.events(function):
            if isinstance(event, Put) and event.call not in seen:
                pool = pool_of(pooling, index, function.file, event)
                if pool is not None:
                    seen.add(event.call)
                    yield from _Judge(pooling, index, function, event, pool).judged()
            elif isinstance(event, Got) and event.call not in seen:
                seen.add(event.call)
                yield from _forgotten(pooling, index, function, event)


@dataclass(frozen=True, slots=True)
class _Judge:
    """Judges one `Put`."""

    pooling: Pooling
    index: Index
    function: Function
    put: Put
    pool: Pool

    def judged(self) -> Iterator[Carried]:
        file, put = self.function.file, self.put
        name = file.text(put.argument)
        clearing = self._clearing()
        missing = self._missing(clearing)
        is_partial = bool(missing) and _OBJECT not in missing and bool(clearing.emptied)
        if self._is_reset_in_its_field():
            return
        if self._is_new() or (self._is_clean(clearing) and not is_partial):
            yield from self._elements(clearing, name)
            return
        users = (self.function, *self._users())
        source = kept_source(self.index, file, file.type_of(put.argument), users)
        if source is not None and not self._lets_go(clearing):
            kind, what = CarriedKind.SOURCE, source.text
            yield Carried(file, kind, put.call, name, what, False, "Reset(nil)", source.is_handle)
            return
        if not missing:
            yield from self._elements(clearing, name)
            return
        left = next(filterfalse(self._is_emptied_after_get, missing), None)
        clean, dirty = self.index.once(_gets, self.pool)
        if left is None or len(clean) >= len(dirty) > 0 or self._callers_reset():
            return
        if self._gets(clean) and any(map(self._leaves, dirty)):
            return  # It is told where somebody else forgets it.
        if not dirty and not (is_partial and not clean and self._is_never_emptied(left)):
            return
        reset = "" if put.is_clean else _reset_method(file.type_of(put.argument))
        yield Carried(file, CarriedKind.CONTENT, put.call, name, left, False, reset)

    def _lets_go(self, clearing: Clearing) -> bool:
        """Tell whether the object is reset; one that came in a field is judged by statements."""
        is_followed = any(is_object(value) for value in self.put.values)
        is_reset = clearing.is_whole or bool(clearing.replaced)
        return self.put.is_clean or (is_reset and not is_followed)

    def _is_clean(self, clearing: Clearing) -> bool:
        """Tell whether the object was reset, by statements where the flow does not know it."""
        is_known = any(is_object(value) for value in self.put.values)
        return self.put.is_clean or (not is_known and clearing.is_whole)

    def _gets(self, clean: frozenset[Node]) -> bool:
        """Tell whether the function itself gets the object, and resets it then."""
        events = self.pooling.events(self.function)
        return any(isinstance(event, Got) and event.call in clean for event in events)

    def _leaves(self, got: Node) -> bool:
        """Tell whether whoever gets an object there puts it back as it is."""
        for user in self._users():
            events = [e for e in self.pooling.events(user) if isinstance(e, Got | Put)]
            puts = (e for e in events if isinstance(e, Put) and e.is_direct)
            if any(isinstance(e, Got) and e.call == got for e in events):
                return any(e.pool == self.put.pool and not e.is_clean for e in puts)
        return False

    def _missing(self, clearing: Clearing) -> tuple[str, ...]:
        """Return what a reset leaves as it is, nothing if it empties all that grows."""
        file = self.function.file
        type_ = file.type_of(self.put.argument)
        return _missing(self.index, file, type_, self._users(), clearing)

    def _users(self) -> tuple[Function, ...]:
        return self.pool.users()

    def _clearing(self) -> Clearing:
        path = path_of(self.function.file, self.put.argument)
        if path is None or path.root is None:
            return NO_CLEARING
        return clearing_in(self.index, self.function, path.root)

    def _is_reset_in_its_field(self) -> bool:
        """Tell whether `w.buf.Reset()` stands for `pool.Put(w.buf)`: the flow follows variables."""
        path = path_of(self.function.file, self.put.argument)
        return (
            path is not None and len(path.steps) == 1 and path.steps[0] in self._clearing().zeroed
        )

    def _is_new(self) -> bool:
        """Tell whether the object does not come from the pool."""
        made = [v for v in self.put.values if is_object(v)]
        return bool(made) and all(v.source.kind is SourceKind.NEW for v in made)

    def _is_never_emptied(self, field: str) -> bool:
        """Tell whether nobody in the run empties a field of the objects of this pool."""
        file = self.function.file
        struct = struct_of(file, file.type_of(self.put.argument))
        key = next((f.key for f in struct.fields if f.name == field), "") if struct else ""
        return bool(key) and not any(map(empties, self.index.uses(key)))

    def _is_emptied_after_get(self, field: str) -> bool:
        """Tell whether every user that gets an object empties a field of it, sooner or later."""
        if field == _OBJECT:
            return False
        found = [_clearing_after(self.index, user, event) for user, event in self.pool.gets()]
        kept = [clearing for clearing in found if clearing is not None]
        if any(_hands_out_clean(self.index, user, field) for user in self._users()):
            return True
        return bool(kept) and all(_empties(clearing, field) for clearing in kept)

    def _callers_reset(self) -> bool:
        """Tell whether the callers of a putter hand it clean objects."""
        found = [
            event.is_clean
            for user in self._users()
            for event in self.pooling.events(user)
            if isinstance(event, Put) and event.pool == self.put.pool and not event.is_direct
        ]
        return bool(found) and all(found)

    def _elements(self, clearing: Clearing, name: str) -> Iterator[Carried]:
        """Yield the slices of pointers that are cut, while their elements stay behind the end."""
        file = self.function.file
        struct = struct_of(file, file.type_of(self.put.argument))
        for field in () if struct is None else struct.fields:
            if not isinstance(field.type, Slice) or not _refers(field.type.element):
                continue
            if field.name not in clearing.truncated - clearing.zeroed - clearing.replaced:
                continue
            if clearing.is_whole or is_reused(self.index, field.key):
                continue
            if any(grows(use) for use in self.index.uses(field.key)):
                what = f"{name}.{field.name}"
                yield Carried(file, CarriedKind.ELEMENTS, self.put.call, name, what, False)


def _forgotten(pooling: Pooling, index: Index, function: Function, got: Got) -> Iterator[Carried]:
    """Yield a `Get` without a reset where most other users reset at theirs."""
    pool = pool_got_from(pooling, index, function.file, got)
    clean, dirty = index.once(_gets, pool)
    if got.call not in dirty or len(clean) < len(dirty):
        return
    cleared = _clearing_after(index, function, got)
    if cleared is None or (cleared.is_whole and not _is_buffer(function.file.type_of(got.call))):
        return
    puts = list(pool.puts(index))
    if not puts or all(event.is_clean for _, event in puts):
        return
    user, put = puts[0]
    path = path_of(user.file, put.argument)
    known = path is not None and path.root is not None
    clearing = clearing_in(index, user, path.root) if known and path and path.root else NO_CLEARING
    type_ = user.file.type_of(put.argument)
    missing = _missing(index, user.file, type_, pool.users(), clearing | cleared)
    getter = callee_of(index, function.file, got.call)
    handing = None if getter is None else getter.function
    if handing is not None:
        missing = tuple(f for f in missing if not _hands_out_clean(index, handing, f))
    if missing:
        name = assigned_name(got.call) or function.file.text(got.call)
        reset = _reset_method(type_)
        yield Carried(function.file, CarriedKind.CONTENT, got.call, name, missing[0], True, reset)


def _hands_out_clean(index: Index, function: Function, field: str, hops: int = 2) -> bool:
    """Tell whether a getter empties a field of the variable that it returns, or calls one to."""
    for node in () if function.body is None else descendants(function.body):
        if node.type != "return_statement":
            continue
        for name in descendants(node):
            variable = function.file.object_of(name) if name.type == "identifier" else None
            if not isinstance(variable, GoObject) or variable.scope is not Scope.LOCAL:
                continue
            if _empties(clearing_in(index, function, variable), field):
                return True
            made = sole_value(index, variable) if hops else None
            called = None if made is None else callee_of(index, made.file, made.node)
            inner = None if called is None else called.function
            if inner is not None and _hands_out_clean(index, inner, field, hops - 1):
                return True
    return False


def _empties(clearing: Clearing, field: str) -> bool:
    """Tell whether a field is empty afterwards: `*x = T{buf: x.buf[:0]}` empties all of them."""
    return clearing.is_whole or not clearing.emptied.isdisjoint({_OBJECT, field})


def _clearing_after(index: Index, function: Function, got: Got) -> Clearing | None:
    """Return what a function does to the fields of what it got, None if it hands it on."""
    if _is_returned(function, got.call):
        return None
    file = function.file
    target = next(assigned_variables(got.call), None)
    variable = None if target is None else file.object_of(target)
    if not isinstance(variable, GoObject):
        return NO_CLEARING
    if any(_is_result(index, use) for use in index.uses(variable.key)):
        return None
    return clearing_in(index, function, variable)


def _is_result(index: Index, use: Site) -> bool:
    """Tell whether a variable is returned as it is, or by another type."""
    outer = parenthesised(use.node).parent
    is_asserted = outer is not None and outer.type == "type_assertion_expression"
    return is_result(index, use.file, outer if outer is not None and is_asserted else use.node)


def _gets(_: Index, pool: Pool) -> tuple[frozenset[Node], frozenset[Node]]:
    """Return the gets of a pool after which it is reset first, and those that are not."""
    got: set[Node] = set()
    dirty: set[Node] = set()
    for user, event in pool.gets():
        if not _is_returned(user, event.call):
            got.add(event.call)
    for user in pool.users():
        for use in pool.pooling.events(user):
            if isinstance(use, UsedDirty) and use.pool == pool.name and is_content(use.use):
                dirty.add(use.got)
    return frozenset(got - dirty), frozenset(dirty & got)


def _is_returned(function: Function, call: Node) -> bool:
    """Tell whether a call is in a return statement: getters leave the reset to their callers."""
    for outer in ancestors(call):
        if outer == function.node:
            return False
        if outer.type == "return_statement":
            return True
    return False


def _missing(
    index: Index,
    file: File,
    type_: GoType | Unknown,
    users: tuple[Function, ...],
    clearing: Clearing,
) -> tuple[str, ...]:
    """Return what nothing empties: fields, or `_OBJECT`."""
    inner = type_.element if isinstance(type_, Pointer) else type_
    if isinstance(inner, Named) and inner.key == BUFFER:
        return () if all(map(only_takes_room, users)) else (_OBJECT,)
    if clearing.is_whole or _OBJECT in clearing.emptied:
        return ()
    if is_hash(type_):
        return (_OBJECT,)
    struct = struct_of(file, type_)
    if struct is None:
        below = file.types.underlying(inner) if isinstance(inner, Named) else inner
        is_grown = isinstance(below, Map | Slice) and any(fills(user, type_) for user in users)
        return (_OBJECT,) if is_grown else ()
    found: list[str] = []
    for field in struct.fields:
        if field.name in clearing.emptied:
            continue
        held = field.type.element if isinstance(field.type, Pointer) else field.type
        is_buffer = isinstance(held, Named) and held.key == BUFFER
        can_grow = isinstance(field.type, Slice | Map) or (is_buffer and not field.embedded)
        uses = index.uses(field.key) if can_grow else ()
        is_decoded = isinstance(field.type, Map) and field.name[:1].isupper()
        if any(grows(use) and not begins_anew(use) for use in uses) or (
            is_decoded and any(decodes(index, user, type_) for user in users)
        ):
            found.append(field.name)
    return tuple(found)


def _is_buffer(type_: GoType | Unknown) -> bool:
    return getattr(type_, "spelling", "") == f"*{BUFFER}"


def _refers(element: GoType) -> bool:
    """Tell whether elements keep other objects alive: strings do not count."""
    return element.holds_pointers and not isinstance(element, Basic)


def _reset_method(type_: GoType | Unknown) -> str:
    inner = type_.element if isinstance(type_, Pointer) else type_
    methods = inner.methods if isinstance(inner, Named) else ()
    return next((f"{name}()" for name in ("Reset", "reset") if name in methods), "")
