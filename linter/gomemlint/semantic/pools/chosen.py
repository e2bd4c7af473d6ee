"""Which of several pools a call chooses: `pools[level].Get()`, where the level is a constant."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject
from gomemlint.semantic.program.calls import Callee, callee_of
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import RECEIVER
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.values.evaluation import POOL_GET, POOL_PUT
from gomemlint.syntax.expressions import is_call, unparenthesised
from gomemlint.syntax.nodes import descendants

_POOLS = frozenset({POOL_GET, POOL_PUT})


def chosen_by(index: Index, file: File, call: Node) -> str | None:
    """Return the constant by which a call chooses a pool, itself or through a getter or putter.

    None where that is no constant, or where the function may choose another way.
    """
    callee = callee_of(index, file, call)
    if callee is None:
        return None
    if callee.key in _POOLS:
        return _constant(file, _index_of(callee))
    function = callee.function
    if function is None or function.body is None:
        return None
    chosen = tuple(_choices(index, function.file, function.body))
    parameters = {p.object.key: p.index for p in function.parameters if p.object is not None}
    given = {
        None if key is None else _constant(file, callee.operand(parameters.get(key, RECEIVER)))
        for key in chosen
    }
    return given.pop() if len(given) == 1 else None


def _choices(index: Index, file: File, body: Node) -> Iterator[str | None]:
    """Yield the keys of the variables that choose in a body, None for anything else that does."""
    for node in descendants(body):
        callee = callee_of(index, file, node) if is_call(node) else None
        if callee is not None and callee.key in _POOLS:
            key = _index_of(callee)
            key = None if key is None else unparenthesised(key)
            meant = None if key is None or key.type != "identifier" else file.object_of(key)
            yield meant.key if isinstance(meant, GoObject) else None


def _index_of(callee: Callee) -> Node | None:
    pool = callee.operand(RECEIVER)
    pool = None if pool is None else unparenthesised(pool)
    return None if pool is None else pool.child_by_field_name("index")


def _constant(file: File, node: Node | None) -> str | None:
    constant = None if node is None else file.constant_of(node)
    return constant if isinstance(constant, str) else None
