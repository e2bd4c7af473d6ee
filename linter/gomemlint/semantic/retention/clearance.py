"""Whether the slots that a shortened slice leaves behind are cleared, or used again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Scope
from gomemlint.semantic.program.calls import Callee, callee_of
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import assignment_to, declared_value
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.retention.shortening import (
    Manner,
    Shortening,
    same_slice,
    slice_path,
)
from gomemlint.syntax.expressions import (
    CALLS,
    arguments,
    called_name,
    calls,
    elements,
    is_address_of,
    is_call,
    is_dereference,
    is_nil,
    operand,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.functions import FUNCTIONS, deferral, own_nodes_of
from gomemlint.syntax.nodes import ancestors, contains, descendants, named, text
from gomemlint.syntax.statements import assigned, enclosing_statement

_DEPTH = 3
_CHOICES = frozenset(
    {"if_statement", "for_statement", "expression_case", "type_case", "communication_case"}
)
# Which bound of its first argument says from where a call moves elements down.
_MOVES = {"append": "end", "copy": "start"}
_CLEARS = re.compile(rb"[=,]\s*(?:nil\b|\"{2})|\bclear\(|\{\}|\bzero\b|\bempty\b|\*new\(")
_CALLS = re.compile(rb"\w\(")


def is_cleared(index: Index, function: Function, array: Node, depth: int = _DEPTH) -> bool:
    """Tell whether a function sets slots of a slice to nothing, itself or by what it calls."""
    file = function.file
    for node in descendants(function.node) if _may_clear(function, depth) else ():
        if node.type == "assignment_statement" and _empties_slot(index, file, node, array):
            return True
        if node.type in CALLS and _call_clears(index, file, node, array, depth):
            return True
    return False


def _may_clear(function: Function, depth: int) -> bool:
    """Tell from its text whether a function sets anything to nothing, or calls who might."""
    block = function.body
    if block is None:
        return False
    source, start, end = function.file.source, block.start_byte, block.end_byte
    if _CLEARS.search(source, start, end) is not None:
        return True
    return depth == _DEPTH and _CALLS.search(source, start, end) is not None


def is_refilled(index: Index, function: Function, shortening: Shortening) -> bool:
    """Tell whether what comes after a shortening fills the slot again or drops the array."""
    node = shortening.statement.next_named_sibling
    while node is not None:
        for pair in assigned(node) if node.type == "assignment_statement" else ():
            value = None if pair.value is None else unparenthesised(pair.value)
            if value is None or not same_slice(
                index, shortening.file, pair.target, shortening.target
            ):
                continue
            if is_nil(value) or _appends_to(index, shortening.file, value, shortening.target):
                return True
        node = node.next_named_sibling
    return _is_put_back(index, function, shortening)


def _is_put_back(index: Index, function: Function, shortening: Shortening) -> bool:
    """Tell whether the function appends to the slice later, deferred or not, on the same way."""
    start, end = shortening.statement.end_byte, function.node.end_byte
    if shortening.manner not in (Manner.POP, Manner.DELETE):
        return False
    if shortening.file.source.find(b"append(", start, end) < 0:
        return False
    for node in descendants(function.node):
        if node.type != "assignment_statement" or node.start_byte < start:
            continue
        for pair in assigned(node):
            value = None if pair.value is None else unparenthesised(pair.value)
            if value is None or not _appends_to(index, shortening.file, value, shortening.target):
                continue
            is_same = same_slice(index, shortening.file, pair.target, shortening.target)
            if is_same and _is_on_the_way(node, shortening.statement, function):
                return True
    return False


def _is_on_the_way(later: Node, start: Node, function: Function) -> bool:
    """Tell whether what runs after a statement comes to a later one, or has deferred it."""
    for outer in ancestors(later):
        if outer == function.node:
            return True
        if outer.type in _CHOICES and not contains(outer, start):
            return False
        if outer.type in FUNCTIONS and not _is_deferred(outer):
            return False
    return False


def _is_deferred(literal: Node) -> bool:
    call = parenthesised(literal).parent
    return call is not None and deferral(call) is not None


def is_arena(index: Index, shortening: Shortening) -> bool:
    """Tell whether the module takes slots back by `s = s[:n+1]`: they are used again."""
    path = slice_path(index, shortening.file, shortening.slice)
    key = "" if path is None else path.cell.replace("[*]", "")
    for site in index.uses(key) if key else ():
        place = _place(site.node)
        outer = place.parent
        if outer is None or outer.type != "slice_expression" or operand(outer) != place:
            continue
        end = outer.child_by_field_name("end")
        holder = parenthesised(outer).parent
        is_assigned = holder is not None and holder.type == "expression_list"
        is_longer = end is not None and ("+" in text(end) or "cap(" in text(end))
        if is_longer and is_assigned and end is not None and "copy(" not in text(end):
            return True
    return False


def is_only_view(index: Index, shortening: Shortening) -> bool:
    """Tell whether a local variable alone gets shorter: what it was set from keeps its length."""
    file, target = shortening.file, unparenthesised(shortening.target)
    meant = file.object_of(target) if target.type == "identifier" else None
    if not isinstance(meant, GoObject) or meant.scope is not Scope.LOCAL:
        return False
    for use in index.uses(meant.key):
        statement = enclosing_statement(use.node)
        for pair in () if statement is None else assigned(statement):
            value = None if pair.value is None else _cut_from(pair.value)
            is_other = unparenthesised(pair.target) != target and value == use.node
            if is_other and file.object_of(unparenthesised(pair.target)) != meant:
                return False
    return True


def is_made_before(index: Index, function: Function, shortening: Shortening) -> bool:
    """Tell whether a function cuts what it has just made and filled up to there."""
    statements = own_nodes_of(function.node, "assignment_statement")
    before = (each for each in statements if each.end_byte <= shortening.statement.start_byte)
    return _gives_new_array(index, function.file, before, shortening.slice)


def is_dropped(index: Index, function: Function, array: Node) -> bool:
    """Tell whether a function gives a slice a new array, or none."""
    statements = own_nodes_of(function.node, "assignment_statement")
    return _gives_new_array(index, function.file, statements, array)


def _gives_new_array(index: Index, file: File, statements: Iterable[Node], array: Node) -> bool:
    for statement in statements:
        for pair in assigned(statement):
            value = None if pair.value is None else unparenthesised(pair.value)
            is_new = value is not None and (
                is_nil(value) or (is_call(value) and text(value).startswith("make("))
            )
            if is_new and same_slice(index, file, pair.target, array):
                return True
    return False


def _empties_slot(index: Index, file: File, statement: Node, array: Node) -> bool:
    for pair in assigned(statement):
        slot = _slot(_pointed(file, pair.target))
        base = None if slot is None else operand(slot)
        if base is None or pair.value is None or not is_zero(file, pair.value):
            continue
        if same_slice(index, file, _unsliced(base), array):
            return not _is_moved_over(index, file, statement, slot)
    return False


def _is_moved_over(index: Index, file: File, statement: Node, slot: Node | None) -> bool:
    """Tell whether what is behind `s[i]` is moved there: it is the last slot that stays.

    That is `copy(s[i:], s[i+1:])` or `append(s[:i], s[i+1:]...)`.
    """
    base = None if slot is None else operand(slot)
    position = None if slot is None else slot.child_by_field_name("index")
    later = statement.next_named_sibling
    while later is not None and base is not None and position is not None:
        for call in (later, *descendants(later)):
            bound = next((b for name, b in _MOVES.items() if calls(call, name)), "")
            into = unparenthesised(arguments(call)[0]) if bound else call
            start = into.child_by_field_name(bound) if bound else None
            if start is not None and text(start) == text(position):
                return same_slice(index, file, _unsliced(into), _unsliced(base))
        later = later.next_named_sibling
    return False


def _pointed(file: File, target: Node) -> Node:
    """Return the element behind a pointer: `s[n]` of `*last` with `last := &s[n]`."""
    target = unparenthesised(target)
    variable = operand(target) if is_dereference(target) else None
    value = None if variable is None else declared_value(file, unparenthesised(variable))
    value = None if value is None else unparenthesised(value)
    return named(value)[0] if value is not None and is_address_of(value) else target


def _slot(target: Node) -> Node | None:
    """Return the element that is assigned, or whose field is."""
    node: Node | None = unparenthesised(target)
    while node is not None and node.type != "index_expression":
        inner = operand(node) if node.type == "selector_expression" else None
        node = None if inner is None else unparenthesised(inner)
    return node


def is_zero(file: File, value: Node) -> bool:
    """Tell whether a value is visibly the zero value of its type."""
    value = unparenthesised(value)
    if is_nil(value) or file.constant_of(value) == "":
        return True
    if value.type == "composite_literal":
        return not elements(value)
    if value.type == "unary_expression":
        return text(value).startswith("*new(")
    if value.type != "identifier":
        return False
    meant = file.object_of(value)
    declared = meant.declaration if isinstance(meant, GoObject) else None
    if declared is None or declared.path != file.absolute or declared.offset < 0:
        return False
    name = file.tree.root.named_descendant_for_byte_range(declared.offset, declared.offset + 1)
    found = None if name is None else assignment_to(name)
    return found is not None and found[0].type == "var_spec" and found[1].value is None


def _call_clears(index: Index, file: File, call: Node, array: Node, depth: int) -> bool:
    name = called_name(call)
    if name is not None and text(name) == "clear":
        given = arguments(call)
        return bool(given) and same_slice(index, file, _unsliced(given[0]), array)
    known = callee_of(index, file, call)
    if known is None or known.function is None or depth == 0:
        return False
    for position, node in known.operands:
        base = _unsliced(node)
        parameter = known.parameter_of(position)
        inside = next((p for p in known.function.inputs if p.index == parameter), None)
        if inside is None or inside.object is None:
            continue
        if same_slice(index, file, base, array):
            if is_cleared(index, known.function, inside.node, depth - 1):
                return True
            if _is_filled(index, file, known, known.function, inside.node):
                return True
        elif _is_owner(index, file, base, array) and _clears_cell(
            index, known.function, array, file
        ):
            return True
    return False


def _is_filled(index: Index, file: File, known: Callee, function: Function, array: Node) -> bool:
    """Tell whether a callee sets slots of a slice to a parameter, which is given the zero value."""
    given = {known.parameter_of(i) for i, node in known.operands if is_zero(file, node)}
    names = {p.object.key for p in function.inputs if p.object is not None and p.index in given}
    for statement in own_nodes_of(function.node, "assignment_statement") if names else ():
        for pair in assigned(statement):
            slot, value = _slot(pair.target), pair.value
            meant = None if value is None else function.file.object_of(unparenthesised(value))
            base = None if slot is None else operand(slot)
            if base is not None and isinstance(meant, GoObject) and meant.key in names:
                return same_slice(index, function.file, _unsliced(base), array)
    return False


def _is_owner(index: Index, file: File, node: Node, array: Node) -> bool:
    ours, theirs = slice_path(index, file, node), slice_path(index, file, array)
    return ours is not None and theirs is not None and theirs.starts_with(ours)


def _clears_cell(index: Index, function: Function, array: Node, file: File) -> bool:
    """Tell whether a method clears slots of the same field of its receiver."""
    path = slice_path(index, file, array)
    return path is not None and any(
        found is not None and found.cell == path.cell
        for found in (slice_path(index, function.file, n) for n in _cleared(function))
    )


def _cleared(function: Function) -> Iterator[Node]:
    for node in descendants(function.node):
        if node.type in CALLS:
            name, given = called_name(node), arguments(node)
            if name is not None and text(name) == "clear" and given:
                yield _unsliced(given[0])
        for pair in assigned(node) if node.type == "assignment_statement" else ():
            slot = _slot(pair.target)
            base = None if slot is None else operand(slot)
            if base is not None and pair.value is not None and is_zero(function.file, pair.value):
                yield _unsliced(base)


def _appends_to(index: Index, file: File, value: Node, array: Node) -> bool:
    name, given = (called_name(value), arguments(value)) if is_call(value) else (None, ())
    if name is None or text(name) != "append" or not given:
        return False
    return same_slice(index, file, given[0], array)


def _cut_from(value: Node) -> Node:
    """Return what a value is a slice of: `s` in `append(s[:i], s[j:]...)`."""
    inner = unparenthesised(value)
    while is_call(inner) and arguments(inner):
        inner = unparenthesised(arguments(inner)[0])
    return _unsliced(inner)


def _unsliced(node: Node) -> Node:
    """Take slicing, parentheses and `&` off."""
    while True:
        node = unparenthesised(node)
        if node.type == "slice_expression":
            inner = operand(node)
        elif is_address_of(node):
            inner = named(node)[0]
        else:
            return node
        if inner is None:
            return node
        node = inner


def _place(name: Node) -> Node:
    place = parenthesised(name)
    outer = place.parent
    while outer is not None and (
        (outer.type == "selector_expression" and outer.child_by_field_name("field") == place)
        or (outer.type == "unary_expression" and text(outer).startswith("*"))
    ):
        place = parenthesised(outer)
        outer = place.parent
    return place
