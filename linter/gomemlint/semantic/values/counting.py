"""Objects that count who holds them, and go back to their pool with the last one."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, ObjectKind
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.functions import RECEIVER, Function, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.values.evaluation import Evaluation
from gomemlint.syntax.expressions import arguments, called_name, is_call, parenthesised
from gomemlint.syntax.nodes import ancestors, descendants, text

_STEPS = frozenset({"selector_expression", "unary_expression", "argument_list"})


def adds_holder(evaluation: Evaluation, call: Node) -> Node | None:
    """Return the object that a call gives one more holder: `b.Retain()`; None for other calls."""
    callee = evaluation.callee(call)
    if callee is None or callee.function is None or callee.function.receiver is None:
        return None
    index, function = evaluation.index, callee.function
    for counter in index.once(_counted_up, function):
        if any(_goes_down(use, evaluation.putters) for use in index.uses(counter)):
            return callee.operand(RECEIVER)
    return None


def _counted_up(_: Index, function: Function) -> frozenset[str]:
    """Return the fields that a function adds one to."""
    body = () if function.body is None else descendants(function.body)
    return frozenset(_field(function.file, name) for name in body if _step(name) == 1) - {""}


def _goes_down(use: Site, putters: Collection[str]) -> bool:
    around = function_around(use.file, use.node)
    return _step(use.node) == -1 and around is not None and around.key in putters


def _field(file: File, name: Node) -> str:
    meant = file.object_of(name)
    is_field = isinstance(meant, GoObject) and meant.kind is ObjectKind.FIELD
    return meant.key if is_field and isinstance(meant, GoObject) else ""


def _step(name: Node) -> int:
    """Return what is added to a field where it is named: `x.n++`, `x.n.Add(-1)`; 0 for nothing."""
    if name.type != "field_identifier":
        return 0
    for outer in _around(name):
        if outer.type == "inc_statement":
            return 1
        if outer.type == "dec_statement":
            return -1
        if is_call(outer):
            called = called_name(outer)
            spelled = text(arguments(outer)[-1]) if arguments(outer) else ""
            is_addition = called is not None and called != name and text(called).startswith("Add")
            return {"1": 1, "-1": -1}.get(spelled, 0) if is_addition else 0
    return 0


def _around(name: Node) -> Iterator[Node]:
    for outer in ancestors(parenthesised(name)):
        yield outer
        if outer.type not in _STEPS:
            return
