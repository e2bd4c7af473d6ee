"""What a `defer` in a loop releases, and whether the loop comes by again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import Chan, GoObject, Interface, ObjectKind, Scope, Signature
from gomemlint.semantic.flow import Graph, NoFlow
from gomemlint.semantic.flow.events import Defer
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import assignment_to, definitions
from gomemlint.semantic.program.functions import function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.unreleased.arms import comes_once
from gomemlint.semantic.unreleased.outliving import is_for_later, is_kept
from gomemlint.semantic.unreleased.safeguards import is_release, is_safeguard
from gomemlint.syntax.expressions import (
    arguments,
    callee,
    is_call,
    operand,
    operator,
    root_operand,
    unparenthesised,
)
from gomemlint.syntax.functions import enclosing_loops, parameters
from gomemlint.syntax.nodes import contains, descendants, named, text
from gomemlint.syntax.statements import condition, range_of, started_call

FEW_ROUNDS = 8
# What counts down has as many rounds as it starts with.
_DOWN = frozenset({">", ">="})
LOCAL = frozenset({Scope.LOCAL, Scope.PARAMETER, Scope.RESULT, Scope.RECEIVER})


@dataclass(frozen=True, slots=True)
class Piling:
    """Deferred calls that pile up: one for each round, until the function returns.

    `released` is what the call releases; `acquired` is where the round declares or locks it;
    `region` is the loop, or the statement that a `goto` leads back to.
    """

    released: Node
    acquired: Node
    region: Node


def piling(index: Index, file: File, statement: Node) -> Piling | None:
    """Return what a `defer` piles up round by round, None if it does not."""
    function = function_around(file, statement)
    call = started_call(statement)
    if function is None or call is None:
        return None
    graph = index.graph(function)
    if isinstance(graph, NoFlow) or not _comes_again(graph, statement):
        return None
    loops = tuple(enclosing_loops(statement))
    if loops and all(_has_few_rounds(index, file, loop) for loop in loops):
        return None
    body = function.body
    region = next((loop for loop in loops if not _has_few_rounds(index, file, loop)), body)
    if region is None or is_safeguard(file, call, statement, region):
        return None
    if comes_once(index, file, statement, region):
        return None
    for released in _released(call) if _releases(file, call) else ():
        if getattr(file.type_of(released), "spelling", "") == "error":
            continue
        acquired = _acquired(file, released, region)
        if acquired is None or is_kept(file, released, region):
            continue
        if not is_for_later(file, statement, released, acquired, region):
            return Piling(released, acquired, region)
    return None


def _comes_again(graph: Graph, statement: Node) -> bool:
    """Tell whether control that has passed a statement can pass it once more."""
    start = next(
        (
            block
            for block in graph.blocks
            for event in block.events
            if isinstance(event, Defer) and event.node == statement
        ),
        None,
    )
    if start is None:
        return False
    pending, seen = [edge.target for edge in start.edges], set[int]()
    while pending:
        number = pending.pop()
        if number == start.index:
            return True
        if number not in seen:
            seen.add(number)
            pending += [edge.target for edge in graph.blocks[number].edges]
    return False


def _has_few_rounds(index: Index, file: File, loop: Node) -> bool:
    ranged = range_of(loop)
    if ranged is not None:
        counted = file.constant_of(ranged.operand)
        if isinstance(counted, str) and counted.isdigit():
            return int(counted) <= FEW_ROUNDS
        return _is_short_list(index, Site(file, unparenthesised(ranged.operand)))
    return any(_is_small_limit(file, test) for test in _conjuncts(condition(loop)))


def _conjuncts(test: Node | None) -> Iterator[Node]:
    """Yield the conditions that all have to hold for another round."""
    if test is not None and operator(test) == "&&":
        for side in named(test):
            yield from _conjuncts(unparenthesised(side))
    elif test is not None:
        yield test


def _is_small_limit(file: File, test: Node) -> bool:
    limit = None if operator(test) in _DOWN else test.child_by_field_name("right")
    value = None if limit is None else file.constant_of(limit)
    return isinstance(value, str) and value.isdigit() and int(value) <= FEW_ROUNDS


def _is_short_list(index: Index, ranged: Site) -> bool:
    """Tell whether a list is spelled out, where it stands or wherever a variable gets one."""
    node = ranged.node
    body = node.child_by_field_name("body")
    if node.type == "composite_literal" and body is not None:
        return body.named_child_count <= FEW_ROUNDS
    meant = ranged.file.object_of(node) if node.type == "identifier" else None
    if not isinstance(meant, GoObject) or meant.scope is not Scope.LOCAL:
        return False
    given = [(each.file, each.assigned.value) for each in definitions(index, meant)]
    values = [(file, unparenthesised(value)) for file, value in given if value is not None]
    return any(value.type == "composite_literal" for _, value in values) and all(
        _is_short_list(index, Site(file, value))
        if value.type == "composite_literal"
        else value.type == "slice_expression" and text(root_operand(value)) == meant.name
        for file, value in values
    )


def _released(call: Node) -> Iterator[Node]:
    """Yield what a deferred call is about: its receiver or function variable, and its arguments."""
    function = callee(call)
    if function is None:
        return
    if function.type != "func_literal":
        yield operand(function) or function
        for each in arguments(call):
            asked = callee(each) if is_call(each) and not arguments(each) else None
            # `os.Remove(f.Name())` is about the file.
            yield each if asked is None else operand(asked) or each
        return
    given = dict(zip(_names(function), arguments(call), strict=False))
    for node in descendants(function):
        if is_call(node):
            inner = callee(node)
            if inner is not None and inner.type != "func_literal":
                used = operand(inner) or inner
                yield given.get(text(used), used)
            yield from arguments(node)


def _names(literal: Node) -> Iterator[str]:
    """Yield the names of the parameters of a literal, which stand for its arguments."""
    for parameter in parameters(literal):
        yield "" if parameter.name is None else text(parameter.name)


def _releases(file: File, call: Node) -> bool:
    """Tell whether a deferred call gives something back, by name or as it came."""
    function = callee(call)
    if function is None:
        return False
    inside = descendants(function) if function.type == "func_literal" else ()
    calls = (node for node in (call, *inside) if is_call(node))
    return any(is_release(node) or _is_handed_out(file, node) for node in calls)


def _is_handed_out(file: File, call: Node) -> bool:
    """Tell whether a call runs a function that came with something: `c, end := WithCancel(up)`."""
    name = callee(call)
    variable = None if name is None or name.type != "identifier" else file.object_of(name)
    if name is None or not isinstance(variable, GoObject) or arguments(call):
        return False
    declared = _declared(file, variable)
    found = None if declared is None else assignment_to(declared)
    return (
        found is not None
        and bool(found[1].result)
        and isinstance(core(file, file.type_of(name)), Signature)
    )


def _acquired(file: File, released: Node, region: Node) -> Node | None:
    """Return where a round gets what is released, None if it was there before the round."""
    root = root_operand(released)
    variable = file.object_of(root) if root.type == "identifier" else None
    if not isinstance(variable, GoObject) or variable.kind is not ObjectKind.VARIABLE:
        return None
    declared = _declared(file, variable)
    if declared is None:
        return None
    is_chosen = unparenthesised(released).type == "index_expression"
    is_new = contains(region, declared) and variable.scope is Scope.LOCAL
    if is_new and not _is_element(file, declared, region):
        return declared
    return _locked(file, released, region) if is_new or is_chosen else None


def _declared(file: File, variable: GoObject) -> Node | None:
    """Return the identifier that declares a variable of this function."""
    if variable.scope not in LOCAL or variable.declaration is None:
        return None
    offset = variable.declaration.offset
    return file.tree.root.descendant_for_byte_range(offset, offset + 1)


def _is_element(file: File, declared: Node, loop: Node) -> bool:
    """Tell whether a variable only names what a container holds, which nobody acquires."""
    ranged = range_of(loop)
    if ranged is None or declared not in (ranged.key, ranged.value):
        return False
    return not isinstance(core(file, file.type_of(ranged.operand)), Chan | Interface)


def _locked(file: File, released: Node, region: Node) -> Node | None:
    """Return the call in the region that acquires the same thing, spelled the same way."""
    text = file.text(released)
    for node in descendants(region):
        function = callee(node) if is_call(node) else None
        receiver = None if function is None else operand(function)
        if receiver is None or node.start_byte >= released.start_byte:
            continue
        if file.text(receiver) == text:
            return node
    return None
