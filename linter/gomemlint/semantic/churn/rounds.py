"""Variables and maps that each round of a loop makes anew on the heap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.facts import Escape, Form, Moved, Verdict
from gomemlint.model.gotypes import GoObject, Map, Scope
from gomemlint.semantic.churn.bounds import bound_of
from gomemlint.semantic.program.calls import is_builtin
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import assignment_to
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.anchors import anchor, variable_at
from gomemlint.syntax.expressions import (
    call_around,
    calls,
    is_address_of,
    is_nil,
    literal_type,
    operand,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.functions import FUNCTIONS, enclosing_function, enclosing_loop
from gomemlint.syntax.nodes import ancestors, contains, descendants, named
from gomemlint.syntax.statements import BRANCHES, condition, initializer, named_by, range_of

PER_ROUND_SINCE = (1, 22)
FEW_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class MovedVariable:
    """A loop variable of which every round puts its own on the heap."""

    name: Node
    loop: Node
    fact: Moved


def moved_loop_variables(index: Index, file: File) -> Iterator[MovedVariable]:
    """Yield the loop variables of a file that go to the heap, those that literals keep left out.

    Since Go 1.22 each round has variables of its own (release notes, "Changes to the language").
    """
    if file.facts is None or file.language < PER_ROUND_SINCE:
        return
    for fact in file.facts.select(Form.MOVED):
        column = fact.place.column
        offset = None if column is None else file.lines.offset(fact.place.line, column)
        name = None if offset is None else variable_at(file.tree, offset)
        loop = None if name is None else _loop_that_declares(name)
        if name is None or loop is None or not isinstance(fact, Moved):
            continue
        meant = file.object_of(name)
        if not isinstance(meant, GoObject) or _is_captured(index, meant, loop):
            continue
        if not (_is_of_map(file, loop) and _is_kept(index, meant)):
            yield MovedVariable(name, loop, fact)


def _loop_that_declares(name: Node) -> Node | None:
    for outer in ancestors(name):
        if outer.type in FUNCTIONS or outer.type == "block":
            return None
        if outer.type == "for_statement":
            ranged, start = range_of(outer), initializer(outer)
            is_ranged = ranged is not None and ranged.defines and name in (ranged.key, ranged.value)
            if start is not None and start.type == "short_var_declaration":
                return outer if contains(start, name) else None
            return outer if is_ranged else None
    return None


def _is_captured(index: Index, variable: GoObject, loop: Node) -> bool:
    """Tell whether a literal, or a call that runs later, has a variable for itself."""
    function = enclosing_function(loop)
    return any(
        enclosing_function(site.node) != function or _is_started(site.node)
        for site in index.uses(variable.key)
    )


def _is_started(use: Node) -> bool:
    """Tell whether the address of a variable is an argument of `go` or `defer`."""
    taken = parenthesised(use).parent
    around = None if taken is None or not is_address_of(taken) else call_around(taken)
    later = None if around is None else around[0].parent
    return later is not None and later.type in ("go_statement", "defer_statement")


def _is_of_map(file: File, loop: Node) -> bool:
    """Tell whether a loop goes over a map, whose elements have no address."""
    parts = range_of(loop)
    return parts is not None and isinstance(core(file, file.type_of(parts.operand)), Map)


def _is_kept(index: Index, variable: GoObject) -> bool:
    """Tell whether the address of a variable is stored: then each round needs one of its own."""
    for site in index.uses(variable.key):
        taken = parenthesised(site.node).parent
        if taken is None or not is_address_of(taken):
            continue
        around = call_around(taken)
        if around is None or is_builtin(site.file, around[0], "append"):
            return True
    return False


@dataclass(frozen=True, slots=True)
class RoundMap:
    """A map that each round of a loop makes, fills and drops."""

    name: str
    made: Node
    loop: Node


def round_map(index: Index, file: File, made: Node) -> RoundMap | None:
    """Return the scratch map that an expression makes in a loop, None if it is kept or small."""
    loop = enclosing_loop(made)
    if loop is None or not _is_empty_map(file, made):
        return None
    target = named_by(made)
    variable = None if target is None else file.object_of(target)
    if not isinstance(variable, GoObject) or variable.scope is not Scope.LOCAL:
        return None
    # A map that is assigned to a variable outside of the loop escapes from the round for that.
    stays = _verdict(file, made) is Verdict.DOES_NOT_ESCAPE
    if not stays and not all(_is_in_place(site.node) for site in index.uses(variable.key)):
        return None
    bound = bound_of(index, file, loop)
    if bound is not None and bound.value is not None and bound.value <= FEW_ROUNDS:
        return None
    if _is_lazy(made, loop) or not _is_filled(index, variable, loop):
        return None
    return RoundMap(variable.name, made, loop)


def _is_empty_map(file: File, made: Node) -> bool:
    if not isinstance(core(file, file.type_of(made)), Map):
        return False
    if made.type == "composite_literal":
        inside = made.child_by_field_name("body")
        return literal_type(made) is not None and inside is not None and not named(inside)
    return is_builtin(file, made, "make")


def _verdict(file: File, made: Node) -> Verdict:
    facts = [fact for fact in file.facts_at(anchor(made)) if isinstance(fact, Escape)]
    if any(fact.verdict is Verdict.ESCAPES for fact in facts):
        return Verdict.ESCAPES
    return facts[0].verdict if facts else Verdict.UNKNOWN


def _is_lazy(made: Node, loop: Node) -> bool:
    """Tell whether a map is made only if there is none."""
    for outer in ancestors(made):
        if outer == loop:
            return False
        given = condition(outer) if outer.type in BRANCHES else None
        if given is not None and any(is_nil(node) for node in (given, *descendants(given))):
            return True
    return False


def _is_filled(index: Index, variable: GoObject, loop: Node) -> bool:
    """Tell whether a round fills the map by a loop of its own, or lets somebody fill it."""
    for site in index.uses(variable.key):
        if not contains(loop, site.node):
            continue
        place = parenthesised(site.node).parent
        if place is None:
            continue
        is_handed = place.type == "argument_list"
        inner = enclosing_loop(site.node)
        is_written = place.type == "index_expression" and _is_written(place)
        if is_handed or (is_written and inner is not None and inner != loop):
            return True
    return False


def _is_written(place: Node) -> bool:
    return assignment_to(unparenthesised(place)) is not None or _is_counted(place)


def _is_counted(place: Node) -> bool:
    parent = parenthesised(place).parent
    return parent is not None and parent.type in ("inc_statement", "dec_statement")


def _is_in_place(use: Node) -> bool:
    """Tell whether a use of a map only looks into it, changes it, or makes it anew."""
    place = parenthesised(use).parent
    if place is None or assignment_to(use) is not None:
        return place is not None
    if place.type == "index_expression":
        return operand(place) == use
    if place.type == "range_clause":
        return True
    around = call_around(use)
    return around is not None and calls(around[0], "len", "delete", "clear")
