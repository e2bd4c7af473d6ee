"""What the code around a place does with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from tree_sitter import Node

from gomemlint.model.gotypes import (
    Array,
    GoObject,
    GoType,
    Map,
    Named,
    ObjectKind,
    Pointer,
    Slice,
    Unknown,
)
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import assignment_to
from gomemlint.syntax.expressions import (
    CALLS,
    called_name,
    callee,
    is_address_of,
    is_dereference,
    operator,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.nodes import text
from gomemlint.syntax.statements import ASSIGNMENTS, assigned


class Role(Enum):
    """The role of a place in the code around it."""

    TARGET = "target"
    ELEMENT_TARGET = "element target"
    VALUE = "value"
    ARGUMENT = "argument"
    RECEIVER = "receiver"
    RANGE = "range"
    LENGTH_TEST = "length test"
    FIELD_NAME = "field name"
    OUT = "out"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Context:
    """A place and what happens to it.

    `place` is the whole expression that names it, `node` the construct that uses it. `target` and
    `value` are the other side of an assignment, `key` the index of an element that is assigned,
    `call` the call that gets it. `is_address` holds for `&place`.
    """

    role: Role
    place: Node
    node: Node
    target: Node | None = None
    value: Node | None = None
    key: Node | None = None
    call: Node | None = None
    is_address: bool = False


_COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
# What gives the same container again: `p.Load().Store(k, v)`.
_TRANSPARENT = frozenset({"sync/atomic.(Pointer).Load"})


def context_of(file: File, name: Node) -> Context:
    """Return what happens to the variable or field that an identifier names."""
    field = _field_name(file, name)
    if field is not None:
        return field
    place, is_address = _place(file, name)
    context = _used(file, place)
    return replace(context, is_address=is_address)


def context_of_value(file: File, expression: Node) -> Context:
    """Return what happens to the container that an expression, such as a call, stands for."""
    place, is_address = _place(file, expression)
    return replace(_used(file, place), is_address=is_address)


def _field_name(file: File, name: Node) -> Context | None:
    """Return the role of a field that is named as the key of a literal."""
    holder = name.parent
    element = None if holder is None else holder.parent
    if element is None or element.type != "keyed_element":
        return None
    if element.child_by_field_name("key") != holder:
        return None
    meant = file.object_of(name)
    if not isinstance(meant, GoObject) or meant.kind is not ObjectKind.FIELD:
        return None
    value = element.child_by_field_name("value")
    inside = None if value is None or not value.named_children else value.named_children[0]
    return Context(Role.FIELD_NAME, name, element, value=inside)


def _place(file: File, name: Node) -> tuple[Node, bool]:
    """Climb to the whole expression that means the same container."""
    node, is_address = name, False
    while True:
        node = parenthesised(node)
        outer = node.parent
        if outer is None:
            return node, is_address
        if outer.type == "selector_expression" and outer.child_by_field_name("field") == node:
            node = outer
        elif is_address_of(outer) or is_dereference(outer):
            node, is_address = outer, is_address_of(outer)
        elif outer.type in ("type_assertion_expression", "variadic_argument") or (
            outer.type == "index_expression" and _is_shard(file, node, outer)
        ):
            node = outer
        elif _is_transparent_call(file, outer):
            node = outer.parent if outer.parent is not None else outer
        else:
            return node, is_address


def _is_shard(file: File, place: Node, index: Node) -> bool:
    """Tell whether an index picks one map out of an array or slice of them."""
    if index.child_by_field_name("operand") != place:
        return False
    return is_container_list(file, place)


def is_container_list(file: File, place: Node) -> bool:
    """Tell whether a place is an array or slice of maps."""
    holder = _core(file, file.type_of(place))
    if not isinstance(holder, Array | Slice):
        return False
    element = _core(file, holder.element)
    is_sync = isinstance(element, Named) and element.key == "sync.Map"
    return is_sync or isinstance(element, Map)


def _core(file: File, type_: GoType | Unknown) -> GoType | Unknown:
    """Return what is behind a pointer and a name; `sync.Map` stays as it is."""
    if isinstance(type_, Pointer):
        type_ = type_.element
    if isinstance(type_, Named) and type_.key != "sync.Map":
        return file.types.underlying(type_)
    return type_


def _is_transparent_call(file: File, selector: Node) -> bool:
    call = selector.parent
    if selector.type != "selector_expression" or call is None or call.type not in CALLS:
        return False
    meant = file.object_of(selector)
    return isinstance(meant, GoObject) and meant.key in _TRANSPARENT


def _used(file: File, place: Node) -> Context:
    outer = place.parent
    if outer is None:
        return Context(Role.READ, place, place)
    match outer.type:
        case "index_expression" if outer.child_by_field_name("operand") == place:
            return _indexed(place, outer)
        case "slice_expression" if outer.child_by_field_name("operand") == place:
            return replace(_used(file, parenthesised(outer)), place=place)
        case "argument_list":
            return _argument(file, place, outer)
        case "selector_expression":
            return _selected(file, place, outer)
        case "range_clause":
            return Context(Role.RANGE, place, outer)
        case "expression_list" | "inc_statement" | "dec_statement" | "var_spec":
            return _assigned(place, outer)
        case "literal_element" | "send_statement" | "return_statement":
            return Context(Role.OUT, place, outer)
        case _:
            return _assigned(place, outer)


def _indexed(place: Node, index: Node) -> Context:
    element = parenthesised(index)
    found = assignment_to(element)
    if found is None:
        return Context(Role.READ, place, index)
    key = index.child_by_field_name("index")
    return Context(Role.ELEMENT_TARGET, place, found[0], value=found[1].value, key=key)


def _assigned(place: Node, outer: Node) -> Context:
    statement = outer.parent if outer.type == "expression_list" else outer
    if statement is None or statement.type == "return_statement":
        return Context(Role.OUT, place, outer)
    if statement.type not in ASSIGNMENTS:
        return Context(Role.READ, place, outer)
    for pair in assigned(statement):
        if pair.target == place:
            return Context(Role.TARGET, place, statement, value=pair.value)
        if pair.value is not None and unparenthesised(pair.value) == unparenthesised(place):
            return Context(Role.VALUE, place, statement, target=pair.target)
    return Context(Role.READ, place, outer)


def _argument(file: File, place: Node, listed: Node) -> Context:
    call = listed.parent
    if call is None:
        return Context(Role.READ, place, listed)
    name = called_name(call)
    if name is not None and text(name) in ("len", "cap"):
        return _measured(file, place, call)
    if name is not None and text(name) == "append" and place == listed.named_children[0]:
        return _appended(place, call)
    return Context(Role.ARGUMENT, place, call, call=call)


def _measured(file: File, place: Node, call: Node) -> Context:
    """`len(x)` bounds x where it is compared with something else than 0."""
    outer = parenthesised(call).parent
    if outer is not None and outer.type == "binary_expression" and operator(outer) in "+-":
        outer = parenthesised(outer).parent
    statement = None if outer is None else outer.parent
    if statement is not None and statement.type in ("short_var_declaration", "var_spec"):
        return Context(Role.LENGTH_TEST, place, statement)
    if outer is None or outer.type != "binary_expression":
        return Context(Role.READ, place, call)
    sign = outer.child_by_field_name("operator")
    if sign is None or sign.type not in _COMPARISONS:
        return Context(Role.READ, place, call)
    sides = (outer.child_by_field_name("left"), outer.child_by_field_name("right"))
    others = [side for side in sides if side is not None and unparenthesised(side) != call]
    if all(file.constant_of(other) == "0" for other in others):
        return Context(Role.READ, place, call)
    return Context(Role.LENGTH_TEST, place, outer)


def _appended(place: Node, call: Node) -> Context:
    """`append(x, ...)` is a value of its own: what it is assigned to is the target's matter."""
    return Context(Role.READ, place, call, call=call)


def _selected(file: File, place: Node, selector: Node) -> Context:
    outer = parenthesised(selector).parent
    meant = file.object_of(selector)
    if isinstance(meant, GoObject) and meant.kind is ObjectKind.FIELD:
        return Context(Role.READ, place, selector)
    if outer is not None and outer.type in CALLS and callee(outer) == selector:
        return Context(Role.RECEIVER, place, outer, call=outer)
    return Context(Role.OUT, place, selector)
