"""Goroutines that are done with an object, or never got it, before the rival uses it."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import Chan
from gomemlint.semantic.pools.answers import is_refused
from gomemlint.semantic.program.code import File
from gomemlint.semantic.values.pooled import Shared
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import ancestors, descendants, enclosing
from gomemlint.syntax.statements import range_of
from gomemlint.syntax.waiting import is_wait


def is_settled(file: File, shared: Shared) -> bool:
    """Tell whether the other goroutine is done, or never began, where the rival comes."""
    is_late = enclosing(shared.rival, ("defer_statement",)) is not None
    loops = (
        later
        for later in _behind(shared.started)
        if later.type == "for_statement" and (is_late or later.end_byte <= shared.rival.start_byte)
    )
    if any(_waits(file, loop) for loop in loops):
        return True
    return is_refused(file, shared.started, shared.rival)


def _behind(node: Node) -> Iterator[Node]:
    """Yield the statements behind a node in the blocks around it, in its function."""
    start = enclosing(node, ("go_statement",)) or node
    inner = start
    for outer in ancestors(start):
        if outer.type in FUNCTIONS:
            return
        if outer.type in ("statement_list", "block"):
            yield from (each for each in outer.named_children if each.start_byte >= inner.end_byte)
        inner = outer


def _waits(file: File, loop: Node) -> bool:
    """Tell whether a loop waits in its rounds: it has one for each goroutine that was started."""
    over = range_of(loop)
    if over is not None and isinstance(file.type_of(over.operand), Chan):
        return True
    return any(map(is_wait, descendants(loop, outside=FUNCTIONS)))
