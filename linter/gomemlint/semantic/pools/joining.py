"""Shared objects that come back before the rival uses them: loops that wait, refused offers."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import Chan, GoObject
from gomemlint.semantic.pools.dropping import assigned_variables
from gomemlint.semantic.program.code import File
from gomemlint.semantic.values.evaluation import Evaluation
from gomemlint.semantic.values.pooled import Shared
from gomemlint.syntax.expressions import called_name, is_call, is_receive
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import ancestors, contains, descendants, enclosing, text
from gomemlint.syntax.statements import STATEMENTS, condition, initializer, range_of

_LEAVES = frozenset({"return_statement", "continue_statement", "break_statement"})
_WAITS = ("wait", "join")


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
    return _is_refused(file, shared.started, shared.rival)


def is_answered(evaluation: Evaluation, put: Node, rival: Node) -> bool:
    """Tell whether a rival runs where a callee has answered that it did not put the object.

    It does not always, and its answer is asked before the rival.
    """
    callee = evaluation.callee(put) if is_call(put) else None
    if callee is None or callee.function is None or not callee.function.results:
        return False
    summary = evaluation.summary_of(callee, evaluation.put_by(put))
    if summary is None or any(each.is_sure for each in summary.put):
        return False
    return _is_refused(evaluation.file, put.children[0], rival)


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
    for node in descendants(loop, outside=FUNCTIONS):
        name = called_name(node) if is_call(node) else None
        if is_receive(node) or (name is not None and text(name).lower().startswith(_WAITS)):
            return True
    return False


def _is_refused(file: File, started: Node, rival: Node) -> bool:
    """Tell whether the rival runs where a callee has answered that it did not take the object."""
    offer = _offer(started)
    if offer is None:
        return False
    answers = {_key(file, name) for name in assigned_variables(offer)} - {""}
    for branch in _branches(offer, rival):
        asked = (condition(branch), initializer(branch))
        for part in asked:
            if part is not None and (contains(part, offer) or _names(file, part) & answers):
                return True
    return False


def _offer(started: Node) -> Node | None:
    """Return the call that hands an object on and can answer whether it did."""
    for outer in ancestors(started):
        if outer.type == "call_expression":
            is_answering = outer.parent is None or outer.parent.type != "go_statement"
            return outer if is_answering else None
        if outer.type in STATEMENTS or outer.type in FUNCTIONS:
            break
    return None


def _branches(offer: Node, rival: Node) -> Iterator[Node]:
    """Yield the branches that the rival lies in, or that leave before it.

    A deferred rival comes with every exit.
    """
    is_deferred = enclosing(rival, ("defer_statement",)) is not None
    is_next_round = rival.start_byte < offer.start_byte and not is_deferred
    for outer in ancestors(offer if is_next_round else rival):
        if outer.type in FUNCTIONS:
            return
        if outer.type in ("if_statement", "expression_switch_statement") and not is_next_round:
            yield outer
        if outer.type in ("statement_list", "block"):
            for each in outer.named_children:
                is_behind = offer.start_byte <= each.end_byte
                is_between = is_behind and (is_next_round or each.end_byte <= rival.start_byte)
                if each.type == "if_statement" and is_between and _leaves(each):
                    yield each


def _leaves(branch: Node) -> bool:
    taken = branch.child_by_field_name("consequence")
    inside = () if taken is None else tuple(descendants(taken, outside=FUNCTIONS))
    return any(node.type in _LEAVES for node in inside)


def _names(file: File, part: Node) -> set[str]:
    within = (part, *descendants(part))
    return {_key(file, node) for node in within if node.type == "identifier"} - {""}


def _key(file: File, name: Node) -> str:
    meant = file.object_of(name)
    return meant.key if isinstance(meant, GoObject) else ""
