"""How to read a function: its name, signature, literals, loops and what encloses what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.syntax.expressions import (
    callee,
    is_call,
    name_of,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.nodes import ancestors, contains, descendants, enclosing, named, text

DECLARATIONS = frozenset({"function_declaration", "method_declaration"})
FUNCTIONS = DECLARATIONS | {"func_literal"}
_CHOICES = frozenset(
    {"expression_switch_statement", "if_statement", "select_statement", "type_switch_statement"}
)
_ARMS = frozenset(
    {
        "block",
        "communication_case",
        "default_case",
        "expression_case",
        "if_statement",
        "type_case",
    }
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter, result or receiver; `name` is None for an unnamed one.

    The type of `xs ...T` is `T`.
    """

    name: Node | None
    type: Node
    is_variadic: bool = False


@dataclass(frozen=True, slots=True)
class Receiver:
    """The receiver of a method: its identifier, if it has one, and its type."""

    name: Node | None
    type_name: Node
    is_pointer: bool
    is_generic: bool


def enclosing_function(node: Node) -> Node | None:
    """Return the innermost function literal or declaration that holds a node."""
    return enclosing(node, FUNCTIONS)


def enclosing_declaration(node: Node) -> Node | None:
    """Return the declared function or method that holds a node, literals passed over."""
    return enclosing(node, DECLARATIONS)


def enclosing_loops(node: Node) -> Iterator[Node]:
    """Yield the loops of the same function that run a node again and again, innermost first.

    The initializer and the range operand of a loop run once, and so are not in it.
    """
    inner = node
    for outer in ancestors(node):
        if outer.type in FUNCTIONS:
            return
        if outer.type == "for_statement" and _repeats(inner, node):
            yield outer
        inner = outer


def enclosing_loop(node: Node) -> Node | None:
    """Return the innermost loop of the same function that runs a node again and again."""
    return next(enclosing_loops(node), None)


def are_alternatives(left: Node, right: Node) -> bool:
    """Tell whether two places are in different arms of a choice, and no loop runs both in turn."""
    for outer in ancestors(left):
        if outer.type in DECLARATIONS:
            return False
        if outer.type not in _CHOICES or not contains(outer, right):
            continue
        arms = [arm for arm in outer.named_children if arm.type in _ARMS]
        first = [arm for arm in arms if contains(arm, left)]
        second = [arm for arm in arms if contains(arm, right)]
        if not first or not second:
            return False
        return first != second and enclosing_loop(outer) is None
    return False


def deferral(node: Node) -> Node | None:
    """Return the `defer` that runs a call at the end of its function, or the literal around it.

    `defer f()` and `defer func() { f() }()` do, `defer f(g())` does not run `g`.
    """
    call: Node | None = node
    while call is not None:
        statement = parenthesised(call).parent
        if statement is not None and statement.type == "defer_statement":
            return statement
        literal = enclosing(call, FUNCTIONS)
        outer = None if literal is None else parenthesised(literal).parent
        is_called = outer is not None and is_call(outer) and callee(outer) == literal
        call = outer if is_called else None
    return None


def loop_depth(node: Node) -> int:
    """Count the loops of the same function around a node."""
    return sum(1 for _ in enclosing_loops(node))


def own_nodes(function: Node) -> Iterator[Node]:
    """Yield the nodes of a function's body in source order; literals in it are not entered."""
    block = function.child_by_field_name("body")
    return iter(()) if block is None else descendants(block, outside=FUNCTIONS)


def own_nodes_of(function: Node, *kinds: str) -> Iterator[Node]:
    """Yield the nodes of these types in a function's body, those of literals in it left out."""
    return (node for node in own_nodes(function) if node.type in kinds)


def parameters(function: Node) -> tuple[Parameter, ...]:
    """Return the parameters of a function or function type, one for each name."""
    return _parameters(function.child_by_field_name("parameters"))


def results(function: Node) -> tuple[Parameter, ...]:
    """Return the results of a function or function type, one for each name."""
    result = function.child_by_field_name("result")
    if result is None:
        return ()
    return _parameters(result) if result.type == "parameter_list" else (Parameter(None, result),)


