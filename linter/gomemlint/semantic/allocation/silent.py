"""Constructs that allocate although the compiler prints nothing, or printed nothing here."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.allocations import Kind
from gomemlint.model.facts import COLUMN_LIMIT, EscapePath, Form
from gomemlint.model.gotypes import Array, Map, Struct
from gomemlint.semantic.allocation.candidates import Candidate, kind_of_value
from gomemlint.semantic.conversions.conversions import Text, conversion_at, text_of
from gomemlint.semantic.program.calls import is_builtin
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import is_addressed
from gomemlint.syntax.anchors import anchor
from gomemlint.syntax.expressions import (
    arguments,
    is_address_of,
    operand,
    operator,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.functions import enclosing_function, enclosing_loop
from gomemlint.syntax.nodes import named
from gomemlint.syntax.parsing import TooDeep
from gomemlint.syntax.queries import query
from gomemlint.syntax.statements import assigned, declared

CONSTRUCTS = query("""
    (go_statement) @construct
    (defer_statement) @construct
    (assignment_statement) @construct
    (inc_statement (index_expression)) @construct
    (func_literal) @construct
    (composite_literal) @construct
    (binary_expression operator: "+") @construct
    (call_expression
      function: (identifier) @name (#any-of? @name "append" "make" "new" "string")) @construct
    (type_conversion_expression type: (slice_type)) @construct
""")
DECLARATIONS = query("""
    (short_var_declaration) @declaration
    (var_spec) @declaration
""")
_MAKERS = {
    "make": frozenset({Kind.MAKE_SLICE, Kind.MAKE_MAP, Kind.MAKE_CHANNEL}),
    "new": frozenset({Kind.NEW}),
}


def constructs(file: File) -> Iterator[Candidate]:
    """Yield what allocates by its form, whether or not the compiler speaks of it."""
    found = CONSTRUCTS.matches(file.tree)
    for match in () if isinstance(found, TooDeep) else found:
        node = match["construct"]
        kind = _kind(file, node)
        if kind is None:
            continue
        facts = _hidden_closure(file, node) if kind is Kind.STATEMENT else ()
        if kind is Kind.STATEMENT and not facts:
            continue
        if kind is Kind.LITERAL and _is_addressed_literal(node):
            node = parenthesised(node).parent or node
        yield Candidate(Site(file, node), kind, facts)


def variables(file: File) -> Iterator[Candidate]:
    """Yield the local variables that hold memory of their own or give away their address."""
    found = DECLARATIONS.matches(file.tree)
    for match in () if isinstance(found, TooDeep) else found:
        declaration = match["declaration"]
        if enclosing_function(declaration) is None:
            continue
        for name in declared(declaration):
            if isinstance(core(file, file.type_of(name)), Struct | Array) or is_addressed(name):
                yield Candidate(Site(file, name), Kind.VARIABLE)


def _kind(file: File, node: Node) -> Kind | None:
    match node.type:
        case "go_statement":
            return Kind.STATEMENT
        case "defer_statement":
            return Kind.STATEMENT if enclosing_loop(node) is not None else None
        case "func_literal":
            return Kind.CLOSURE
        case "assignment_statement" | "inc_statement":
            return _kind_of_assignment(file, node)
        case "composite_literal":
            kind = kind_of_value(file, node)
            return Kind.LITERAL if kind is Kind.LITERAL or _is_addressed_literal(node) else None
        case "binary_expression":
            return Kind.CONCATENATION if _is_concatenation(file, node) else None
        case _:
            return _kind_of_call(file, node)


def _kind_of_call(file: File, call: Node) -> Kind | None:
    if is_builtin(file, call, "append"):
        return Kind.APPEND
    for builtin, kinds in _MAKERS.items():
        if is_builtin(file, call, builtin):
            kind = kind_of_value(file, call)
            return kind if kind in kinds else None
    conversion = conversion_at(file, call)
    return None if conversion is None else Kind.CONVERSION


def _kind_of_assignment(file: File, statement: Node) -> Kind | None:
    """`s += t` of strings, `m[k] = v` of maps."""
    for target in assigned(statement):
        place = unparenthesised(target.target)
        if operator(statement) == "+=" and text_of(file, place) is Text.STRING:
            return Kind.CONCATENATION
        table = operand(place) if place.type == "index_expression" else None
        if table is not None and isinstance(core(file, file.type_of(table)), Map):
            return Kind.MAP_ENTRY
    return None


def _is_concatenation(file: File, node: Node) -> bool:
    """Tell whether a node is a whole chain of `+` over strings that is no constant."""
    outer = parenthesised(node).parent
    if outer is not None and outer.type == "binary_expression" and operator(outer) == "+":
        return False
    return text_of(file, node) is Text.STRING and not isinstance(file.constant_of(node), str)


def _is_addressed_literal(literal: Node) -> bool:
    outer = parenthesised(literal).parent
    return outer is not None and is_address_of(outer)


def _hidden_closure(file: File, statement: Node) -> tuple[EscapePath, ...]:
    """Return what the compiler said about the closure that it made of `go f(x)`."""
    position = file.lines.position(anchor(statement))
    if file.facts is None or position.column >= COLUMN_LIMIT:
        return ()
    paths = file.facts.at(position.line, position.column, Form.ESCAPE_PATH)
    return tuple(path for path in paths if isinstance(path, EscapePath))


def given_to(statement: Node) -> tuple[Node, ...]:
    """Return the arguments of the call that a `go` or `defer` starts, its receiver first."""
    calls = named(statement)
    if not calls:
        return ()
    function = calls[0].child_by_field_name("function")
    receiver = None if function is None else operand(unparenthesised(function))
    return (*(() if receiver is None else (receiver,)), *arguments(calls[0]))
