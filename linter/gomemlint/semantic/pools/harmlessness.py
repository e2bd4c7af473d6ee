"""Uses of a pooled object that do no harm after a put."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.gotypes import Pointer
from gomemlint.semantic.program.library import How, Relation
from gomemlint.semantic.program.sharing import is_struct
from gomemlint.semantic.values.evaluation import Evaluation
from gomemlint.semantic.values.ownership import puts_something
from gomemlint.semantic.values.resetting import leaves_content
from gomemlint.semantic.values.values import SourceKind, Value
from gomemlint.syntax.expressions import called_name, is_call, is_receive, operand, parenthesised
from gomemlint.syntax.nodes import enclosing, text

_ELSEWHERE = frozenset({How.CAPTURED, How.INDIRECT})
_VIEWS = frozenset({How.VIEW, How.SLICE, How.UNSAFE})


def is_harmless_use(evaluation: Evaluation, node: Node) -> bool:
    """Tell whether a use reads no memory of the object: a comparison with nil, `len` of a copy."""
    outer = parenthesised(node).parent
    if outer is not None and outer.type == "binary_expression":
        is_pointer = isinstance(evaluation.file.type_of(node), Pointer)
        return is_pointer or any(child.type == "nil" for child in outer.children)
    holder = None if outer is None else outer.parent
    if outer is None or holder is None or outer.type != "argument_list":
        return False
    name = called_name(holder)
    return node.type == "identifier" and name is not None and text(name) in ("len", "cap")


def is_copied(evaluation: Evaluation, node: Node) -> bool:
    """Tell whether a place holds a copy that nobody else can change: a number, a string.

    It is a variable, or a field of a variable that is a struct itself.
    """
    if evaluation.shares(node):
        return False
    inner = operand(node) if node.type == "selector_expression" else None
    if inner is None:
        return node.type == "identifier"
    file = evaluation.file
    return inner.type == "identifier" and is_struct(file.type_of(inner), file.types.underlying)


def is_joining(node: Node, how: Relation) -> bool:
    """Tell whether a use waits for the other goroutine, or is of another element."""
    outer = parenthesised(node).parent
    return How.ELEMENT in how or (outer is not None and is_receive(outer))


def is_reading(use: Node) -> bool:
    """Tell whether a use calls a method that leaves the object as it is: `b.Bytes()`."""
    selected = parenthesised(use).parent
    name = None if selected is None else selected.child_by_field_name("field")
    call = None if selected is None or name == use else selected.parent
    return name is not None and call is not None and is_call(call) and leaves_content(text(name))


def starts_again(started: Node, use: Node) -> bool:
    """Tell whether a use gives the object to one more goroutine of the same statement."""
    goroutine = enclosing(use, ("go_statement",))
    return goroutine is not None and goroutine == enclosing(started, ("go_statement",))


def is_lent(value: Value) -> bool:
    """Tell whether a value holds a view of a pooled object: a reader of its bytes."""
    is_pooled = value.source.kind is SourceKind.POOLED
    is_inside = How.CONTAINED in value.relation and not value.relation & _ELSEWHERE
    return is_pooled and is_inside and bool(value.relation & _VIEWS)


def is_put_argument(evaluation: Evaluation, node: Node) -> bool:
    """Tell whether a place is the argument of a `Put` or putter: that is a put, not a use."""
    outer = parenthesised(node).parent
    if outer is not None and outer.type in ("unary_expression", "selector_expression"):
        outer = parenthesised(outer).parent
    call = None if outer is None else outer.parent if outer.type == "argument_list" else outer
    if call is None or call.type != "call_expression":
        return False
    return puts_something(evaluation, call)
