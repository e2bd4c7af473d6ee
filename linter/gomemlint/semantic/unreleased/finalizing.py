"""Finalizers and cleanups that keep the object whose end they wait for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.semantic.program.calls import callee_of, callers_of
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import Function, declaration_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.paths import path_of
from gomemlint.semantic.program.reaching import Reach
from gomemlint.syntax.expressions import arguments, unparenthesised
from gomemlint.syntax.nodes import text

FINALIZER = "runtime.SetFinalizer"
CLEANUP = "runtime.AddCleanup"
MAXIMUM_CALLERS = 30


@dataclass(frozen=True, slots=True)
class Kept:
    """An object that cannot go, because its own finalizer or cleanup leads to it.

    `keeper` is the function, bound method or argument that leads to it by way of `through`.
    `is_direct` holds where a function captures or binds the object itself.
    """

    file: File
    object: Node
    keeper: Node
    through: Node
    is_direct: bool
    is_cleanup: bool


@dataclass(frozen=True, slots=True)
class _Request:
    """The arguments of `SetFinalizer` or `AddCleanup`, in the function that has them."""

    file: File
    function: Function
    object: Node
    given: tuple[Node, ...]
    is_cleanup: bool


def kept(index: Index, file: File, call: Node) -> Kept | None:
    """Return the object that a call of `SetFinalizer` or `AddCleanup` keeps, None if it goes.

    Where both object and function are parameters, the callers are asked.
    """
    found, given = callee_of(index, file, call), arguments(call)
    function = declaration_around(file, call)
    if found is None or found.key not in (FINALIZER, CLEANUP) or len(given) < 2:
        return None
    if function is None:
        return None
    own = _Request(file, function, given[0], given[1:], found.key == CLEANUP)
    requests = (own, *_requests(index, own))
    return next((kept for each in requests if (kept := _kept(index, each))), None)


def _requests(index: Index, own: _Request) -> Iterator[_Request]:
    """Yield what callers of the same package pass on to a wrapper."""
    names = {parameter.name: parameter.index for parameter in own.function.parameters}
    wanted = [names.get(text(unparenthesised(node))) for node in (own.object, *own.given)]
    if own.function.declared is None or None in wanted[:2]:
        return
    for site in tuple(callers_of(index, own.function.declared))[:MAXIMUM_CALLERS]:
        caller, given = declaration_around(site.file, site.node), arguments(site.node)
        known = [given[i] for i in wanted if i is not None and i < len(given)]
        if caller is not None and len(known) > 1 and site.file.package == own.file.package:
            yield _Request(site.file, caller, known[0], tuple(known[1:]), own.is_cleanup)


def _kept(index: Index, request: _Request) -> Kept | None:
    path = path_of(request.file, request.object)
    if path is None or path.root is None:
        return None
    reach = Reach(index, request.function, path)
    for position, keeper in enumerate(request.given):
        through = reach.through(keeper)
        if through is not None:
            is_direct = position == 0 and reach.is_object(through)
            return _found(request, keeper, through, is_direct=is_direct)
    linked = None if request.is_cleanup else reach.link_back()
    return None if linked is None else _found(request, request.given[0], linked, is_direct=False)


def _found(request: _Request, keeper: Node, through: Node, *, is_direct: bool) -> Kept:
    return Kept(request.file, request.object, keeper, through, is_direct, request.is_cleanup)
