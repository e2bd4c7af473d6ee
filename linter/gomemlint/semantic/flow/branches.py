"""`switch` and `select`: which arm runs, and what then holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.semantic.flow.builder import Builder
from gomemlint.semantic.flow.conditions import equality
from gomemlint.semantic.flow.events import Assign, Binding, Origin, Receive, Send
from gomemlint.semantic.flow.expressions import condition, evaluate, evaluate_all, target
from gomemlint.semantic.flow.graph import Block
from gomemlint.semantic.flow.tasks import Task
from gomemlint.syntax.nodes import named

Execute = Callable[[Builder, Node], Task]

_CASES = frozenset({"expression_case", "type_case", "communication_case", "default_case"})


@dataclass(frozen=True, slots=True)
class _Arm:
    node: Node
    body: Block

    @property
    def is_default(self) -> bool:
        return self.node.type == "default_case"


def choose(builder: Builder, node: Node, execute: Execute) -> Task:
    """Lower a `switch` over values or conditions, after its initializer."""
    tag = node.child_by_field_name("value")
    if tag is not None:
        yield evaluate(builder, tag)
    arms, after = _arms(builder, node), builder.block()
    for arm in arms:
        for value in _values(arm.node):
            yield _test(builder, tag, value, arm.body)
    builder.edge(_default(arms, after))
    yield _bodies(builder, arms, after, execute)


def type_switch(builder: Builder, node: Node, execute: Execute) -> Task:
    """Lower a `switch` over types, after its initializer."""
    operand, alias = node.child_by_field_name("value"), node.child_by_field_name("alias")
    if operand is not None:
        yield evaluate(builder, operand)
    if alias is not None and operand is not None:
        bound = Binding(alias.named_children[0], operand, Origin.CASE)
        builder.emit(Assign(node, (bound,), True))
    arms, after = _arms(builder, node), builder.block()
    for arm in arms:
        if not arm.is_default:
            builder.edge(arm.body)
    builder.edge(_default(arms, after))
    yield _bodies(builder, arms, after, execute)


def select(builder: Builder, node: Node, execute: Execute) -> Task:
    """Lower a `select`: the operands of all arms first, then one arm."""
    arms, after = _arms(builder, node), builder.block()
    for arm in arms:
        yield _communication_operands(builder, arm.node)
    for arm in arms:
        builder.edge(arm.body)
    with builder.breakable(after):
        for arm in arms:
            builder.begin(arm.body)
            yield _communicate(builder, arm.node)
            yield _statements(builder, arm.node, execute)
            builder.edge(after)
    builder.begin(after)


def _arms(builder: Builder, node: Node) -> list[_Arm]:
    return [_Arm(child, builder.block()) for child in node.named_children if child.type in _CASES]


def _default(arms: Sequence[_Arm], after: Block) -> Block:
    return next((arm.body for arm in arms if arm.is_default), after)


def _values(case: Node) -> Sequence[Node]:
    values = case.child_by_field_name("value")
    return () if values is None else named(values)


def _test(builder: Builder, tag: Node | None, value: Node, met: Block) -> Task:
    unmet = builder.block()
    if tag is None:
        yield condition(builder, value, met, unmet)
    else:
        yield evaluate(builder, value)
        guard = equality(tag, value)
        builder.edge(met, guard)
        builder.edge(unmet, guard and guard.opposite)
    builder.begin(unmet)


def _bodies(builder: Builder, arms: Sequence[_Arm], after: Block, execute: Execute) -> Task:
    following = [*(arm.body for arm in arms[1:]), after]
    with builder.breakable(after):
        for arm, next_body in zip(arms, following, strict=False):
            builder.begin(arm.body)
            yield _statements(builder, arm.node, execute)
            builder.edge(next_body if _falls_through(arm.node) else after)
    builder.begin(after)


def _statements(builder: Builder, case: Node, execute: Execute) -> Task:
    for child in case.named_children:
        if child.type == "statement_list":
            with builder.nested():
                yield execute(builder, child)


def _falls_through(case: Node) -> bool:
    if not case.named_child_count or case.named_children[-1].type != "statement_list":
        return False
    statements = [c for c in case.named_children[-1].named_children if c.type != "comment"]
    return bool(statements) and statements[-1].type == "fallthrough_statement"


def _communication_operands(builder: Builder, case: Node) -> Task:
    statement = case.child_by_field_name("communication")
    if statement is None:
        return
    if statement.type == "send_statement":
        yield evaluate_all(builder, (statement.named_children[0], statement.named_children[-1]))
        return
    received = _received(statement)
    if received is not None:
        yield evaluate(builder, received.children[-1])


def _communicate(builder: Builder, case: Node) -> Task:
    statement = case.child_by_field_name("communication")
    if statement is None:
        return
    if statement.type == "send_statement":
        channel, value = statement.named_children[0], statement.named_children[-1]
        builder.emit(Send(statement, channel, value))
        return
    received, left = _received(statement), statement.child_by_field_name("left")
    if received is None:
        return
    builder.emit(Receive(received, received.children[-1]))
    if left is not None:
        is_definition = any(child.type == ":=" for child in statement.children)
        for place in () if is_definition else named(left):
            yield target(builder, place)
        origins = [Origin.VALUE, Origin.ZERO]
        pairs = zip(named(left), origins, strict=False)
        bound = tuple(Binding(place, received, origin) for place, origin in pairs)
        builder.emit(Assign(statement, bound, is_definition))


def _received(statement: Node) -> Node | None:
    right = statement.child_by_field_name("right")
    while right is not None and right.type == "parenthesized_expression":
        right = right.named_children[0]
    return right if right is not None and right.type == "unary_expression" else None
