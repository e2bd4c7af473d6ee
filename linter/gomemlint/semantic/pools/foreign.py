"""Objects that are put into a pool where they do not belong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, GoType, Interface, Named, Scope, Slice, Unknown
from gomemlint.semantic.pools.chosen import chosen_by
from gomemlint.semantic.pools.pooling import Pooling
from gomemlint.semantic.program.code import File, Site, Unit
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.library import How
from gomemlint.semantic.program.paths import path_of
from gomemlint.semantic.values.pooled import Got, Put
from gomemlint.semantic.values.values import SourceKind, Value, is_object
from gomemlint.syntax.expressions import arguments, is_call, root_operand, unparenthesised
from gomemlint.syntax.functions import FUNCTIONS, are_alternatives
from gomemlint.syntax.nodes import descendants, enclosing, text
from gomemlint.syntax.statements import ASSIGNMENTS, BRANCHES, Assigned, assigned, condition

_MOVED = frozenset({How.ADVANCED, How.CAPPED})


class ForeignKind(Enum):
    """Why an object does not belong in a pool."""

    POOL = "another pool"
    TYPE = "another type"
    MOVED = "a moved slice"
    CALLER = "a slice of the caller"
    STALE = "an old value"


@dataclass(frozen=True, slots=True)
class ForeignPut:
    """A put of something foreign; `why` says what it is, `steps` are the places that show it."""

    file: File
    kind: ForeignKind
    anchor: Node
    argument: Node
    pool: str
    why: str
    steps: tuple[Site, ...]


def foreign_puts(pooling: Pooling, unit: Unit) -> Iterator[ForeignPut]:
    """Yield the foreign puts of a package, each once."""
    seen: set[Node] = set()
    for function in pooling.functions(unit):
        if function.declared is not None and function.declared.name == "init":
            continue
        puts = [e for e in pooling.events(function) if isinstance(e, Put)]
        for put in puts:
            pools = {other.pool for other in puts if other.call == put.call}
            if put.call in seen or len(pools) > 1:
                continue
            found = _judged(pooling, function, put)
            if found is not None:
                seen.add(put.call)
                yield found


def _judged(pooling: Pooling, function: Function, put: Put) -> ForeignPut | None:
    found = (
        _stale(pooling, function, put)
        or _of_other_pool(function, put)
        or _moved(function, put)
        or _of_other_element(pooling, function, put)
    )
    if found is not None or not put.is_direct or not _is_known(put.pool):
        return found
    return _of_other_type(pooling, function, put) or _of_caller(pooling, function, put)


def _foreign(
    function: Function, put: Put, kind: ForeignKind, why: str, steps: tuple[Site, ...]
) -> ForeignPut:
    pool = put.pool.rpartition("/")[2].partition(".")[2] or "the pool"
    return ForeignPut(function.file, kind, put.call, put.argument, pool, why, steps)


def _is_known(pool: str) -> bool:
    """Tell whether an identity names one pool: no parameter, local variable or element."""
    return bool(pool) and not any(mark in pool for mark in ("#", ":", "[*]"))


def _of_other_pool(function: Function, put: Put) -> ForeignPut | None:
    objects = _objects(put)
    if not objects or any(value.source.kind is not SourceKind.POOLED for value in objects):
        return None
    origins, root = {value.source.detail for value in objects}, put.pool.partition("[*]")[0]
    roots = {origin.partition("[*]")[0] for origin in origins}
    if not all(map(_is_known, (*roots, root))) or root in roots:
        return None
    origin = min(origins)
    steps = tuple(Site(function.file, value.source.node) for value in objects[:1])
    why = f"it came from {origin.rpartition('/')[2].partition('.')[2]}"
    return _foreign(function, put, ForeignKind.POOL, why, steps)


def _of_other_element(pooling: Pooling, function: Function, put: Put) -> ForeignPut | None:
    """Judge a put to one of several pools, chosen by another constant than at the get."""
    objects = _objects(put)
    if len(objects) != 1 or objects[0].source.kind is not SourceKind.POOLED:
        return None
    source = objects[0].source
    if "[*]" not in put.pool or source.detail != put.pool or not _is_known(put.pool[:-3]):
        return None
    origin = chosen_by(pooling.index, function.file, source.node)
    chosen = chosen_by(pooling.index, function.file, put.call)
    if origin is None or chosen is None or origin == chosen:
        return None
    pools = put.pool.rpartition("/")[2].partition(".")[2].partition("[")[0]
    why = f"it came from {pools}[{origin}], and goes to {pools}[{chosen}]"
    return _foreign(function, put, ForeignKind.POOL, why, (Site(function.file, source.node),))


def _objects(put: Put) -> list[Value]:
    """Return what a put may give back; what was made because a pool gave none comes with it."""
    objects = [v for v in put.values if is_object(v) and not _is_for_miss(v)]
    got = {v.source.node for v in objects if v.source.kind is SourceKind.POOLED}
    return [v for v in objects if v.source.kind is not SourceKind.NEW or v.source.node not in got]


def _is_for_miss(value: Value) -> bool:
    """Tell whether an object is made where a pool gave none: `if !ok { x = new(T) }`."""
    if value.source.kind is not SourceKind.NEW:
        return False
    branch = enclosing(value.source.node, BRANCHES | FUNCTIONS)
    asked = None if branch is None else condition(branch)
    return asked is not None and (text(asked)[0] == "!" or text(asked).endswith("== nil"))


def _moved(function: Function, put: Put) -> ForeignPut | None:
    pooled = [v for v in put.values if v.source.kind is SourceKind.POOLED]
    held = [v for v in pooled if is_object(v) or How.CONTAINED in v.relation or _is_rest(v)]
    is_moved = any(v.relation & _MOVED and _is_stored(function, put, v) for v in held)
    if is_moved and not any(map(_is_restored, held)):
        why = "its slice no longer has all of its array"
        return _foreign(function, put, ForeignKind.MOVED, why, ())
    step = None if put.deferred is None else _advanced_later(function, put)
    if step is None:
        return None
    why = "the start of its slice moves before the deferred put"
    return _foreign(function, put, ForeignKind.MOVED, why, (step,))


def _is_rest(value: Value) -> bool:
    """Tell whether a value is what is left of a pooled slice: the bounds are those of its array."""
    return value.relation <= _MOVED | {How.PART, How.SLICE, How.VIEW}


def _is_stored(function: Function, put: Put, value: Value) -> bool:
    """Tell whether this function itself moves the slice, and puts or stores what is left."""
    name = re.escape(text(unparenthesised(put.argument)).strip("&"))
    place = rf"{name}\.{value.field}" if value.field else rf"\(?\*?{name}\)?"
    body = function.file.text(function.node)
    stored = re.findall(rf"(?<![\w.]){place} :?= ([^\n]*)", body)
    for spelled in (*stored, text(put.argument)):
        if re.search(r"\[[^\]:]+:|:[^\]:]+:|\b(bytes|strings)\.(Trim|Cut)|\.Next\(", spelled):
            return True
        if spelled.isidentifier() and re.search(rf"\b{spelled} :?= [\w.]+\[[^\]:]+:", body):
            return True
    return False


def _is_restored(value: Value) -> bool:
    """Tell whether the whole slice was stored through the pointer again."""
    return value.relation == frozenset({How.CONTAINED, How.DEREFERENCE})


def _advanced_later(function: Function, put: Put) -> Site | None:
    """Return `*x = (*x)[n:]` behind a deferred put of x."""
    for node in _assignments(function):
        for each in assigned(node) if node.start_byte > put.call.end_byte else ():
            value = None if each.value is None else unparenthesised(each.value)
            if value is None or value.type != "slice_expression" or text(each.target)[0] != "*":
                continue
            start = value.child_by_field_name("start")
            inner = value.child_by_field_name("operand")
            is_same = inner is not None and text(unparenthesised(inner)) == text(each.target)
            names = text(each.target).strip("*()") == text(put.argument)
            if start is not None and is_same and names and function.file.constant_of(start) != "0":
                return Site(function.file, node)
    return None


def _stale(pooling: Pooling, function: Function, put: Put) -> ForeignPut | None:
    """Judge a deferred put: its argument has the value of the `defer`."""
    if put.deferred is None or put.argument.type != "identifier":
        return None
    variable = function.file.object_of(put.argument)
    for node in _assignments(function):
        if node.start_byte < put.deferred.end_byte or node.type == "short_var_declaration":
            continue
        if are_alternatives(put.deferred, node):
            continue
        for each in assigned(node):
            target = each.target
            if target.type != "identifier" or function.file.object_of(target) != variable:
                continue
            if not _is_another(each) or _is_put_behind(pooling, function, variable, node):
                continue
            why = f"{text(target)} is assigned after the defer, which keeps its old value"
            steps = (Site(function.file, node),)
            return _foreign(function, put, ForeignKind.STALE, why, steps)
    return None


def _is_another(assigned_: Assigned) -> bool:
    """Tell whether a variable gets what its pool should have: no other length, no result alone."""
    target, value = assigned_.target, assigned_.value
    if value is None or value.type in ("nil", "identifier"):
        return value is None
    value = unparenthesised(value)
    if value.type == "slice_expression" and value.child_by_field_name("start") is None:
        return text(root_operand(value)) != text(target)
    given = (root_operand(each) for each in arguments(value)) if is_call(value) else ()
    return assigned_.result is None or any(text(each) == text(target) for each in given)


def _is_put_behind(
    pooling: Pooling, function: Function, variable: GoObject | Unknown, node: Node
) -> bool:
    """Tell whether what a variable has from a place on is put by itself."""
    puts = (e for e in pooling.events(function) if isinstance(e, Put))
    return any(
        put.argument.start_byte > node.end_byte
        and function.file.object_of(put.argument) == variable
        for put in puts
        if put.argument.type == "identifier"
    )


def _assignments(function: Function) -> Iterator[Node]:
    for node in () if function.body is None else descendants(function.body):
        if node.type in ASSIGNMENTS:
            yield node


def _of_other_type(pooling: Pooling, function: Function, put: Put) -> ForeignPut | None:
    given = function.file.type_of(put.argument)
    expected = _expected(pooling, put.pool)
    if isinstance(given, Unknown) or _is_open(given, function.file) or len(expected) != 1:
        return None
    spelled, site = next(iter(expected.items()))
    if "[" in given.spelling.replace("map[", "").replace("[]", "") or given.spelling == spelled:
        return None
    why = f"it is {given.spelling}, and Get expects {spelled}"
    return _foreign(function, put, ForeignKind.TYPE, why, (site,))


def _is_open(type_: GoType | Unknown, file: File) -> bool:
    inner = file.types.underlying(type_) if isinstance(type_, Named) else type_
    return isinstance(inner, Unknown | Interface)


def _expected(pooling: Pooling, pool: str) -> dict[str, Site]:
    """Return the types that the `Get`s of a pool assert; nothing where one takes anything."""
    found: dict[str, Site] = {}
    for user in pooling.users_of(pool):
        for event in pooling.events(user):
            if not isinstance(event, Got) or event.pool != pool:
                continue
            if not text(event.call).endswith(".Get()"):
                continue
            outer = event.call.parent
            asserted = None if outer is None else outer.child_by_field_name("type")
            if outer is None or outer.type != "type_assertion_expression" or asserted is None:
                return {}
            type_ = user.file.type_of(asserted)
            if isinstance(type_, Unknown) or _is_open(type_, user.file):
                return {}
            found.setdefault(type_.spelling, Site(user.file, event.call))
    return found


def _of_caller(pooling: Pooling, function: Function, put: Put) -> ForeignPut | None:
    """Judge a put of the slice that an exported function was given."""
    path = path_of(function.file, put.argument)
    if path is None or path.root is None or path.steps or path.root.scope is not Scope.PARAMETER:
        return None
    is_exported = isinstance(function.declared, GoObject) and function.declared.exported
    type_ = function.file.types.type_of(path.root)
    if not is_exported or not isinstance(type_, Slice) or function.receiver is not None:
        return None
    if any(_lends(pooling, user, put.pool) for user in pooling.users_of(put.pool)):
        return None
    why = f"callers make {path.root.name} themselves, no function here hands it out"
    return _foreign(function, put, ForeignKind.CALLER, why, ())


def _lends(pooling: Pooling, user: Function, pool: str) -> bool:
    is_exported = isinstance(user.declared, GoObject) and user.declared.exported
    return is_exported and any(
        made.kind is SourceKind.POOLED and made.detail == pool
        for made in pooling.summaries.summary(user).produced
    )
