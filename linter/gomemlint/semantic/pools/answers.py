"""What a callee answers about an object: that it did not take it, that it did not put it."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject
from gomemlint.semantic.pools.dropping import assigned_variables
from gomemlint.semantic.program.code import File
from gomemlint.semantic.values.evaluation import Evaluation
from gomemlint.syntax.expressions import is_call
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import ancestors, contains, descendants, enclosing
from gomemlint.syntax.statements import BRANCHES, STATEMENTS, cases, condition, initializer, taken

_CHOICES = frozenset({"if_statement", "expression_switch_statement"})
_LEAVES = frozenset({"return_statement", "continue_statement", "break_statement"})


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
    return is_refused(evaluation.file, put.children[0], rival)


def is_refused(file: File, started: Node, rival: Node) -> bool:
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
        if outer.type in _CHOICES and not is_next_round:
            yield from (each for each in _tests(outer) if each.start_byte < rival.start_byte)
        if outer.type in ("statement_list", "block"):
            for each in outer.named_children:
                is_behind = offer.start_byte <= each.end_byte
                is_between = is_behind and (is_next_round or each.end_byte <= rival.start_byte)
                if each.type in _CHOICES and is_between:
                    yield from (test for test in _tests(each) if _leaves(test))


def _tests(choice: Node) -> tuple[Node, ...]:
    """Return an `if`, or a `switch` and its cases."""
    return (choice, *(case for case in cases(choice) if case.type in BRANCHES))


def _leaves(branch: Node) -> bool:
    block = taken(branch)
    inside = () if block is None else tuple(descendants(block, outside=FUNCTIONS))
    return any(node.type in _LEAVES for node in inside)


def _names(file: File, part: Node) -> set[str]:
    within = (part, *descendants(part))
    return {_key(file, node) for node in within if node.type == "identifier"} - {""}


def _key(file: File, name: Node) -> str:
    meant = file.object_of(name)
    return meant.key if isinstance(meant, GoObject) else ""
