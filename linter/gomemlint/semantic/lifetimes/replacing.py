"""What an assignment does to the container that it assigns to."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Named, Scope, Struct
from gomemlint.semantic.program.calls import Callee, callee_of, runs_once
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.definitions import definitions, is_addressed, is_made_here
from gomemlint.semantic.program.functions import function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.paths import Path, path_of
from gomemlint.semantic.program.places import Context
from gomemlint.semantic.program.results import results
from gomemlint.syntax.expressions import (
    arguments,
    called_name,
    calls,
    is_address_of,
    is_call,
    is_nil,
    operand,
    operator,
    unparenthesised,
)
from gomemlint.syntax.functions import (
    enclosing_function,
    enclosing_loops,
    function_name,
    own_nodes_of,
)
from gomemlint.syntax.nodes import ancestors, contains, named, text
from gomemlint.syntax.statements import BRANCHES, condition, enclosing_statement, returned, taken

_SHRINKING = frozenset({"Delete", "DeleteFunc", "Compact", "CompactFunc", "Clip"})


def replacement(index: Index, file: File, context: Context) -> str:
    """Tell the change of `x = value`.

    It is `append`, `shrink` (part of x itself), `initial` (there was nothing before), or
    `replace`.
    """
    if context.node.type == "var_spec":
        return "initial"
    value, path = context.value, path_of(file, context.place)
    if value is not None:
        value = unparenthesised(value)
        if value.type == "slice_expression" and _is_same(file, value, path):
            return "shrink"
        if is_call(value) and arguments(value):
            found = _by_call(index, file, value, path)
            if found is not None:
                return found
    return "initial" if is_first(index, file, context) else "replace"


def _by_call(index: Index, file: File, value: Node, path: Path | None) -> str | None:
    """Tell the change of `x = f(x, ...)`, None for calls that make something else."""
    name, given = called_name(value), arguments(value)
    if name is None:
        return None
    first = unparenthesised(given[0])
    if text(name) == "append" and _is_same(file, first, path):
        return "shrink" if first.type == "slice_expression" else "append"
    if text(name) in _SHRINKING and _is_same(file, first, path):
        return "shrink"
    callee = callee_of(index, file, value)
    for position, node in () if callee is None else callee.operands:
        if (
            callee is not None
            and _is_same(file, node, path)
            and _appends_to(index, callee, position)
        ):
            return "append"
    return None


def _appends_to(index: Index, callee: Callee, position: int) -> bool:
    """Tell whether a function of the run returns nothing but a parameter with more behind it."""
    function = callee.function
    if function is None:
        return False
    number = callee.parameter_of(position)
    parameter = next((p for p in function.parameters if p.index == number), None)
    values = [value for given in results(index, function) for value in given[:1]]
    name = "" if parameter is None else parameter.name
    return bool(name and values) and all(_is_longer(value, name) for value in values)


def _is_longer(value: Node, name: str) -> bool:
    if value.type == "identifier":
        return text(value) == name
    return calls(value, "append") and text(arguments(value)[0]) == name


def is_first(index: Index, file: File, context: Context) -> bool:
    """Tell whether `x = value` fills what was empty: under a nil check, once, in a new owner."""
    for outer in ancestors(context.node):
        if outer.type in BRANCHES and (
            _asks_for_nothing(file, outer, context) or _is_made_beside(index, file, outer, context)
        ):
            return True
        if outer.type == "func_literal" and runs_once(index, file, outer):
            return True
        if outer.type == "function_declaration" and function_name(outer).startswith("init."):
            return True
    return is_new_owner(index, file, context.place)


def is_new_owner(index: Index, file: File, place: Node) -> bool:
    """Tell whether a place belongs to something that the same function has just made."""
    path = path_of(file, place)
    if path is None or path.root is None or path.root.scope is not Scope.LOCAL or not path.steps:
        return False
    is_made = is_made_here(index, path.root) or _is_given_later(index, path.root, place)
    return is_made or _is_result(file, place, path.root)


def makes_anew_for(replacement: Site, insertion: Site) -> bool:
    """Tell whether each run of a block makes a container anew before it inserts there."""
    block, at = replacement.node.parent, insertion.node
    is_before = replacement.node.end_byte <= at.start_byte
    return (
        block is not None
        and replacement.file == insertion.file
        and is_before
        and contains(block, at)
        and enclosing_function(at) == enclosing_function(replacement.node)
    )


def _is_result(file: File, place: Node, variable: GoObject) -> bool:
    """Tell whether a place belongs to a copy that is filled, outside of loops, to be returned."""
    function = enclosing_function(place)
    is_copy = isinstance(file.types.type_of(variable), Named | Struct)
    if function is None or not is_copy or any(True for _ in enclosing_loops(place)):
        return False
    return any(
        text(value) == variable.name
        for statement in own_nodes_of(function, "return_statement")
        for value in returned(statement)
    )


def is_new(index: Index, value: Site) -> bool:
    """Tell whether an expression is a local variable, or its address, that was just made."""
    node = unparenthesised(value.node)
    node = unparenthesised(named(node)[0]) if is_address_of(node) else node
    if node.type == "composite_literal" or calls(node, "new"):
        return True
    meant = value.file.object_of(node) if node.type == "identifier" else None
    is_local = isinstance(meant, GoObject) and meant.scope is Scope.LOCAL
    return is_local and isinstance(meant, GoObject) and is_made_here(index, meant)


def _is_given_later(index: Index, variable: GoObject, place: Node) -> bool:
    """Tell whether a literal is filled at a place before anybody gets its address."""
    made = [each.assigned.value for each in definitions(index, variable)]
    if len(made) != 1 or made[0] is None or unparenthesised(made[0]).type != "composite_literal":
        return False
    given = (use.node for use in index.uses(variable.key) if is_addressed(use.node))
    return all(use.start_byte > place.start_byte or _is_returned(use) for use in given)


def _is_returned(use: Node) -> bool:
    statement = enclosing_statement(use)
    return statement is not None and statement.type == "return_statement"


def _asks_for_nothing(file: File, branch: Node, context: Context) -> bool:
    """Tell whether a branch around an assignment asks whether its target is nil or empty."""
    test, inside = condition(branch), taken(branch)
    if test is None or inside is None or not contains(inside, context.node):
        return False
    place = file.text(context.place)
    spelled = " ".join(file.text(test).split())
    return f"{place} == nil" in spelled or f"len({place}) == 0" in spelled


def _is_made_beside(index: Index, file: File, branch: Node, context: Context) -> bool:
    """Tell whether a field is made along with one that is asked for: `if x.a == nil { x.b = ... }`.

    That one must never be set to nothing, or made anew, elsewhere.
    """
    test, inside = condition(branch), taken(branch)
    asked = None if test is None or operator(test) != "==" else test.child_by_field_name("left")
    right = None if test is None else test.child_by_field_name("right")
    if asked is None or inside is None or right is None or not is_nil(right):
        return False
    ours, theirs = operand(unparenthesised(context.place)), operand(asked)
    if ours is None or theirs is None or text(ours) != text(theirs):
        return False
    meant = file.object_of(asked)
    if not contains(inside, context.node) or not isinstance(meant, GoObject):
        return False
    stored = [found for found in definitions(index, meant) if found.value is not None]
    return bool(stored) and all(
        found.file == file and contains(inside, found.statement) for found in stored
    )


def is_constructed(value: Site) -> bool:
    """Tell whether a call's receiver is a local variable that its function returns when done."""
    meant = value.file.object_of(value.node) if value.node.type == "identifier" else None
    function = function_around(value.file, value.node)
    statement = enclosing_statement(value.node)
    is_done = statement is not None and statement.type not in ("go_statement", "defer_statement")
    if not isinstance(meant, GoObject) or function is None or not is_done:
        return False
    given_out = (
        result
        for statement in own_nodes_of(function.node, "return_statement")
        for result in returned(statement)
        if result.type == "identifier"
    )
    return any(value.file.object_of(result) == meant for result in given_out)


def is_same_cell(file: File, left: Node, right: Node) -> bool:
    """Tell whether two expressions name the same variable or field, of any instance."""
    return _is_same(file, left, path_of(file, right))


def _is_same(file: File, node: Node, path: Path | None) -> bool:
    other = path_of(file, node)
    return path is not None and other is not None and other.cell == path.cell
