"""Who is called, and who calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import UNKNOWN, GoObject, ObjectKind, Scope, Unknown
from gomemlint.semantic.program.captures import captured_by
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.definitions import definitions, field_value, sole_value
from gomemlint.semantic.program.functions import RECEIVER, Function, function_around, function_at
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.releases import release_of
from gomemlint.syntax.expressions import (
    arguments,
    call_around,
    called_name,
    callee,
    calls,
    is_call,
    is_dereference,
    name_of,
    parenthesised,
    receiver_argument,
    unparenthesised,
)
from gomemlint.syntax.functions import enclosing_function
from gomemlint.syntax.nodes import named

_HOPS = 4
_ONCE = frozenset({"sync.(Once).Do", "sync.OnceFunc", "sync.OnceValue", "sync.OnceValues"})
# The index of the first variable that a literal captures; further ones count down from here.
CAPTURED = RECEIVER - 1


@dataclass(frozen=True, slots=True)
class Callee:
    """What a call calls, as far as it can be seen without running.

    `object` is the function, method, builtin or type that the call ends at, behind variables
    that are set once. `function` is its body, None outside of the run and for interface methods.
    `operands` maps the index of a parameter (`RECEIVER` for the receiver) to its argument;
    arguments of a variadic parameter all stand under its index or above, variables that a literal
    captures at `CAPTURED` and below.
    """

    object: GoObject | None
    function: Function | None
    operands: tuple[tuple[int, Node], ...]

    @property
    def key(self) -> str:
        """Return the key of the object, empty for a literal."""
        return "" if self.object is None else self.object.key

    @property
    def is_conversion(self) -> bool:
        return self.object is not None and self.object.kind is ObjectKind.TYPE

    @property
    def is_builtin(self) -> bool:
        return self.object is not None and self.object.kind is ObjectKind.BUILTIN

    def operand(self, index: int) -> Node | None:
        """Return the argument of a parameter, the first one of a variadic parameter."""
        return next((node for i, node in self.operands if i == index), None)

    def parameter_of(self, index: int) -> int:
        """Return the parameter that an operand index means, for variadic functions."""
        if self.function is None or index <= RECEIVER:
            return index
        return min(index, max(len(self.function.parameters) - 1, 0))


def callee_of(index: Index, file: File, call: Node) -> Callee | None:
    """Return the static callee of a call, None for a dynamic call."""
    function, name = callee(call), called_name(call)
    if function is None:
        return None
    if function.type == "func_literal":
        return Callee(None, function_at(file, function), _positional(call))
    if name is None:
        return _pointed_conversion(file, function, call)
    found = file.object_of(name)
    if not isinstance(found, GoObject):
        return None
    if found.kind is ObjectKind.METHOD:
        return Callee(found, index.function(found), _with_receiver(file, call))
    if found.kind in (ObjectKind.VARIABLE, ObjectKind.FIELD):
        return _through_variable(index, found, call)
    return Callee(found, index.function(found), _positional(call))


def callers_of(index: Index, object_: GoObject) -> Iterator[Site]:
    """Yield the calls of a function or method by name, the calling function's file with each."""
    for site in index.uses(object_.key):
        call = call_of(site.node)
        if call is not None:
            yield Site(site.file, call)


def calling_functions(index: Index, key: str) -> Iterator[Function]:
    """Yield the functions and literals that mention the function with a key, each once."""
    seen: set[str] = set()
    for site in index.uses(key):
        function = function_around(site.file, site.node)
        if function is not None and function.key not in seen:
            seen.add(function.key)
            yield function


def call_of(name: Node) -> Node | None:
    """Return the call whose callee an identifier names, None for other uses of a function."""
    node = name
    while node.parent is not None:
        parent = node.parent
        if parent.type == "selector_expression" and parent.child_by_field_name("field") != node:
            return None
        if is_call(parent):
            function = callee(parent)
            is_called = function is not None and name_of(function) == name
            return parent if is_called else None
        if parent.type not in (
            "selector_expression",
            "parenthesized_expression",
            "index_expression",
            "generic_type",
            "type_instantiation_expression",
        ):
            return None
        node = parent
    return None


def _pointed_conversion(file: File, function: Node, call: Node) -> Callee | None:
    """Return the type that `(*T)(x)` converts to, None for a call through a pointer."""
    name = name_of(named(function)[0]) if is_dereference(function) else None
    found = None if name is None else file.object_of(name)
    if not isinstance(found, GoObject) or found.kind is not ObjectKind.TYPE:
        return None
    return Callee(found, None, _positional(call))


def _through_variable(index: Index, variable: GoObject, call: Node) -> Callee | None:
    """Follow a function variable or field that is set once to the function it holds."""
    for _ in range(_HOPS):
        value = _function_value(index, variable)
        if value is None:
            return _released(index, variable, call)
        node = unparenthesised(value.node)
        if node.type == "func_literal":
            captured = _captured(value.file, node)
            return Callee(None, function_at(value.file, node), (*_positional(call), *captured))
        name = name_of(node)
        found = None if name is None else value.file.object_of(name)
        if not isinstance(found, GoObject):
            return None
        if found.kind is ObjectKind.METHOD:
            return Callee(found, index.function(found), _bound(index, value.file, node, call))
        if found.kind is ObjectKind.FUNCTION:
            return Callee(found, index.function(found), _positional(call))
        variable = found
    return None


