"""Pools behind generic wrappers: who uses one says of which type its objects are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoType, Pointer, TypeParameter, Unknown
from gomemlint.semantic.pools.pooling import Pooling
from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.values.evaluation import POOL_PUT
from gomemlint.semantic.values.pooled import Got, Put
from gomemlint.syntax.expressions import call_around


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool, and who knows what becomes of its objects.

    All instances of a generic pool have one name; `spelling` is the type of the objects of one.
    """

    pooling: Pooling
    name: str
    spelling: str = ""

    def users(self) -> tuple[Function, ...]:
        """Return who gets from the pool or puts into it."""
        users = self.pooling.users_of(self.name)
        return tuple(filter(self._is_used_by, users)) if self.spelling else users

    def gets(self) -> Iterator[tuple[Function, Got]]:
        for user in self.users():
            for event in self.pooling.events(user):
                if not isinstance(event, Got) or event.pool != self.name:
                    continue
                if not self.spelling or _spelling(user.file, event.call) == self.spelling:
                    yield user, event

    def puts(self, index: Index) -> Iterator[tuple[Function, Put]]:
        """Yield the puts that say what goes back."""
        for user in self.users():
            for event in self.pooling.events(user):
                if not isinstance(event, Put) or event.pool != self.name:
                    continue
                if self == pool_of(self.pooling, index, user.file, event):
                    yield user, event

    def _is_used_by(self, user: Function) -> bool:
        return any(
            _spelling(user.file, event.call if isinstance(event, Got) else event.argument)
            == self.spelling
            for event in self.pooling.events(user)
            if isinstance(event, Got | Put) and event.pool == self.name
        )


def pool_of(pooling: Pooling, index: Index, file: File, put: Put) -> Pool | None:
    """Return the pool of a put that says what goes back, None for others.

    That is `Put` itself, or a generic function that does no more than to call it.
    """
    if put.is_direct:
        return None if _is_open(file.type_of(put.argument)) else Pool(pooling, put.pool)
    if not _forwards(index, file, put):
        return None
    return Pool(pooling, put.pool, _spelling(file, put.argument))


def pool_got_from(pooling: Pooling, index: Index, file: File, got: Got) -> Pool:
    """Return the pool of a get, which is one instance if a generic function returns its object."""
    callee = callee_of(index, file, got.call)
    function = None if callee is None else callee.function
    results = () if function is None else function.results
    is_open = bool(results) and function is not None
    if is_open and function is not None and _is_open(function.file.type_of(results[0].type)):
        return Pool(pooling, got.pool, _spelling(file, got.call))
    return Pool(pooling, got.pool)


def _forwards(index: Index, file: File, put: Put) -> bool:
    """Tell whether a generic function does nothing with what it gets but to put it."""
    callee = callee_of(index, file, put.call)
    function = None if callee is None else callee.function
    for parameter in () if function is None else function.parameters:
        if parameter.object is None or function is None or callee is None:
            continue
        if callee.operand(parameter.index) != put.argument:
            continue
        uses = index.uses(parameter.object.key)
        is_open = _is_open(function.file.types.type_of(parameter.object))
        return is_open and len(uses) == 1 and _is_put(index, function.file, uses[0].node)
    return False


def _is_put(index: Index, file: File, use: Node) -> bool:
    around = call_around(use)
    callee = None if around is None else callee_of(index, file, around[0])
    return callee is not None and callee.key == POOL_PUT


def _is_open(type_: GoType | Unknown) -> bool:
    """Tell whether a type is a type parameter, or a pointer to one."""
    inner = type_.element if isinstance(type_, Pointer) else type_
    return isinstance(inner, TypeParameter)


def _spelling(file: File, node: Node) -> str:
    return getattr(file.type_of(node), "spelling", "")
