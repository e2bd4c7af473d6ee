"""Statements as blocks and edges."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tree_sitter import Node

from gomemlint.semantic.flow.branches import choose, select, type_switch
from gomemlint.semantic.flow.builder import Builder
from gomemlint.semantic.flow.events import (
    Assign,
    Binding,
    Defer,
    Exit,
    Go,
    Jump,
    Origin,
    Return,
    Send,
)
from gomemlint.semantic.flow.expressions import (
    called_literal,
    callee,
    condition,
    entry_bindings,
    evaluate,
    evaluate_all,
    target,
)
from gomemlint.semantic.flow.tasks import Task
from gomemlint.syntax.expressions import CALLS, arguments
from gomemlint.syntax.jumps import BREAKABLE, LOOPS, label_of, left_by
from gomemlint.syntax.nodes import named, text


def execute(builder: Builder, node: Node) -> Task:
    """Emit what a statement does."""
    lower = _STATEMENTS.get(node.type)
    if lower is not None:
        yield from lower(builder, node)


def execute_all(builder: Builder, node: Node) -> Task:
    """Emit a block or a list of statements."""
    with builder.nested():
        yield from _sequence(builder, node)


def _sequence(builder: Builder, node: Node) -> Task:
    for child in node.named_children:
        yield execute(builder, child)


def _expression(builder: Builder, node: Node) -> Task:
    expression = node.named_children[0]
    yield evaluate(builder, expression)
    if expression.type == "call_expression" and builder.ends_process(expression):
        builder.leave(Exit.PANIC, node)


def _assignment(builder: Builder, node: Node) -> Task:
    left, right = _sides(node)
    operator = node.child_by_field_name("operator")
    for place in left:
        yield target(builder, place)
    if operator is not None and operator.type != "=":
        yield evaluate_all(builder, (*left, *right))
        builder.emit(Assign(node, (Binding(left[0], right[0], Origin.TARGET),)))
        return
    yield evaluate_all(builder, right)
    builder.emit(Assign(node, bindings(left, right)))


def _definition(builder: Builder, node: Node) -> Task:
    left, right = _sides(node)
    yield evaluate_all(builder, right)
    builder.emit(Assign(node, bindings(left, right), True))


def _variables(builder: Builder, node: Node) -> Task:
    for spec in node.named_children:
        if spec.type == "var_spec_list":
            yield _variables(builder, spec)
        elif spec.type == "var_spec":
            values = spec.child_by_field_name("value")
            right = () if values is None else named(values)
            yield evaluate_all(builder, right)
            names = spec.children_by_field_name("name")
            builder.emit(Assign(spec, bindings(names, right), True))


def _step(builder: Builder, node: Node) -> Task:
    place = node.named_children[0]
    yield evaluate(builder, place)
    builder.emit(Assign(node, (Binding(place, None, Origin.TARGET),)))


def _send(builder: Builder, node: Node) -> Task:
    channel, value = node.named_children[0], node.named_children[-1]
    yield evaluate_all(builder, (channel, value))
    builder.emit(Send(node, channel, value))


def _go(builder: Builder, node: Node) -> Task:
    started = named(node)[0]
    yield _operands(builder, started)
    if started.type in CALLS:
        builder.emit(Go(node, started))


def _defer(builder: Builder, node: Node) -> Task:
    put_off = named(node)[0]
    yield _operands(builder, put_off)
    if put_off.type not in CALLS:
        return
    function = put_off.child_by_field_name("function")
    literal = None if function is None else called_literal(function)
    body = None
    if literal is not None and builder.may_inline:
        passed = entry_bindings(literal, put_off)
        if passed is not None:
            builder.emit(passed)
        body = builder.literal(literal)
    builder.emit(Defer(node, put_off, body))


def _operands(builder: Builder, started: Node) -> Task:
    if started.type not in CALLS:
        yield evaluate(builder, started)
        return
    function = started.child_by_field_name("function")
    if function is not None and called_literal(function) is None:
        yield callee(builder, function)
    yield evaluate_all(builder, arguments(started))


def _return(builder: Builder, node: Node) -> Task:
    values: Sequence[Node] = ()
    if node.named_child_count and node.named_children[0].type == "expression_list":
        values = named(node.named_children[0])
    yield evaluate_all(builder, values)
    builder.emit(Return(node, tuple(values)))
    builder.leave(Exit.RETURN, node)


def _if(builder: Builder, node: Node) -> Task:
    yield from _initializer(builder, node)
    then, otherwise, after = builder.block(), builder.block(), builder.block()
    test = node.child_by_field_name("condition")
    if test is not None:
        yield condition(builder, test, then, otherwise)
    builder.begin(then)
    yield from _field(builder, node, "consequence")
    builder.edge(after)
    builder.begin(otherwise)
    yield from _field(builder, node, "alternative")
    builder.continue_at(after)


def _for(builder: Builder, node: Node) -> Task:
    header = next((c for c in node.named_children if c.type not in ("block", "comment")), None)
    if header is not None and header.type == "range_clause":
        yield from _range(builder, node, header)
        return
    clause = header if header is not None and header.type == "for_clause" else None
    test = header if clause is None else clause.child_by_field_name("condition")
    if clause is not None:
        yield from _initializer(builder, clause)
    head, body, update, after = (builder.block() for _ in range(4))
    with builder.breakable(after, update):
        with builder.loop(node):
            head.is_head = True
            builder.continue_at(head)
            if test is None:
                builder.edge(body)
            else:
                builder.is_in_header = True
                yield condition(builder, test, body, after)
                builder.is_in_header = False
            builder.begin(body)
            yield from _field(builder, node, "body")
            builder.continue_at(update)
            if clause is not None:
                yield from _field(builder, clause, "update")
            builder.edge(head)
        builder.begin(after)


def _range(builder: Builder, node: Node, clause: Node) -> Task:
    right, left = clause.child_by_field_name("right"), clause.child_by_field_name("left")
    if right is not None:
        yield evaluate(builder, right)
    head, body, after = (builder.block() for _ in range(3))
    with builder.breakable(after, head):
        with builder.loop(node):
            head.is_head = True
            builder.continue_at(head)
            builder.edge(body)
            builder.edge(after)
            builder.begin(body)
            if left is not None and right is not None:
                yield from _range_targets(builder, clause, named(left), right)
            yield from _field(builder, node, "body")
            builder.edge(head)
        builder.begin(after)


def _range_targets(builder: Builder, clause: Node, places: Sequence[Node], operand: Node) -> Task:
    is_definition = any(child.type == ":=" for child in clause.children)
    if not is_definition:
        for place in places:
            yield target(builder, place)
    origins = (Origin.KEY, Origin.ELEMENT)
    pairs = zip(places, origins, strict=False)
    bound = tuple(Binding(place, operand, origin) for place, origin in pairs)
    builder.emit(Assign(clause, bound, is_definition))


def _labeled(builder: Builder, node: Node) -> Task:
    builder.label(_name(node.child_by_field_name("label")))
    for child in node.named_children[1:]:
        yield execute(builder, child)


def _break(builder: Builder, node: Node) -> Task:
    left = left_by(node, BREAKABLE)
    if left is not None:
        builder.emit(Jump(node, left))
    builder.break_to(label_of(node))
    yield from ()


def _continue(builder: Builder, node: Node) -> Task:
    loop = left_by(node, LOOPS)
    body = None if loop is None else loop.child_by_field_name("body")
    if body is not None:
        builder.emit(Jump(node, body))
    builder.repeat(label_of(node))
    yield from ()


def _goto(builder: Builder, node: Node) -> Task:
    builder.goto(label_of(node))
    yield from ()


def _switch(builder: Builder, node: Node) -> Task:
    yield from _initializer(builder, node)
    yield choose(builder, node, execute)


def _type_switch(builder: Builder, node: Node) -> Task:
    yield from _initializer(builder, node)
    yield type_switch(builder, node, execute)


def _select(builder: Builder, node: Node) -> Task:
    yield select(builder, node, execute)


def _initializer(builder: Builder, node: Node) -> Task:
    yield from _field(builder, node, "initializer")


def _field(builder: Builder, node: Node, name: str) -> Task:
    child = node.child_by_field_name(name)
    if child is not None:
        yield execute(builder, child)


def bindings(left: Sequence[Node], right: Sequence[Node]) -> tuple[Binding, ...]:
    """Pair the targets of an assignment with what they get."""
    if not right:
        return tuple(Binding(place, None, Origin.ZERO) for place in left)
    if len(left) == len(right):
        pairs = zip(left, right, strict=True)
        return tuple(Binding(place, value, Origin.VALUE) for place, value in pairs)
    return tuple(Binding(place, right[0], Origin.RESULT, i) for i, place in enumerate(left))


def _sides(node: Node) -> tuple[Sequence[Node], Sequence[Node]]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    return () if left is None else named(left), () if right is None else named(right)


def _name(node: Node | None) -> str:
    return "" if node is None else text(node)


_STATEMENTS: dict[str, Callable[[Builder, Node], Task]] = {
    "assignment_statement": _assignment,
    "block": execute_all,
    "break_statement": _break,
    "continue_statement": _continue,
    "dec_statement": _step,
    "defer_statement": _defer,
    "expression_statement": _expression,
    "expression_switch_statement": _switch,
    "for_statement": _for,
    "go_statement": _go,
    "goto_statement": _goto,
    "if_statement": _if,
    "inc_statement": _step,
    "labeled_statement": _labeled,
    "return_statement": _return,
    "select_statement": _select,
    "send_statement": _send,
    "short_var_declaration": _definition,
    "statement_list": _sequence,
    "type_switch_statement": _type_switch,
    "var_declaration": _variables,
}
