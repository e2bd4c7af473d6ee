"""How to read an expression: calls, conversions, selectors, indexes, literals."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.syntax.nodes import named, text

EXPRESSIONS = frozenset(
    {
        "binary_expression",
        "call_expression",
        "composite_literal",
        "false",
        "float_literal",
        "func_literal",
        "identifier",
        "imaginary_literal",
        "index_expression",
        "int_literal",
        "interpreted_string_literal",
        "iota",
        "nil",
        "parenthesized_expression",
        "raw_string_literal",
        "rune_literal",
        "selector_expression",
        "slice_expression",
        "true",
        "type_assertion_expression",
        "type_conversion_expression",
        "type_instantiation_expression",
        "unary_expression",
    }
)
# `f[T](x)`, `fs[i](x)` and `[]byte(s)` are all `type_conversion_expression` to the grammar.
CALLS = frozenset({"call_expression", "type_conversion_expression"})
STRINGS = frozenset({"interpreted_string_literal", "raw_string_literal"})
_NAMES = frozenset({"identifier", "qualified_type", "selector_expression", "type_identifier"})
_PARENTHESES = frozenset({"parenthesized_expression", "parenthesized_type"})


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a composite literal; `key` is None where it has none."""

    key: Node | None
    value: Node


def unparenthesised(node: Node) -> Node:
    """Take the parentheses off an expression or type."""
    while node.type in _PARENTHESES:
        inside = named(node)
        if len(inside) != 1:
            return node
        node = inside[0]
    return node


def parenthesised(node: Node) -> Node:
    """Return the outermost parentheses around a node, or the node itself."""
    parent = node.parent
    while parent is not None and parent.type in _PARENTHESES:
        node, parent = parent, parent.parent
    return node


def is_call(node: Node) -> bool:
    """Tell whether a node has the shape of a call: a call, a conversion or a builtin."""
    return node.type in CALLS


def callee(call: Node) -> Node | None:
    """Return what is called or converted to, without parentheses, type arguments left on."""
    function = call.child_by_field_name("function") or call.child_by_field_name("type")
    return None if function is None else unparenthesised(function)


def called_name(call: Node) -> Node | None:
    """Return the identifier that names the callee: `f` of `f[T](x)`, `M` of `a.b.M(x)`."""
    function = callee(call)
    return None if function is None else name_of(function)


def name_of(expression: Node) -> Node | None:
    """Return the identifier that names an operand or type, without package and type arguments."""
    node = unparenthesised(expression)
    while node.type in {"index_expression", "generic_type", "type_instantiation_expression"}:
        inner = node.child_by_field_name("operand") or node.child_by_field_name("type")
        if inner is None:
            return None
        node = unparenthesised(inner)
    if node.type in {"identifier", "type_identifier"}:
        return node
    return node.child_by_field_name("field") or (
        node.child_by_field_name("name") if node.type == "qualified_type" else None
    )


def dotted(expression: Node) -> str:
    """Spell a chain of names, `a.b.c`; empty for any other expression. Type arguments are cut."""
    names: list[str] = []
    node: Node | None = _without_type_arguments(unparenthesised(expression))
    while node is not None:
        name = name_of(node) if node.type in _NAMES else None
        if name is None:
            return "" if node.type != "package_identifier" else ".".join((text(node), *names))
        names.insert(0, text(name))
        qualifier = operand(node)
        node = None if qualifier is None else unparenthesised(qualifier)
    return ".".join(names)


def calls(node: Node, *names: str) -> bool:
    """Tell whether a node is a call spelled with one of these names, as `append` or `os.Exit`."""
    if node.type not in CALLS:
        return False
    function = callee(node)
    return function is not None and dotted(function) in names


def arguments(call: Node) -> tuple[Node, ...]:
    """Return the arguments of a call, or the operand of a conversion, out of their parentheses.

    `xs...` gives `xs`.
    """
    if call.type == "type_conversion_expression":
        value = call.child_by_field_name("operand")
        return () if value is None else (unparenthesised(value),)
    listed = call.child_by_field_name("arguments")
    given = () if listed is None else named(listed)
    return tuple(unparenthesised(_spread_operand(each)) for each in given)


def is_spread(call: Node) -> bool:
    """Tell whether the last argument of a call is `xs...`."""
    listed = call.child_by_field_name("arguments")
    given = () if listed is None else named(listed)
    return bool(given) and given[-1].type == "variadic_argument"