def receiver(method: Node) -> Receiver | None:
    """Return the receiver of a method, None for a function."""
    given = _parameters(method.child_by_field_name("receiver"))
    if not given:
        return None
    kind = unparenthesised(given[0].type)
    is_pointer = kind.type == "pointer_type"
    if is_pointer:
        kind = unparenthesised(named(kind)[0])
    name = name_of(kind)
    if name is None:
        return None
    return Receiver(given[0].name, name, is_pointer, kind.type == "generic_type")


def type_parameters(declaration: Node) -> tuple[Node, ...]:
    """Return the identifiers of the type parameters of a function or type declaration."""
    given = declaration.child_by_field_name("type_parameters")
    if given is None:
        return ()
    names = (parameter.children_by_field_name("name") for parameter in named(given))
    return tuple(name for group in names for name in group if name.is_named)


def function_name(function: Node) -> str:
    """Spell a function as Go does: `F`, `T.M`, `(*T).M`, `(*G[...]).M`, `F.func1`, `F.func1.2`.

    Literals outside of functions are `init.func1`, `init.func2` ...; their numbers and those of
    several `init` functions count within this file, while Go counts them within the package.
    """
    numbers: list[int] = []
    while function.type == "func_literal":
        outer = enclosing_function(function)
        numbers.append(_number(function, outer))
        if outer is None:
            return _with_literals("init", numbers)
        function = outer
    return _with_literals(_declared_name(function), numbers)


def _with_literals(name: str, numbers: list[int]) -> str:
    if not numbers:
        return name
    return ".".join([f"{name}.func{numbers[-1]}", *map(str, reversed(numbers[:-1]))])


def _number(literal: Node, outer: Node | None) -> int:
    """Count the literals directly in the same function, or file, up to this one."""
    if outer is not None:
        found: Iterator[Node] = own_nodes_of(outer, "func_literal")
    else:
        *_, root = literal, *ancestors(literal)
        everything = descendants(root, outside=FUNCTIONS)
        found = (node for node in everything if node.type == "func_literal")
    return 1 + sum(1 for other in found if other.start_byte < literal.start_byte)


def _declared_name(function: Node) -> str:
    name = function.child_by_field_name("name")
    spelled = "" if name is None else text(name)
    owner = receiver(function)
    if owner is not None:
        kind = text(owner.type_name) + ("[...]" if owner.is_generic else "")
        return f"(*{kind}).{spelled}" if owner.is_pointer else f"{kind}.{spelled}"
    if spelled == "init" and function.parent is not None:
        return f"init.{_earlier_inits(function)}"
    return spelled + ("[...]" if type_parameters(function) else "")


def _earlier_inits(function: Node) -> int:
    parent = function.parent
    siblings = () if parent is None else named(parent)
    names = (
        other.child_by_field_name("name")
        for other in siblings
        if other.type == "function_declaration" and other.start_byte < function.start_byte
    )
    return sum(1 for name in names if name is not None and name.text == b"init")


def _parameters(declared: Node | None) -> tuple[Parameter, ...]:
    found: list[Parameter] = []
    for parameter in () if declared is None else named(declared):
        kind = parameter.child_by_field_name("type")
        if kind is None:
            continue
        is_variadic = parameter.type == "variadic_parameter_declaration"
        names = tuple(name for name in parameter.children_by_field_name("name") if name.is_named)
        found += [Parameter(name, kind, is_variadic) for name in names or (None,)]
    return tuple(found)


def _repeats(child: Node, node: Node) -> bool:
    """Tell whether a loop runs a node again, which lies in this child of the loop."""
    if child.type == "range_clause":
        # The key and the value are assigned in every round, the operand is evaluated once.
        operand = child.child_by_field_name("right")
        return operand is None or node.start_byte < operand.start_byte
    if child.type == "for_clause":
        first = child.child_by_field_name("initializer")
        return first is None or node.start_byte >= first.end_byte
    return True
