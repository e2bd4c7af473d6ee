"""Containers that start empty and are filled by a loop whose rounds can be counted before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import Basic, GoObject, GoType, Map, Scope, Unknown
from gomemlint.semantic.churn.bounds import Bound, bound_of, is_new_in, is_unconditional, leaves
from gomemlint.semantic.program.calls import callee_of, is_builtin
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import Definition, definitions
from gomemlint.semantic.program.functions import RECEIVER
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import (
    arguments,
    calls,
    is_call,
    is_nil,
    is_spread,
    literal_type,
    operand,
    unparenthesised,
)
from gomemlint.syntax.functions import (
    enclosing_function,
    enclosing_loop,
    enclosing_loops,
    own_nodes_of,
)
from gomemlint.syntax.nodes import ancestors, contains, descendants, enclosing, named, text
from gomemlint.syntax.statements import body, statements

FEW_ELEMENTS = 4
FEW_ENTRIES = 8
FEW_WRITES = 4
FEW_KEYS = frozenset({"bool", "byte", "int8", "uint8"})
WRITERS = {
    f"{owner}.{method}": owner
    for owner in ("strings.(Builder)", "bytes.(Buffer)")
    for method in ("Write", "WriteString", "WriteByte", "WriteRune")
}


@dataclass(frozen=True, slots=True)
class Filling:
    """A variable, where it is declared, the statement that fills it, and how often it runs.

    `made` is the expression that makes it empty, None for a plain declaration.
    """

    name: str
    declared: Node
    made: Node | None
    filling: Node
    loop: Node
    bound: Bound


def filled_slice(index: Index, file: File, append: Node) -> Filling | None:
    """Return the slice that an `x = append(x, v)` fills, one element in each round."""
    call = append
    statement = enclosing(call, {"assignment_statement"})
    target = None if statement is None else statement.child_by_field_name("left")
    given = arguments(call)
    if statement is None or target is None or len(given) != 2 or is_spread(call):
        return None
    if not is_builtin(file, call, "append") or text(target) != text(given[0]):
        return None
    found = _filling(index, file, statement, given[0], FEW_ELEMENTS)
    if found is None or leaves(found.loop, returns=True) or _is_compared(index, file, given[0]):
        return None
    return found


def filled_map(index: Index, file: File, insertion: Node) -> Filling | None:
    """Return the map that `m[k] = v` fills, with another key in each round."""
    left = insertion.child_by_field_name("left")
    place = None if left is None else unparenthesised(named(left)[0])
    if place is None or place.type != "index_expression":
        return None
    container, key = operand(place), place.child_by_field_name("index")
    if container is None or key is None or container.type != "identifier":
        return None
    if _has_few_keys(file, core(file, file.type_of(container))):
        return None
    found = _filling(index, file, insertion, container, FEW_ENTRIES)
    if found is None or leaves(found.loop, returns=False) or _loses(index, file, container):
        return None
    if _is_asked(place, found.loop):
        return None
    return found if _varies(file, key, found.loop) else None


def filled_builder(index: Index, file: File, call: Node) -> Filling | None:
    """Return the builder that a write fills with something of a size that is at hand."""
    statement = call.parent
    callee = callee_of(index, file, call)
    if callee is None or callee.key not in WRITERS or statement is None:
        return None
    receiver = callee.operand(RECEIVER)
    if receiver is None or receiver.type != "identifier":
        return None
    found = _filling(index, file, statement, receiver, FEW_WRITES)
    if found is None or leaves(found.loop, returns=True) or _is_grown(index, file, receiver):
        return None
    written = _writes(index, file, receiver, found.loop)
    return found if all(_has_size(file, node) for node in written) else None


def _filling(index: Index, file: File, statement: Node, name: Node, few: int) -> Filling | None:
    variable = file.object_of(name)
    loop = enclosing_loop(statement)
    if loop is None or not is_unconditional(statement, loop) or isinstance(variable, Unknown):
        return None
    declared = _empty_declaration(index, file, variable, statement)
    if declared is None or not _is_once_around(loop, declared[0]) or _goes_back(loop):
        return None
    bound = bound_of(index, file, loop)
    if bound is None or (bound.value is not None and bound.value <= few):
        return None
    return Filling(variable.name, declared[0], declared[1], statement, loop, bound)


def _empty_declaration(
    index: Index, file: File, variable: GoObject, statement: Node
) -> tuple[Node, Node | None] | None:
    """Return where a variable is declared and what makes it empty.

    None if it may hold something by then.
    """
    if variable.scope not in (Scope.LOCAL, Scope.RESULT):
        return None
    site = index.declaration(variable)
    if site is None or enclosing_function(site.node) != enclosing_function(statement):
        return None
    others = [each for each in definitions(index, variable) if each.statement != statement]
    if len(others) > 1 or any(each.statement.start_byte > statement.start_byte for each in others):
        return None
    made = _made(others[0]) if others else None
    if others and made is None and others[0].assigned.value is not None:
        return None
    if made is not None and not _is_empty(file, made):
        return None
    return site.node, made


def _made(definition: Definition) -> Node | None:
    value = definition.value
    return None if value is None else unparenthesised(value)


def _is_empty(file: File, made: Node) -> bool:
    """Tell whether an expression makes something empty of no particular size."""
    if made.type == "unary_expression" and named(made):
        made = unparenthesised(named(made)[0])
    if made.type == "composite_literal":
        inside = made.child_by_field_name("body")
        return literal_type(made) is not None and inside is not None and not named(inside)
    if not is_call(made):
        return False
    given = arguments(made)
    if is_builtin(file, made, "new"):
        return True
    sizes = given[1:]
    is_unsized = all(file.constant_of(size) == "0" for size in sizes)
    return is_builtin(file, made, "make") and is_unsized


def _is_once_around(loop: Node, declared: Node) -> bool:
    """Tell whether a loop runs once for each declaration: no loop lies in between."""
    return not contains(loop, declared) and all(
        contains(outer, declared) for outer in enclosing_loops(loop)
    )


def _goes_back(loop: Node) -> bool:
    """Tell whether a `goto` of the function may run a loop again."""
    function = enclosing_function(loop)
    return function is not None and any(own_nodes_of(function, "goto_statement"))


def _is_compared(index: Index, file: File, name: Node) -> bool:
    """Tell whether a slice is compared with nil: then nil and empty mean different things."""
    variable = file.object_of(name)
    if isinstance(variable, Unknown):
        return True
    for site in index.uses(variable.key):
        around = site.node.parent
        if around is not None and around.type == "binary_expression":
            sides = (around.child_by_field_name("left"), around.child_by_field_name("right"))
            if any(side is not None and is_nil(side) for side in sides):
                return True
    return False


def _loses(index: Index, file: File, name: Node) -> bool:
    variable = file.object_of(name)
    if isinstance(variable, Unknown):
        return True
    holders = (site.node.parent for site in index.uses(variable.key))
    return any(
        holder is not None and holder.parent is not None and calls(holder.parent, "delete", "clear")
        for holder in holders
    )


def _has_few_keys(file: File, container: GoType | Unknown) -> bool:
    """Tell whether something is no map, or one whose keys are few by their type."""
    key = core(file, container.key) if isinstance(container, Map) else None
    return key is None or (isinstance(key, Basic) and key.name in FEW_KEYS)


def _is_asked(place: Node, loop: Node) -> bool:
    """Tell whether a loop looks up the entry that it sets: then keys come again.

    Where that is refused with a `return`, they do not.
    """
    spelled = text(place)
    return any(
        node.type == "index_expression"
        and text(node) == spelled
        and node != place
        and not _is_refused(node, loop)
        for node in descendants(loop)
    )


def _is_refused(lookup: Node, loop: Node) -> bool:
    for outer in ancestors(lookup):
        if outer == loop:
            return False
        block = body(outer) if outer.type == "if_statement" else None
        if block is not None and not contains(block, lookup):
            last = statements(block)[-1:]
            return bool(last) and last[0].type == "return_statement"
    return False


def _varies(file: File, key: Node, loop: Node) -> bool:
    """Tell whether a key is made of what is new in each round."""
    for node in (key, *descendants(key)):
        meant = file.object_of(node) if node.type == "identifier" else None
        if isinstance(meant, GoObject) and is_new_in(meant, file, loop):
            return True
    return False


def _is_grown(index: Index, file: File, name: Node) -> bool:
    """Tell whether a builder gets its size, is emptied, or is given to somebody before."""
    variable = file.object_of(name)
    if isinstance(variable, Unknown):
        return True
    return any(_method(site.node) in ("Grow", "Reset") for site in index.uses(variable.key))


def _writes(index: Index, file: File, name: Node, loop: Node) -> Iterator[Node]:
    """Yield what a loop writes into a builder."""
    variable = file.object_of(name)
    assert isinstance(variable, GoObject)
    for site in index.uses(variable.key):
        if contains(loop, site.node):
            around = enclosing(site.node, {"call_expression"})
            yield site.node if around is None else around


def _has_size(file: File, call: Node) -> bool:
    """Tell whether a write is of a constant, a byte, or text that is at hand."""
    given = arguments(call)
    if _method_of(call) == "WriteByte":
        return True
    if len(given) != 1 or not _method_of(call).startswith("Write"):
        return False
    if not isinstance(file.constant_of(given[0]), Unknown):
        return True
    return unparenthesised(given[0]).type in (
        "identifier",
        "selector_expression",
        "index_expression",
    )


def _method(name: Node) -> str:
    selector = name.parent
    field = None if selector is None else selector.child_by_field_name("field")
    return "" if field is None else text(field)


def _method_of(call: Node) -> str:
    function = call.child_by_field_name("function")
    field = None if function is None else function.child_by_field_name("field")
    return "" if field is None else text(field)