def type_arguments(node: Node) -> tuple[Node, ...]:
    """Return the explicit type arguments of a call, instantiation or generic type.

    `f[T]` alone is spelled like an index expression: ask the type checker which it is.
    """
    listed = node.child_by_field_name("type_arguments")
    if listed is not None:
        return tuple(named(element)[0] for element in named(listed) if named(element))
    if node.type == "type_instantiation_expression":
        return named(node)[1:]
    if node.type == "index_expression":
        key = node.child_by_field_name("index")
        return () if key is None else (key,)
    function = callee(node) if node.type in CALLS else None
    return () if function is None else type_arguments_of_operand(function)


def type_arguments_of_operand(function: Node) -> tuple[Node, ...]:
    """Return the type arguments that a callee carries: `T` of `f[T]`."""
    kinds = {"generic_type", "index_expression", "type_instantiation_expression"}
    return type_arguments(function) if function.type in kinds else ()


def call_around(node: Node) -> tuple[Node, int] | None:
    """Return the call that has a node as an argument, and the position of the argument."""
    node = parenthesised(node)
    parent = node.parent
    if parent is not None and parent.type == "variadic_argument":
        node, parent = parent, parent.parent
    if parent is None or parent.parent is None:
        return None
    if parent.type == "type_conversion_expression":
        return (parent, 0) if parent.child_by_field_name("operand") == node else None
    if parent.type != "argument_list" or not is_call(parent.parent):
        return None
    return parent.parent, named(parent).index(node)


def operand(node: Node) -> Node | None:
    """Return what a selector, index, slice, assertion, unary or conversion is applied to."""
    return node.child_by_field_name("operand") or (
        node.child_by_field_name("package") if node.type == "qualified_type" else None
    )


def receiver_argument(call: Node) -> Node | None:
    """Return `x` of the call `x.M()`; the package name in `pkg.F()`."""
    function = callee(call)
    return None if function is None else operand(_without_type_arguments(function))


def root_operand(node: Node) -> Node:
    """Return where selectors, indexes, slices, dereferences begin: `a` of `(*a.b)[i].c`."""
    chain = {
        "index_expression",
        "selector_expression",
        "slice_expression",
        "type_assertion_expression",
    }
    node = unparenthesised(node)
    while node.type in chain or is_dereference(node):
        inner = node.child_by_field_name("operand")
        if inner is None:
            return node
        node = unparenthesised(inner)
    return node


def operator(node: Node) -> str:
    """Return the operator of a unary, binary or assignment node: `&`, `+`, `+=`, `:=`."""
    sign = node.child_by_field_name("operator")
    if sign is not None:
        return sign.type
    return next((child.type for child in node.children if child.type in {":=", "="}), "")


def is_address_of(node: Node) -> bool:
    """Tell whether a node is `&x`."""
    return node.type == "unary_expression" and operator(node) == "&"


def is_dereference(node: Node) -> bool:
    """Tell whether a node is `*p`."""
    return node.type == "unary_expression" and operator(node) == "*"


def is_receive(node: Node) -> bool:
    """Tell whether a node is `<-c`."""
    return node.type == "unary_expression" and operator(node) == "<-"


def is_nil(node: Node) -> bool:
    """Tell whether an expression is spelled `nil`."""
    return unparenthesised(node).type == "nil"


def is_blank(node: Node) -> bool:
    """Tell whether a node is the blank identifier."""
    return node.type in {"blank_identifier", "identifier"} and text(node) == "_"


def literal_type(literal: Node) -> Node | None:
    """Return the type of a composite literal; None for an elided one."""
    return literal.child_by_field_name("type")


def elements(literal: Node) -> tuple[Element, ...]:
    """Return the elements of a composite literal or of an elided `{...}` within one."""
    body = literal.child_by_field_name("body") or literal
    return tuple(filter(None, map(_element, named(body))))


def is_elided_literal(node: Node) -> bool:
    """Tell whether a node is a `{...}` within a composite literal whose type is left out."""
    parent = node.parent
    return node.type == "literal_value" and (parent is None or parent.type == "literal_element")


def _spread_operand(argument: Node) -> Node:
    inside = named(argument)
    return inside[0] if argument.type == "variadic_argument" and inside else argument


def _element(node: Node) -> Element | None:
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if node.type == "literal_element":
        value = node
    if value is None or not named(value):
        return None
    return Element(None if key is None or not named(key) else named(key)[0], named(value)[0])


def _without_type_arguments(function: Node) -> Node:
    while function.type in {"index_expression", "generic_type"}:
        inner = function.child_by_field_name("operand") or function.child_by_field_name("type")
        if inner is None:
            return function
        function = unparenthesised(inner)
    return function
