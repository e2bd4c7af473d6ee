"""Goroutines that are done with an object, or never got it, before the rival uses it."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import Chan
from gomemlint.semantic.pools.answers import is_refused
from gomemlint.semantic.program.calls import is_builtin
from gomemlint.semantic.program.code import File
from gomemlint.semantic.values.pooled import Shared
from gomemlint.syntax.expressions import arguments, is_call, is_receive, operator
from gomemlint.syntax.functions import (
    FUNCTIONS,
    enclosing_function,
    enclosing_loop,
    own_nodes_of,
)
from gomemlint.syntax.jumps import exits
from gomemlint.syntax.nodes import ancestors, contains, descendants, enclosing
from gomemlint.syntax.statements import condition, range_of
from gomemlint.syntax.waiting import is_wait


def is_settled(file: File, shared: Shared) -> bool:
    """Tell whether the other goroutine is done, or never began, where the rival comes."""
    is_late = enclosing(shared.rival, ("defer_statement",)) is not None
    loops = (
        later
        for later in (*_behind(shared.started), *_deferred(shared.started))
        if later.type == "for_statement" and (is_late or later.end_byte <= shared.rival.start_byte)
    )
    if any(
        _waits(file, loop) and not _gives_up(file, loop, shared, is_late=is_late) for loop in loops
    ):
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


def _deferred(node: Node) -> Iterator[Node]:
    """Yield the loops that run when the function around a node ends."""
    function = enclosing_function(node)
    for deferred in () if function is None else own_nodes_of(function, "defer_statement"):
        yield from (each for each in descendants(deferred) if each.type == "for_statement")


def _waits(file: File, loop: Node) -> bool:
    """Tell whether a loop waits in its rounds: it has one for each goroutine that was started."""
    over = range_of(loop)
    if over is not None and isinstance(file.type_of(over.operand), Chan):
        return True
    return any(map(is_wait, descendants(loop, outside=FUNCTIONS)))


def _gives_up(file: File, loop: Node, shared: Shared, *, is_late: bool) -> bool:
    """Tell whether a loop that would wait for each goroutine is left before its last round.

    Its rounds are those of the loop that starts them. Who returns does not come by the rival unless
    that is deferred, and whoever waits for the rest in a way of its own may leave.
    """
    starting = enclosing_loop(shared.started)
    if starting is None or contains(starting, loop):
        return False
    rounds = _rounds(file, starting)
    if rounds is None or rounds != _rounds(file, loop):
        return False
    if not any(is_late or exit_.type == "break_statement" for exit_ in exits(loop)):
        return False
    waits = (node for node in descendants(loop, outside=FUNCTIONS) if is_wait(node))
    return all(is_receive(wait) and enclosing_loop(wait) == loop for wait in waits)


def _rounds(file: File, loop: Node) -> str | None:
    """Return the text of what counts the rounds of a loop, of `len(xs)` that of `xs`."""
    over, test = range_of(loop), condition(loop)
    counted = over.operand if over is not None else None
    if counted is None and test is not None and operator(test) == "<":
        counted = test.child_by_field_name("right")
    if counted is None:
        return None
    is_length = is_call(counted) and is_builtin(file, counted, "len")
    return file.text(arguments(counted)[0] if is_length else counted)
