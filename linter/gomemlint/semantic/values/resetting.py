"""What empties an object, and what fills it."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.semantic.flow import Assign, Call, State
from gomemlint.semantic.program.calls import Callee
from gomemlint.semantic.program.functions import RECEIVER
from gomemlint.semantic.program.library import How
from gomemlint.semantic.values.clearing import is_reset_name
from gomemlint.semantic.values.evaluation import POOL_PUT, Evaluation
from gomemlint.semantic.values.values import Fact, Source, Values, held_at
from gomemlint.syntax.expressions import is_dereference, unparenthesised
from gomemlint.syntax.nodes import descendants

# Methods that look at an object and leave its content as it is.
_READERS = frozenset(
    {
        "available",
        "availablebuffer",
        "bytes",
        "cap",
        "close",
        "error",
        "flush",
        "len",
        "size",
        "string",
        "sum",
    }
)
_INSIDE = frozenset({How.FIELD, How.ELEMENT, How.PART, How.VIEW, How.CONTAINED, How.CAPTURED})


def leaves_content(method: str) -> bool:
    """Tell whether a method looks at an object and leaves its content as it is, by its name."""
    return method.lower() in _READERS


def resets(evaluation: Evaluation, event: Call, state: State[Fact]) -> Iterator[Source]:
    """Yield the objects that a call empties: `x.Reset()`, `clear(x)`, `reset(x)`."""
    callee = evaluation.callee(event.node)
    if callee is None or callee.object is None or callee.key == POOL_PUT:
        return
    if not is_reset_name(callee.object.name):
        return
    for node in _first_operands(callee):
        yield from _objects(evaluation.values(node, state))


def reset_fields(
    evaluation: Evaluation, event: Call, state: State[Fact]
) -> Iterator[tuple[Source, str]]:
    """Yield the fields of objects that a call empties: `clear(x.m)`, `x.buf.Reset()`."""
    callee = evaluation.callee(event.node)
    if callee is None or callee.object is None or not is_reset_name(callee.object.name):
        return
    for node in _first_operands(callee):
        yield from _field_of(evaluation, node, state)


def emptied(evaluation: Evaluation, event: Assign, state: State[Fact]) -> Iterator[Source]:
    """Yield the objects that an assignment empties: `*x = T{}`, `b := (*x)[:0]`."""
    for binding in event.bindings:
        target, value = unparenthesised(binding.target), binding.value
        if value is None:
            continue
        if is_dereference(target) and unparenthesised(value).type == "composite_literal":
            yield from _objects(evaluation.values(target.named_children[0], state))
        for node in (value, *descendants(value)):
            if is_truncation(evaluation, node):
                yield from _objects(evaluation.values(node, state))


def truncated_fields(
    evaluation: Evaluation, event: Assign, state: State[Fact]
) -> Iterator[tuple[Source, str]]:
    """Yield the fields that an assignment truncates or replaces by nothing: `x.f = x.f[:0]`."""
    for binding in event.bindings:
        value = None if binding.value is None else unparenthesised(binding.value)
        if value is None or not (value.type == "nil" or is_truncation(evaluation, value)):
            continue
        yield from _field_of(evaluation, binding.target, state)


def is_truncation(evaluation: Evaluation, node: Node) -> bool:
    """Tell whether an expression is `x[:0]`."""
    if node.type != "slice_expression":
        return False
    end = node.child_by_field_name("end")
    return end is not None and evaluation.file.constant_of(end) == "0"


def _field_of(
    evaluation: Evaluation, node: Node, state: State[Fact]
) -> Iterator[tuple[Source, str]]:
    path = evaluation.path(node)
    if path is None or path.root is None or not path.steps:
        return
    owner = type(path)(path.root, (), path.root.key)
    for source in _objects(held_at(owner, state)):
        yield source, path.steps[0]


def writes(evaluation: Evaluation, event: Call, state: State[Fact]) -> Iterator[Source]:
    """Yield the objects whose content a call may fill: methods on them, functions given them."""
    callee = evaluation.callee(event.node)
    if callee is None or callee.object is None or callee.is_builtin or callee.key == POOL_PUT:
        return
    name = callee.object.name.lower()
    if is_reset_name(name) or leaves_content(name) or name.startswith("put"):
        return
    for _, node in callee.operands:
        yield from _objects(evaluation.values(node, state))


def _first_operands(callee: Callee) -> tuple[Node, ...]:
    receiver = callee.operand(RECEIVER)
    first = callee.operand(0) if receiver is None else receiver
    return () if first is None else (first,)


def _objects(values: Values) -> Iterator[Source]:
    for value in values:
        if not value.relation & _INSIDE:
            yield value.source
