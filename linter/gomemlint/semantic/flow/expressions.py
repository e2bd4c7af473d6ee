"""Expressions in the order of evaluation, as events."""

from __future__ import annotations

from collections.abc import Iterable

from tree_sitter import Node

from gomemlint.semantic.flow.builder import Builder
from gomemlint.semantic.flow.conditions import guard_of
from gomemlint.semantic.flow.events import (
    Access,
    Assign,
    Binding,
    Call,
    Event,
    Inline,
    Literal,
    Origin,
    Receive,
    Use,
)
from gomemlint.semantic.flow.graph import Block
from gomemlint.semantic.flow.tasks import Task
from gomemlint.syntax.expressions import CALLS, arguments

_PLACES = frozenset({"identifier", "selector_expression", "index_expression"})
# What stands in a type is no value at run time: lengths, the names of parameters and methods.
_TYPES = frozenset({"array_type", "function_type", "interface_type"})


def evaluate(builder: Builder, node: Node) -> Task:
    """Emit what the evaluation of an expression does."""
    kind = node.type
    if kind in _PLACES:
        yield from _place(builder, node, Access.READ)
    elif kind in CALLS:
        yield from call(builder, node)
        builder.emit(Call(node))
    elif kind == "unary_expression":
        yield from _unary(builder, node)
    elif kind == "binary_expression":
        yield from _binary(builder, node)
    elif kind == "func_literal":
        builder.emit(Literal(node))
    elif kind not in _TYPES:
        yield evaluate_all(builder, node.named_children)


def evaluate_all(builder: Builder, nodes: Iterable[Node]) -> Task:
    """Evaluate expressions from left to right."""
    for node in nodes:
        if node.type == "identifier":
            builder.emit(Use(node))
        elif node.named_child_count:
            yield evaluate(builder, node)


def condition(builder: Builder, node: Node, met: Block, unmet: Block) -> Task:
    """Evaluate a condition and go to one of two blocks; of an `if`, with what then holds."""
    while node.type == "parenthesized_expression" and node.named_child_count == 1:
        node = node.named_children[0]
    operator = node.children[1].type if node.type == "binary_expression" else ""
    if node.type == "unary_expression" and node.children[0].type == "!":
        yield condition(builder, node.children[1], unmet, met)
    elif operator in ("&&", "||"):
        right = builder.block()
        left = (right, unmet) if operator == "&&" else (met, right)
        yield condition(builder, node.children[0], *left)
        builder.begin(right)
        yield condition(builder, node.children[2], met, unmet)
    else:
        yield evaluate(builder, node)
        guard = None if builder.is_in_header else guard_of(node)
        builder.edge(met, guard)
        builder.edge(unmet, guard and guard.opposite)


def call(builder: Builder, node: Node) -> Task:
    """Evaluate receiver and arguments of a call; a literal that is called runs in place."""
    function = node.child_by_field_name("function")
    literal = None if function is None else called_literal(function)
    if literal is None and function is not None:
        yield callee(builder, function)
    yield evaluate_all(builder, arguments(node))
    if literal is None:
        return
    if builder.may_inline:
        passed = entry_bindings(literal, node)
        if passed is not None:
            builder.emit(passed)
        builder.emit(Inline(literal, builder.literal(literal)))
    else:
        builder.emit(Literal(literal))


def callee(builder: Builder, function: Node) -> Task:
    """Evaluate what a call needs of its function: the receiver, the function value's place."""
    match function.type:
        case "identifier":
            return
        case "selector_expression":
            operand = function.child_by_field_name("operand")
            if operand is not None:
                yield evaluate(builder, operand)
        case "parenthesized_expression" | "type_instantiation_expression":
            yield callee(builder, function.named_children[0])
        case _:
            yield evaluate(builder, function)


def target(builder: Builder, node: Node) -> Task:
    """Evaluate what the target of an assignment needs: indices, and operands that are no place."""
    indices, root = spine(node)
    if root.type != "identifier":
        yield evaluate(builder, root)
    yield evaluate_all(builder, indices)


def called_literal(function: Node) -> Node | None:
    """Return the function literal that stands as the function of a call."""
    while function.type == "parenthesized_expression" and function.named_child_count == 1:
        function = function.named_children[0]
    return function if function.type == "func_literal" else None


def entry_bindings(literal: Node, site: Node) -> Event | None:
    """Return the assignment of arguments to the parameters of a literal called in place."""
    parameters = literal.child_by_field_name("parameters")
    if parameters is None:
        return None
    names = [
        name
        for declared in parameters.named_children
        if declared.type == "parameter_declaration"
        for name in declared.children_by_field_name("name")
    ]
    pairs = zip(names, arguments(site), strict=False)
    bindings = tuple(Binding(name, value, Origin.VALUE) for name, value in pairs)
    return Assign(site, bindings, True) if bindings else None


def spine(node: Node) -> tuple[list[Node], Node]:
    """Follow a place down to its root; return the indices on the way, outermost last."""
    indices: list[Node] = []
    while True:
        inner: Node | None = None
        if node.type == "unary_expression":
            inner = node.children[1] if node.children[0].type == "*" else None
        elif node.type == "parenthesized_expression":
            inner = node.named_children[0] if node.named_child_count == 1 else None
        elif node.type in ("selector_expression", "index_expression", "type_assertion_expression"):
            inner = node.child_by_field_name("operand")
            index = node.child_by_field_name("index")
            if index is not None:
                indices.append(index)
        if inner is None:
            return indices[::-1], node
        node = inner


def _place(builder: Builder, node: Node, access: Access) -> Task:
    indices, root = spine(node)
    if root.type != "identifier":
        yield evaluate(builder, root)
    yield evaluate_all(builder, indices)
    if root.type == "identifier":
        builder.emit(Use(node, access))


def _unary(builder: Builder, node: Node) -> Task:
    operator, operand = node.children[0].type, node.children[1]
    if operator == "<-":
        yield evaluate(builder, operand)
        builder.emit(Receive(node, operand))
    elif operator in ("*", "&"):
        access = Access.ADDRESS if operator == "&" else Access.READ
        _, root = spine(operand)
        if root.type == "identifier":
            yield from _place(builder, operand if operator == "&" else node, access)
        else:
            yield evaluate(builder, operand)
    else:
        yield evaluate(builder, operand)


def _binary(builder: Builder, node: Node) -> Task:
    left, operator, right = node.children[0], node.children[1].type, node.children[2]
    if operator in ("&&", "||"):
        after = builder.block()
        yield condition(builder, node, after, after)
        builder.begin(after)
    else:
        yield evaluate_all(builder, (left, right))
