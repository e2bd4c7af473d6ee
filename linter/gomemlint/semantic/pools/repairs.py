"""Edits that put pooled objects back, by the pointer they came with, and empty."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tree_sitter import Node

from gomemlint.model.findings import Edit
from gomemlint.model.gotypes import Basic, GoObject, Named
from gomemlint.semantic.pools.carried import Carried, CarriedKind
from gomemlint.semantic.pools.dropping import assigned_variables
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import sole_value
from gomemlint.semantic.program.edits import is_free, line_after, line_before, removed, replaced
from gomemlint.semantic.program.functions import function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.values.pooled import NotPut, Put
from gomemlint.syntax.expressions import (
    called_name,
    is_address_of,
    is_call,
    is_dereference,
    is_nil,
    operand,
    parenthesised,
    root_operand,
    unparenthesised,
)
from gomemlint.syntax.functions import FUNCTIONS, enclosing_loop
from gomemlint.syntax.nodes import contains, descendants, text
from gomemlint.syntax.statements import assigned, enclosing_statement, returned, statements


def deferred_put(
    index: Index, file: File, losses: Collection[NotPut], puts: Iterable[Put]
) -> tuple[Edit, ...]:
    """Return the edits that put an object at every exit, in a `defer` behind its `Get`.

    There are none where an exit does something else with the object than to put or lose it, where
    what it returns could be memory of the object, and in loops.
    """
    got = next(iter(losses)).got
    statement = None if got is None else _statement_of(got)
    names = () if got is None else tuple(assigned_variables(got))
    variable = file.object_of(names[0]) if len(names) == 1 else None
    function = None if got is None else function_around(file, got)
    body = None if function is None else function.body
    if got is None or statement is None or body is None or not isinstance(variable, GoObject):
        return ()
    is_handed_on = any(loss.is_returned_elsewhere for loss in losses)
    if is_handed_on or sole_value(index, variable) is None or enclosing_loop(got) is not None:
        return ()
    known = {loss.source for loss in losses}
    calls = [put for put in puts if any(value.source in known for value in put.values)]
    lines = [line for put in calls if (line := _plain_put(put, names[0])) is not None]
    if not lines or len(lines) < len(calls) or len({text(line) for line in lines}) > 1:
        return ()
    lost = {loss.leaving for loss in losses}
    exits = [each for each in _exits(body) if each.start_byte > got.end_byte]
    if not all(each in lost or _is_behind(each, lines) for each in exits):
        return ()
    last = statements(body)[-1]
    if last not in exits and last not in lines:
        return ()
    if not all(_is_apart(file, value) for each in exits for value in returned(each)):
        return ()
    return (
        line_after(file, statement, f"defer {text(lines[0])}"),
        *(removed(file, line) for line in lines),
    )


def reset_before_put(carried: Carried) -> tuple[Edit, ...]:
    """Return the edit that empties an object before its put, if nobody has a view of it behind."""
    file, call = carried.file, carried.node
    line, function = _statement_of(call), function_around(file, call)
    is_known = carried.kind is CarriedKind.CONTENT and not carried.is_get
    if not is_known or carried.reset != "Reset()" or line is None or function is None:
        return ()
    if line.type != "expression_statement" or _has_view_behind(
        file, function.node, carried.name, line
    ):
        return ()
    return (line_before(file, line, f"{carried.name}.{carried.reset}"),)


def pointer_kept(index: Index, file: File, address: Node) -> tuple[Edit, ...]:
    """Return the edits that put the pointer which `Get` returned instead of a new one.

    There are none unless the same function gets it, and puts it in a statement of its own.
    """
    name, put = operand(address), _statement_of(address)
    variable = None if name is None else file.object_of(name)
    if name is None or put is None or not isinstance(variable, GoObject):
        return ()
    declared = index.declaration(variable)
    statement = None if declared is None else _statement_of(declared.node)
    addresses = [use for use in index.uses(variable.key) if _is_taken(use.node)]
    if statement is None or put.type != "expression_statement" or len(addresses) != 1:
        return ()
    got = [node for node in descendants(statement) if _is_got(node) and _is_followed(node)]
    kept = f"{variable.name}Pointer"
    if len(got) != 1 or not is_free(file, kept):
        return ()
    return (
        line_before(file, statement, f"{kept} := {text(got[0])}"),
        replaced(file, got[0], kept),
        line_before(file, put, f"*{kept} = {variable.name}"),
        replaced(file, address, kept),
    )


def _is_taken(use: Node) -> bool:
    outer = parenthesised(use).parent
    return outer is not None and is_address_of(outer)


def _is_got(node: Node) -> bool:
    """Tell whether a node is `pool.Get().(*T)`."""
    inner = operand(node) if node.type == "type_assertion_expression" else None
    name = None if inner is None or not is_call(inner) else called_name(inner)
    return name is not None and text(name) == "Get"


def _is_followed(pointer: Node) -> bool:
    outer = parenthesised(pointer).parent
    return outer is not None and is_dereference(outer)


def _statement_of(node: Node) -> Node | None:
    """Return the statement around a node if it stands in a block by itself."""
    statement = enclosing_statement(node)
    holder = None if statement is None else statement.parent
    is_plain = holder is not None and holder.type in ("block", "statement_list")
    return statement if is_plain else None


def _plain_put(put: Put, name: Node) -> Node | None:
    """Return the statement that puts a variable and does nothing else, not in a loop."""
    line = _statement_of(put.call)
    is_plain = line is not None and line.type == "expression_statement" and put.deferred is None
    if not is_plain or enclosing_loop(put.call) is not None:
        return None
    return line if text(unparenthesised(put.argument)) == text(name) else None


def _exits(body: Node) -> Iterator[Node]:
    inside = descendants(body, outside=FUNCTIONS)
    return (node for node in inside if node.type == "return_statement")


def _is_behind(leaving: Node, lines: Iterable[Node]) -> bool:
    """Tell whether one of some statements comes before an exit in its block."""
    before = leaving.prev_named_sibling
    while before is not None:
        if before in lines:
            return True
        before = before.prev_named_sibling
    return False


def _is_apart(file: File, value: Node) -> bool:
    """Tell whether a result holds no memory of something else: a number, a copy, an error."""
    type_ = file.type_of(value)
    is_error = isinstance(type_, Named) and type_.key == "error"
    return is_nil(unparenthesised(value)) or isinstance(type_, Basic) or is_error


def _has_view_behind(file: File, function: Node, name: str, line: Node) -> bool:
    """Tell whether a variable that may hold memory of an object is named behind a statement."""
    views = {
        text(root_operand(pair.target))
        for node in descendants(function)
        if node.type in ("short_var_declaration", "assignment_statement", "var_spec")
        for pair in assigned(node)
        if pair.value is not None
        and _mentions(pair.value, name)
        and not _is_apart(file, pair.target)
    }
    return any(
        node.type == "identifier" and text(node) in views and text(node) != name
        for node in descendants(function)
        if node.start_byte > line.end_byte and not contains(line, node)
    )


def _mentions(value: Node, name: str) -> bool:
    root = name.partition(".")[0]
    return any(text(node) == root for node in (value, *descendants(value)))
