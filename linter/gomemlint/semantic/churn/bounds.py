"""How many rounds a loop has, where that is known before it begins."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import Array, Basic, GoObject, Map, Pointer, Slice, Unknown
from gomemlint.semantic.conversions.hoisting import is_same
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import assignment_to
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import elements, operator, unparenthesised
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import ancestors, descendants, named, text
from gomemlint.syntax.statements import body, condition, initializer, label, range_of, update

SWITCHES = frozenset({"expression_switch_statement", "type_switch_statement", "select_statement"})
_STEPS = frozenset({"inc_statement", "dec_statement"})


@dataclass(frozen=True, slots=True)
class Bound:
    """The number of rounds: an expression for it, and its value where it is a constant."""

    expression: str
    value: int | None = None


def bound_of(index: Index, file: File, loop: Node) -> Bound | None:
    """Return how often a loop goes round if nothing ends it early; None if nobody can tell."""
    ranged = range_of(loop)
    if ranged is not None:
        return _range_bound(file, ranged.operand)
    return _counted_bound(index, file, loop) or _descending_bound(file, loop)


def _range_bound(file: File, over: Node) -> Bound | None:
    spelled = file.text(over)
    if unparenthesised(over).type == "composite_literal":
        return Bound(f"len({spelled})", len(elements(unparenthesised(over))))
    match core(file, file.type_of(over)):
        case Slice() | Map():
            return Bound(f"len({spelled})")
        case Array(length=length) | Pointer(element=Array(length=length)):
            return Bound(f"len({spelled})", length)
        case Basic(name=name) if "int" in name:
            return Bound(spelled, _constant(file, over))
        case _:
            return None


@dataclass(frozen=True, slots=True)
class _Header:
    """The header of `for i := start; i < limit; i++`; the body changes the counter nowhere."""

    start: Node
    comparison: str
    limit: Node
    step: str
    body: Node


def _header(file: File, loop: Node) -> _Header | None:
    start, given, step, block = initializer(loop), condition(loop), update(loop), body(loop)
    if start is None or given is None or step is None or block is None:
        return None
    counter, limit = given.child_by_field_name("left"), given.child_by_field_name("right")
    if counter is None or limit is None or counter.type != "identifier":
        return None
    meant = file.object_of(counter)
    if step.type not in _STEPS or text(named(step)[0]) != text(counter):
        return None
    if isinstance(meant, Unknown) or _is_assigned(file, meant, block):
        return None
    return _Header(start, operator(given), limit, step.type, block)


def _counted_bound(index: Index, file: File, loop: Node) -> Bound | None:
    """Read `for i := a; i < n; i++`, where the body changes neither i nor n."""
    header = _header(file, loop)
    if header is None or header.step != "inc_statement" or header.comparison not in ("<", "<="):
        return None
    limit = header.limit
    if not is_same(index, file, (limit,), loop):
        return None
    moving = (file.object_of(node) for node in (limit, *descendants(limit)) if _is_name(node))
    if any(isinstance(each, Unknown) or _is_assigned(file, each, header.body) for each in moving):
        return None
    return _distance(file, header.start, limit, is_closed=header.comparison == "<=")


def _descending_bound(file: File, loop: Node) -> Bound | None:
    """Read `for i := n; i >= 0; i--`, where the body does not change i."""
    header = _header(file, loop)
    if header is None or header.step != "dec_statement" or header.comparison not in (">", ">="):
        return None
    if file.constant_of(header.limit) != "0":
        return None
    return _height(file, header.start, is_closed=header.comparison == ">=")


def _height(file: File, start: Node, *, is_closed: bool) -> Bound | None:
    """Return how many numbers a counter goes through from where it starts down to zero."""
    right = start.child_by_field_name("right")
    values = () if right is None else named(right)
    if len(values) != 1:
        return None
    first = _constant(file, values[0])
    if first is not None:
        return Bound(str(first + is_closed), first + is_closed)
    if not is_closed:
        return Bound(file.text(values[0]))
    left, one = values[0].child_by_field_name("left"), values[0].child_by_field_name("right")
    is_last = values[0].type == "binary_expression" and operator(values[0]) == "-"
    if is_last and left is not None and one is not None and file.constant_of(one) == "1":
        return Bound(file.text(left))
    return Bound(f"{file.text(values[0])}+1")


def _distance(file: File, start: Node, limit: Node, *, is_closed: bool) -> Bound | None:
    right = start.child_by_field_name("right")
    values = () if right is None else named(right)
    if len(values) != 1:
        return None
    first, last = _constant(file, values[0]), _constant(file, limit)
    count = None if first is None or last is None else last - first + is_closed
    offset = "" if first == 0 else f"-{file.text(values[0])}"
    return Bound(f"{file.text(limit)}{offset}{'+1' if is_closed else ''}", count)


def _is_name(node: Node) -> bool:
    """Tell whether a node is an identifier that stands for itself."""
    return node.type == "identifier"


def _is_assigned(file: File, variable: GoObject, block: Node) -> bool:
    return any(
        node.type == "identifier"
        and text(node) == variable.name
        and assignment_to(node) is not None
        and file.object_of(node) == variable
        for node in descendants(block)
    )


def _constant(file: File, node: Node) -> int | None:
    value = file.constant_of(node)
    return int(value) if isinstance(value, str) and value.lstrip("-").isdigit() else None


def leaves(loop: Node, *, returns: bool) -> bool:
    """Tell whether a round can be cut short: `continue`, `break`, `goto`, on request `return`."""
    block = body(loop)
    if block is None:
        return True
    for node in descendants(block, outside=FUNCTIONS):
        match node.type:
            case "return_statement" if returns:
                return True
            case "goto_statement":
                return True
            case "break_statement" | "continue_statement":
                if _target(node, loop) == loop:
                    return True
    return False


def _target(jump: Node, loop: Node) -> Node:
    """Return the statement that a jump is about; one with a label is taken to be about the loop."""
    if label(jump) is not None:
        return loop
    for outer in ancestors(jump):
        is_switch = outer.type in SWITCHES and jump.type == "break_statement"
        if outer == loop or outer.type == "for_statement" or is_switch:
            return outer
    return loop


def is_unconditional(statement: Node, loop: Node) -> bool:
    """Tell whether a statement stands in the body of a loop itself, behind no condition."""
    block = body(loop)
    holder = statement.parent
    if holder is not None and holder.type == "statement_list":
        holder = holder.parent
    return block is not None and holder == block


def is_new_in(variable: GoObject, file: File, loop: Node) -> bool:
    """Tell whether a variable is new in every round of a loop, or is its loop variable."""
    declared = variable.declaration
    if declared is None or declared.path != file.absolute:
        return False
    return loop.start_byte <= declared.offset < loop.end_byte
