"""What runs a function literal, and whether it does so again and again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Scope
from gomemlint.semantic.program.calls import Callee, call_of, callee_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.definitions import sole_value
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import call_around, callee, is_call, parenthesised
from gomemlint.syntax.functions import enclosing_function, enclosing_loop
from gomemlint.syntax.statements import declared

# What calls a function that it is given once for each element.
_ITERATORS = frozenset(
    {
        "container/ring.(Ring).Do",
        "flag.Visit",
        "flag.VisitAll",
        "go/ast.Inspect",
        "io/fs.WalkDir",
        "path/filepath.Walk",
        "path/filepath.WalkDir",
        "strings.Map",
        "sync.(Map).Range",
    }
)
# Through how many functions a literal is followed.
_HANDS = 2


@dataclass(frozen=True, slots=True)
class Run:
    """A call that runs a literal of the same file; `is_repeated` if one call does so often."""

    call: Node
    is_repeated: bool


def runs_of(index: Index, file: File, literal: Node) -> Iterator[Run]:
    """Yield the calls that run a literal: in place, by its variable, by what it is given to."""
    place = parenthesised(literal)
    parent = place.parent
    if parent is not None and is_call(parent) and callee(parent) == literal:
        yield Run(parent, is_repeated=False)
        return
    around = call_around(place)
    if around is not None:
        yield Run(around[0], is_repeated=_is_iterator(index, file, *around))
        return
    for name in _names(place):
        variable = file.object_of(name)
        if isinstance(variable, GoObject) and _is_value(index, variable, literal):
            yield from _by_variable(index, file, variable)


def _names(place: Node) -> Iterator[Node]:
    """Yield the variables of `f := func() {}`."""
    listed = place.parent
    statement = None if listed is None else listed.parent
    if statement is not None:
        yield from declared(statement)
        if statement.type == "assignment_statement":
            left = statement.child_by_field_name("left")
            yield from () if left is None else left.named_children


def _is_value(index: Index, variable: GoObject, literal: Node) -> bool:
    if variable.scope is not Scope.LOCAL:
        return False
    value = sole_value(index, variable)
    return value is not None and value.node == literal


def _by_variable(index: Index, file: File, variable: GoObject) -> Iterator[Run]:
    for use in index.uses(variable.key):
        call = call_of(use.node)
        around = call_around(use.node)
        if call is not None:
            yield Run(call, is_repeated=False)
        elif around is not None:
            yield Run(around[0], is_repeated=_is_iterator(index, file, *around))


def _is_iterator(index: Index, file: File, call: Node, position: int) -> bool:
    """Tell whether a callee calls the function that it gets in a loop."""
    found = callee_of(index, file, call)
    if found is None:
        return False
    return found.key in _ITERATORS or _calls_in_loop(index, found, position, _HANDS)


def _calls_in_loop(index: Index, found: Callee, position: int, hands: int) -> bool:
    """Tell whether a callee calls what it gets in a loop, or hands it on to one that does."""
    for use in _uses(index, found, position):
        call = call_of(use.node)
        if call is not None and enclosing_loop(call) is not None:
            return True
        around = None if call is not None or not hands else call_around(use.node)
        inner = None if around is None else callee_of(index, use.file, around[0])
        if around is None or inner is None:
            continue
        if inner.key in _ITERATORS or _calls_in_loop(index, inner, around[1], hands - 1):
            return True
        if enclosing_loop(around[0]) is not None and _calls(index, inner, around[1]):
            return True
    return False


def only_calls(index: Index, found: Callee, position: int) -> bool:
    """Tell whether a callee does nothing with the function that it gets but call it, in no loop."""
    calls = [call_of(use.node) for use in _uses(index, found, position)]
    return bool(calls) and all(
        c is not None and enclosing_loop(c) is None and not _is_put_off(c) for c in calls
    )


def _is_put_off(call: Node) -> bool:
    """Tell whether a call stands in a literal that is returned or stored: it runs later."""
    literal = enclosing_function(call)
    while literal is not None and literal.type == "func_literal":
        outer = parenthesised(literal).parent
        is_called = outer is not None and is_call(outer)
        if not is_called and call_around(literal) is None:
            return outer is None or outer.type != "expression_list" or not _is_local(outer)
        literal = enclosing_function(literal)
    return False


def _is_local(listed: Node) -> bool:
    """Tell whether values are those of `f := func() {}`."""
    return listed.parent is not None and listed.parent.type == "short_var_declaration"


def _calls(index: Index, found: Callee, position: int) -> bool:
    return any(call_of(use.node) is not None for use in _uses(index, found, position))


def _uses(index: Index, found: Callee, position: int) -> tuple[Site, ...]:
    """Return the uses of the parameter that gets an argument, in a function that is known."""
    wanted = found.parameter_of(position)
    inputs = () if found.function is None else found.function.parameters
    parameter = next((p for p in inputs if p.index == wanted and p.object), None)
    known = None if parameter is None else parameter.object
    return () if known is None else tuple(index.uses(known.key))
