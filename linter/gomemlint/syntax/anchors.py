"""Which column the Go compiler prints for a node, and which node stands at a column it printed.

Prefix forms stand at their first byte, infix and postfix forms at their operator
(cmd/compile/internal/syntax/nodes.go). A conversion that copies is reported at its operand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from gomemlint.syntax.expressions import (
    CALLS,
    EXPRESSIONS,
    arguments,
    callee,
    calls,
    is_elided_literal,
    type_arguments,
    unparenthesised,
)
from gomemlint.syntax.functions import FUNCTIONS, parameters, results
from gomemlint.syntax.nodes import named, text, token
from gomemlint.syntax.parsing import SyntaxTree
from gomemlint.syntax.statements import case_values, declared

_OPERATORS = {
    "assignment_statement": None,
    "binary_expression": None,
    "index_expression": "[",
    "range_clause": "range",
    "receive_statement": ":=",
    "selector_expression": ".",
    "send_statement": "<-",
    "short_var_declaration": ":=",
    "slice_expression": "[",
    "type_assertion_expression": ".",
    "type_conversion_expression": "(",
    "type_instantiation_expression": "[",
    "generic_type": None,
    "qualified_type": ".",
}
_DECLARING = (
    "communication_case",
    "const_spec",
    "parameter_declaration",
    "range_clause",
    "receive_statement",
    "short_var_declaration",
    "var_spec",
    "variadic_parameter_declaration",
)
_TYPE_ARGUMENTS = re.compile(r"(?<=\w)\[.*\]$", re.DOTALL)
_QUALIFIER = re.compile(r"[\w·]+\.(?=[A-Za-z_])|[\s()]")


_DISCARDING = frozenset({"defer_statement", "expression_statement", "go_statement"})


class Role(Enum):
    """What a record of escape analysis speaks of at its node.

    VALUE: the storage of the expression itself, boxed or allocated. CONVERSION: the copy that a
    conversion such as `string(b)` makes. ARGUMENTS: the hidden slice of a variadic call. APPEND:
    the array that an `append` grows into. VARIABLE: a parameter. CALLEE: something inside of the
    function that was inlined at this call. SYNTHETIC: a copy of a record that stands elsewhere, at
    the name of a generic function or at the `for` of a loop over a function, or that loop's state.
    """

    VALUE = "value"
    CONVERSION = "conversion"
    ARGUMENTS = "arguments"
    APPEND = "append"
    VARIABLE = "variable"
    CALLEE = "callee"
    SYNTHETIC = "synthetic"


_HIDDEN = {"... argument": Role.ARGUMENTS, "append": Role.APPEND}


@dataclass(frozen=True, slots=True)
class Anchored:
    """A node that the compiler speaks of, and in which role."""

    node: Node
    role: Role


def anchor(node: Node) -> int:
    """Return the offset that the compiler prints for a node."""
    part: Node | None = None
    if node.type in _OPERATORS:
        sign = _OPERATORS[node.type]
        part = token(node, sign) if sign else node.child_by_field_name("operator")
        part = part or node.child_by_field_name("type_arguments")
    elif node.type == "call_expression":
        part = node.child_by_field_name("arguments")
    elif node.type == "composite_literal":
        part = node.child_by_field_name("body")
    elif node.type in {"type_case", "default_case"}:
        return _case_anchor(node)
    return node.start_byte if part is None else part.start_byte


def conversion_at(tree: SyntaxTree, offset: int) -> Node | None:
    """Return the conversion whose copy a record at this offset speaks of, such as zero-copy."""
    operand = expression_at(tree, offset)
    return None if operand is None else _conversion_of(operand)


def expression_at(tree: SyntaxTree, offset: int) -> Node | None:
    """Return the expression whose anchor is this offset; at most one has it."""
    node = _leaf(tree, offset)
    steps = 0
    while node is not None and (node.start_byte == offset or steps <= 2):
        is_literal = node.type == "literal_value" and is_elided_literal(node)
        if (node.type in EXPRESSIONS or is_literal) and anchor(node) == offset:
            return node
        node = node.parent
        steps += 1
    return None


def call_at(tree: SyntaxTree, offset: int) -> Node | None:
    """Return the call or conversion whose `(` stands at this offset."""
    node = expression_at(tree, offset)
    return node if node is not None and node.type in CALLS else None


def variable_at(tree: SyntaxTree, offset: int) -> Node | None:
    """Return the identifier that declares the variable which a record at this offset speaks of.

    The variable of a type switch is recorded at its clause; the answer is the one identifier of
    the whole switch.
    """
    leaf = _leaf(tree, offset)
    if leaf is None:
        return None
    if leaf.type == "identifier" and leaf.start_byte == offset and _is_declared(leaf):
        return leaf
    return _switch_variable(leaf, offset)


def function_at(tree: SyntaxTree, offset: int) -> Node | None:
    """Return the function declared here: name, receiver's `(` or a literal's `func`."""
    leaf = _leaf(tree, offset)
    function = None if leaf is None else leaf.parent
    if function is not None and function.type == "parameter_list":
        function = function.parent
    if function is None or function.type not in FUNCTIONS:
        return None
    return function if _function_anchor(function) == offset else None


def escape_at(tree: SyntaxTree, offset: int, spelled: str) -> Anchored | None:
    """Return what a record `spelled escapes to heap` or `... does not escape` speaks of.

    `spelled` is the compiler's wording of the expression. It decides only between the few nodes
    that share an anchor: constants are folded in it, and callees qualified.
    """
    if spelled in _HIDDEN:
        call = call_at(tree, offset)
        return _elsewhere(tree, offset) if call is None else Anchored(call, _HIDDEN[spelled])
    function = None if spelled == "func literal" else function_at(tree, offset)
    if function is not None:
        return Anchored(function, Role.SYNTHETIC)
    node = expression_at(tree, offset)
    if node is None:
        return _elsewhere(tree, offset)
    if node.type == "identifier" and _is_declared(node):
        return Anchored(node, Role.VARIABLE)
    conversion = _conversion_of(node)
    if conversion is not None and _spells_call(conversion, spelled):
        return Anchored(conversion, Role.CONVERSION)
    if node.type in CALLS and not _speaks_of(node, spelled):
        return Anchored(node, Role.CALLEE)
    return Anchored(node, Role.VALUE)


def moved_at(tree: SyntaxTree, offset: int) -> Anchored | None:
    """Return what a record `moved to heap: x` speaks of.

    It is a variable declared there, the value that `new(value)` copies, a variable of a function
    that was inlined at this call, or the state of a loop over a function.
    """
    call = call_at(tree, offset)
    if call is None:
        return _elsewhere(tree, offset)
    return Anchored(call, Role.VALUE if calls(call, "new") else Role.CALLEE)


def _leaf(tree: SyntaxTree, offset: int) -> Node | None:
    if not 0 <= offset < len(tree.source):
        return None
    return tree.root.descendant_for_byte_range(offset, offset + 1)


def _elsewhere(tree: SyntaxTree, offset: int) -> Anchored | None:
    """Read an offset that no expression has: that of a variable or a loop."""
    variable = variable_at(tree, offset)
    if variable is not None:
        return Anchored(variable, Role.VARIABLE)
    leaf = _leaf(tree, offset)
    if leaf is not None and leaf.type == "for" and leaf.parent is not None:
        return Anchored(leaf.parent, Role.SYNTHETIC)
    return None


def _is_declared(identifier: Node) -> bool:
    node: Node | None = identifier.parent
    if node is not None and node.type == "expression_list":
        node = node.parent
    return node is not None and node.type in _DECLARING and identifier in declared(node)


def _switch_variable(leaf: Node, offset: int) -> Node | None:
    clause: Node | None = leaf
    while clause is not None and clause.type not in {"type_case", "default_case"}:
        if clause.start_byte > offset or clause.type in {"statement_list", "source_file"}:
            return None
        clause = clause.parent
    switch = None if clause is None else clause.parent
    if clause is None or switch is None or _case_anchor(clause) != offset:
        return None
    alias = declared(switch)
    return alias[0] if alias else None


def _case_anchor(case: Node) -> int:
    """Return where the variable of a type switch is recorded: in the last type of its clause."""
    kinds = case_values(case) if case.type == "type_case" else ()
    return _type_end(kinds[-1]) if kinds else case.start_byte


def _type_end(kind: Node) -> int:
    """Return the offset at which the compiler stands after a type.

    This is `typeExprEndPos` of cmd/compile/internal/noder/quirks.go.
    """
    while True:
        part = _last_part(kind)
        if part is None:
            break
        kind = part
    parameters = kind.child_by_field_name("parameters")
    return kind.start_byte if parameters is None else parameters.start_byte


def _last_part(kind: Node) -> Node | None:
    """Return the type within a type on which its end depends, None for the innermost."""
    inner = kind.child_by_field_name("element") or kind.child_by_field_name("value")
    if inner is not None:
        return inner
    if kind.type in {"function_type", "method_elem"}:
        parts = [part.type for part in results(kind) or parameters(kind)]
    elif kind.type == "generic_type":
        parts = list(type_arguments(kind))
    elif kind.type in {"interface_type", "parenthesized_type", "pointer_type", "type_elem"}:
        parts = list(named(kind))
    else:
        parts = []
    return parts[-1] if parts else None


def _conversion_of(operand: Node) -> Node | None:
    """Return the call, with one argument, of which an expression is the argument."""
    holder = operand.parent
    if holder is not None and holder.type == "argument_list":
        holder = holder.parent
    if holder is None or holder.type not in CALLS:
        return None
    return holder if arguments(holder) == (unparenthesised(operand),) else None


def _function_anchor(function: Node) -> int:
    """Return the offset of records about a function: a method's is before its receiver."""
    if function.type == "func_literal":
        return function.start_byte
    part = function.child_by_field_name("receiver") or function.child_by_field_name("name")
    return function.start_byte if part is None else part.start_byte


def _speaks_of(call: Node, spelled: str) -> bool:
    """Tell whether a wording at the place of a call is about its own result."""
    if not re.fullmatch(r"~[rR]\d+", spelled):
        return _spells_call(call, spelled)
    # The result of an inlined call, boxed here, unless this call has none that is used.
    return call.parent is not None and call.parent.type not in _DISCARDING


def _spells_call(call: Node, spelled: str) -> bool:
    """Tell whether the compiler's wording is that of a call of this callee or conversion."""
    function = callee(call)
    opening = _opening(spelled)
    return function is not None and opening is not None and _plain(text(function)) == opening


def _opening(spelled: str) -> str | None:
    """Return what stands before the parentheses that end a wording: `string` of `string(b)`."""
    depth = 0
    if not spelled.endswith(")"):
        # A long constant is cut, and ends in dots without its parenthesis.
        return _plain(spelled[: spelled.find("(")]) if spelled.endswith("...") else None
    for position in range(len(spelled) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(spelled[position], 0)
        if depth == 0:
            return _plain(spelled[:position])
    return None


def _plain(function: str) -> str:
    return _TYPE_ARGUMENTS.sub("", _QUALIFIER.sub("", function))
