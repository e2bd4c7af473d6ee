"""Resources of a loop that are meant to live beyond the round that acquires them."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import (
    GoObject,
    GoType,
    Interface,
    Named,
    Pointer,
    Scope,
    Slice,
    Unknown,
)
from gomemlint.semantic.program.code import File
from gomemlint.syntax.expressions import (
    arguments,
    call_around,
    called_name,
    calls,
    is_call,
    is_nil,
    parenthesised,
    root_operand,
)
from gomemlint.syntax.functions import enclosing_function, own_nodes_of
from gomemlint.syntax.nodes import ancestors, contains, descendants, named, text
from gomemlint.syntax.statements import assigned, enclosing_statement, named_by
from gomemlint.syntax.waiting import is_wait

KEEPING = frozenset({"literal_element", "keyed_element", "return_statement", "send_statement"})
_SEEN_THROUGH = frozenset({"type_assertion_expression", "slice_expression"})
# What most types have says nothing about what a value wraps.
COMMON = frozenset({"Error", "Format", "GoString", "String"})


def is_kept(file: File, released: Node, region: Node) -> bool:
    """Tell whether a resource outlives its round: stored, returned, sent, given to a goroutine."""
    root = root_operand(released)
    variable = file.object_of(root)
    if isinstance(variable, Unknown):
        return True
    return any(
        _keeps(file, node, region) or _runs_on(node, region) or _is_wrapped(file, node, region)
        for node in _uses(file, variable, region)
    )


def is_for_later(file: File, statement: Node, released: Node, acquired: Node, region: Node) -> bool:
    """Tell whether a round does nothing with a resource but acquire it and defer its release.

    What follows the loop is what it was acquired for.
    """
    if not (_is_last(statement, region) and _goes_on(region)):
        return False
    spelled, made = file.text(released), enclosing_statement(acquired) or acquired
    return not any(
        file.text(node) == spelled and not _is_compared_with_nil(node)
        for node in descendants(region)
        if made.end_byte <= node.start_byte < statement.start_byte
    )


def _uses(file: File, variable: GoObject, region: Node) -> Iterator[Node]:
    name = variable.name.encode()
    for node in descendants(region):
        if node.type == "identifier" and node.text == name and file.object_of(node) == variable:
            yield node


def _keeps(file: File, use: Node, region: Node) -> bool:
    place = parenthesised(use)
    while place.parent is not None and place.parent.type in _SEEN_THROUGH:
        place = parenthesised(place.parent)
    around = call_around(place)
    if around is not None:
        call = around[0]
        if calls(call, "append"):
            return around[1] > 0
        return _wraps(file, call, place) and _keeps(file, call, region)
    parent = place.parent
    if parent is not None and parent.type == "expression_list":
        parent = parent.parent
        if parent is not None and parent.type == "assignment_statement":
            return any(
                pair.value is not None
                and contains(pair.value, use)
                and not _is_of_round(file, pair.target, region)
                for pair in assigned(parent)
            )
    return parent is not None and parent.type in KEEPING


def _is_of_round(file: File, target: Node, region: Node) -> bool:
    """Tell whether a field belongs to what the round makes and drops: `cmd.Stdout = f`."""
    root = root_operand(target)
    holder = file.object_of(root) if root != target and root.type == "identifier" else None
    declared = holder.declaration if isinstance(holder, GoObject) else None
    if not isinstance(holder, GoObject) or holder.scope is not Scope.LOCAL or declared is None:
        return False
    if not region.start_byte <= declared.offset < region.end_byte:
        return False
    return not any(
        _keeps(file, node, region) or _runs_on(node, region)
        for node in _uses(file, holder, region)
        if node.start_byte != declared.offset and node != root
    )


def _is_wrapped(file: File, use: Node, region: Node) -> bool:
    """Tell whether a variable gets what a call wraps around a resource, and that is kept."""
    around = call_around(parenthesised(use))
    if around is None or not _wraps(file, around[0], use):
        return False
    target = named_by(around[0])
    wrapper = None if target is None else file.object_of(target)
    return isinstance(wrapper, GoObject) and any(
        node != target and _keeps(file, node, region) for node in _uses(file, wrapper, region)
    )


def _wraps(file: File, call: Node, given: Node) -> bool:
    """Tell whether a call makes something that can do what its argument can: a reader of one.

    What is new of a slice has it inside, like `bytes.NewBuffer(b)`.
    """
    name = called_name(call)
    if isinstance(file.type_of(given), Slice) and name is not None:
        return text(name).startswith("New")
    made, inner = _methods(file.type_of(call)), _methods(file.type_of(given))
    return bool((made & inner) - COMMON)


def _methods(type_: GoType | Unknown) -> frozenset[str]:
    of = type_.element if isinstance(type_, Pointer) else type_
    return frozenset(of.methods) if isinstance(of, Named | Interface) else frozenset()


def _runs_on(use: Node, region: Node) -> bool:
    """Tell whether a goroutine uses a resource, for which the round does not wait."""
    for outer in ancestors(use):
        if outer == region:
            return False
        if outer.type == "go_statement" or _is_group(outer):
            later = (n for n in descendants(region) if n.start_byte >= outer.end_byte)
            return not any(map(is_wait, later))
    return False


def _is_group(call: Node) -> bool:
    """Tell whether a call hands a function literal to a group of goroutines: `g.Go(func() ...)`."""
    name = called_name(call) if is_call(call) else None
    is_given = name is not None and any(a.type == "func_literal" for a in arguments(call))
    return is_given and name is not None and text(name) == "Go"


def _is_last(statement: Node, region: Node) -> bool:
    """Tell whether a round ends with a statement."""
    inner = statement
    for outer in ancestors(statement):
        if outer == region:
            return True
        if outer.type in ("block", "statement_list") and named(outer)[-1:] != (inner,):
            return False
        inner = outer
    return False


def _goes_on(region: Node) -> bool:
    """Tell whether a function still calls something after a loop."""
    function = enclosing_function(region)
    return function is not None and any(
        node.start_byte >= region.end_byte for node in own_nodes_of(function, "call_expression")
    )


def _is_compared_with_nil(node: Node) -> bool:
    outer = parenthesised(node).parent
    return (
        outer is not None and outer.type == "binary_expression" and any(map(is_nil, named(outer)))
    )