def _function_value(index: Index, variable: GoObject) -> Site | None:
    if variable.kind is ObjectKind.VARIABLE:
        return sole_value(index, variable)
    if variable.kind is not ObjectKind.FIELD:
        return None
    values: list[Site] = []
    for site in index.uses(variable.key):
        value = field_value(site.node)
        if value is not None:
            values.append(Site(site.file, value))
    return values[0] if len(values) == 1 else None


def _released(index: Index, variable: GoObject, call: Node) -> Callee | None:
    """Return what a variable holds that got one of several results: `b, release := lease()`."""
    release = release_of(index, variable)
    if release is None:
        return None
    file, value = release.maker.file, release.value
    if value.type == "func_literal":
        captured = (
            (CAPTURED - position, release.operand(each.variable.key))
            for position, each in enumerate(captured_by(file, value))
        )
        known = tuple((position, node) for position, node in captured if node is not None)
        return Callee(None, function_at(file, value), (*_positional(call), *known))
    name, operand = name_of(value), value.child_by_field_name("operand")
    found = None if name is None else file.object_of(name)
    meant = None if operand is None else file.object_of(unparenthesised(operand))
    if not isinstance(found, GoObject):
        return None
    node = release.operand(meant.key) if isinstance(meant, GoObject) else None
    receiver = () if node is None else ((RECEIVER, node),)
    return Callee(found, index.function(found), (*receiver, *_positional(call)))


def _captured(file: File, literal: Node) -> tuple[tuple[int, Node], ...]:
    """Return the variables that a literal captures, as operands below the receiver."""
    found = enumerate(captured_by(file, literal))
    return tuple((CAPTURED - index, captured.uses[0]) for index, captured in found)


def _positional(call: Node) -> tuple[tuple[int, Node], ...]:
    return tuple(enumerate(arguments(call)))


def _with_receiver(file: File, call: Node) -> tuple[tuple[int, Node], ...]:
    receiver = receiver_argument(call)
    if receiver is None:
        return _positional(call)
    if _is_type(file, receiver):
        given = arguments(call)
        return tuple((index - 1, node) for index, node in enumerate(given))
    return ((RECEIVER, receiver), *_positional(call))


def _bound(index: Index, file: File, value: Node, call: Node) -> tuple[tuple[int, Node], ...]:
    """Return the operands of a call through a method value or a method expression.

    A method value has its receiver from where it stands, which is known if nobody sets it later.
    """
    operand = value.child_by_field_name("operand")
    if operand is not None and _is_type(file, operand):
        return tuple((position - 1, node) for position, node in enumerate(arguments(call)))
    if operand is None or not _is_settled(index, file, operand):
        return _positional(call)
    is_here = enclosing_function(value) == enclosing_function(call)
    return (*(((RECEIVER, operand),) if is_here else ()), *_positional(call))


def _is_settled(index: Index, file: File, operand: Node) -> bool:
    """Tell whether an operand is a variable that is set once, or a parameter that never is."""
    name = unparenthesised(operand)
    variable = file.object_of(name) if name.type == "identifier" else None
    if not isinstance(variable, GoObject) or variable.kind is not ObjectKind.VARIABLE:
        return False
    if variable.scope in (Scope.PARAMETER, Scope.RECEIVER):
        return not any(True for _ in definitions(index, variable))
    return sole_value(index, variable) is not None


def _is_type(file: File, node: Node) -> bool:
    node = unparenthesised(node)
    if node.type == "unary_expression":
        node = unparenthesised(node.named_children[-1])
    name = name_of(node)
    found = None if name is None else file.object_of(name)
    return isinstance(found, GoObject) and found.kind is ObjectKind.TYPE


def converted(index: Index, value: Site) -> Node:
    """Return a value with the conversions around it."""
    node = value.node
    while (around := call_around(node)) is not None:
        known = callee_of(index, value.file, around[0])
        if known is None or not known.is_conversion:
            break
        node = around[0]
    return parenthesised(node)


def runs_once(index: Index, file: File, literal: Node) -> bool:
    """Tell whether a function literal is given to a `sync.Once` or its kin."""
    around = call_around(literal)
    known = None if around is None else callee_of(index, file, around[0])
    return known is not None and known.key in _ONCE


def runs_once_in_all(index: Index, file: File, literal: Node) -> bool:
    """Tell whether a function literal is given to a `sync.Once` that the program has one of."""
    around = call_around(literal)
    if around is None or not runs_once(index, file, literal):
        return False
    once = receiver_argument(around[0])
    meant = None if once is None else file.object_of(once)
    if isinstance(meant, GoObject) and meant.kind is ObjectKind.VARIABLE:
        return meant.scope is Scope.PACKAGE
    return enclosing_function(around[0]) is None


def is_builtin(file: File, call: Node, name: str) -> bool:
    """Tell whether a call is that of a builtin function and not of something of its name."""
    if not calls(call, name):
        return False
    called = called_name(call)
    found = UNKNOWN if called is None else file.object_of(called)
    return isinstance(found, Unknown) or found.kind is ObjectKind.BUILTIN
