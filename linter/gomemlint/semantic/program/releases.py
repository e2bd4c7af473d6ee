"""Functions that come as a result with what they capture: `b, release := lease()`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, ObjectKind, Scope
from gomemlint.semantic.program.captures import captured_by
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import Definition, definitions, is_addressed
from gomemlint.semantic.program.functions import RECEIVER, Function
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import (
    arguments,
    called_name,
    is_call,
    receiver_argument,
    unparenthesised,
)
from gomemlint.syntax.functions import own_nodes_of
from gomemlint.syntax.nodes import descendants, text
from gomemlint.syntax.statements import BRANCHES, assigned, condition, returned

_LOCAL = frozenset({Scope.LOCAL, Scope.RESULT})


@dataclass(frozen=True, slots=True)
class Release:
    """What a function variable holds: `value`, a literal or method value that `maker` returned.

    `given` are the variables of the maker that its caller knows by an expression: the parameters,
    and what it returned beside the function.
    """

    maker: Function
    value: Node
    given: tuple[tuple[str, Node], ...]

    def operand(self, key: str) -> Node | None:
        """Return what the caller knows a variable of the maker by."""
        return next((node for known, node in self.given if known == key), None)


def release_of(index: Index, variable: GoObject) -> Release | None:
    """Return what a local variable holds that is set once, to one of several results of a call."""
    if variable.kind is not ObjectKind.VARIABLE or variable.scope is not Scope.LOCAL:
        return None
    return index.once(_release_of, variable)


def _release_of(index: Index, variable: GoObject) -> Release | None:
    found = _sole(index, variable)
    if found is None or found.assigned.result is None or found.assigned.value is None:
        return None
    if found.statement.type == "range_clause":
        return None
    call, result = unparenthesised(found.assigned.value), found.assigned.result
    name = called_name(call) if is_call(call) else None
    called = None if name is None else found.file.object_of(name)
    if not isinstance(called, GoObject) or called.kind not in (
        ObjectKind.FUNCTION,
        ObjectKind.METHOD,
    ):
        return None
    maker = index.function(called)
    value = None if maker is None else _returned_at(index, maker, result)
    if maker is None or value is None or _lets_one_through(maker.file, value):
        return None
    given = (*_inputs(maker, call), *_results(index, maker, found))
    return Release(maker, value, given)


def _sole(index: Index, variable: GoObject) -> Definition | None:
    """Return the only assignment to a variable whose address nobody takes."""
    if any(is_addressed(site.node) for site in index.uses(variable.key)):
        return None
    given = tuple(definitions(index, variable))
    return given[0] if len(given) == 1 else None


def _returned_at(index: Index, maker: Function, result: int) -> Node | None:
    """Return the function that all exits return at a position, those left out that return nil."""
    found: dict[int, Node] = {}
    for statement in own_nodes_of(maker.node, "return_statement"):
        node = _result_at(maker, statement, result)
        if node is None:
            return None
        if text(node) != "nil":
            value = _behind(index, maker.file, node)
            if value is None:
                return None
            found[value.start_byte] = value
    return next(iter(found.values())) if len(found) == 1 else None


def _result_at(maker: Function, statement: Node, result: int) -> Node | None:
    """Return what a `return` gives at a position, the name of the result if it is a bare one."""
    given = returned(statement)
    if not given:
        return maker.results[result].name
    return unparenthesised(given[result]) if len(given) == len(maker.results) else None


def _behind(index: Index, file: File, node: Node) -> Node | None:
    """Return the literal or method value that an expression is, or a variable was set to."""
    if node.type == "identifier":
        meant = file.object_of(node)
        if not isinstance(meant, GoObject) or meant.scope not in _LOCAL:
            return None
        sole = _sole(index, meant)
        node = node if sole is None or sole.value is None else unparenthesised(sole.value)
    is_function = node.type == "func_literal"
    return node if is_function or _is_method_value(file, node) else None


def _is_method_value(file: File, node: Node) -> bool:
    field = node.child_by_field_name("field") if node.type == "selector_expression" else None
    meant = None if field is None else file.object_of(field)
    return isinstance(meant, GoObject) and meant.kind is ObjectKind.METHOD


def _lets_one_through(file: File, value: Node) -> bool:
    """Tell whether a literal tests a variable around it that it sets: `if done { return }`."""
    if value.type != "func_literal":
        return False
    written = {each.variable.key for each in captured_by(file, value) if each.is_written}
    tests = (condition(node) for node in descendants(value) if node.type in BRANCHES)
    for test in tests:
        for name in () if test is None else (test, *descendants(test)):
            meant = file.object_of(name) if name.type == "identifier" else None
            if isinstance(meant, GoObject) and meant.key in written:
                return True
    return False


def _inputs(maker: Function, call: Node) -> Iterator[tuple[str, Node]]:
    """Yield the parameters of a function with what a call gives for them."""
    given = arguments(call)
    for parameter in maker.inputs:
        if parameter.object is None or parameter.is_variadic:
            continue
        if parameter.index == RECEIVER:
            receiver = receiver_argument(call)
            if receiver is not None:
                yield parameter.object.key, receiver
        elif parameter.index < len(given):
            yield parameter.object.key, given[parameter.index]


def _results(index: Index, maker: Function, found: Definition) -> Iterator[tuple[str, Node]]:
    """Yield the variables that a function returns with what the caller calls them."""
    for each in assigned(found.statement):
        meant = found.file.object_of(each.target) if each.target.type == "identifier" else None
        if each.result is None or not isinstance(meant, GoObject) or _sole(index, meant) is None:
            continue
        for statement in own_nodes_of(maker.node, "return_statement"):
            node = _result_at(maker, statement, each.result)
            known = None if node is None else maker.file.object_of(node)
            if isinstance(known, GoObject) and known.kind is ObjectKind.VARIABLE:
                yield known.key, each.target
