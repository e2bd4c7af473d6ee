"""Expensive values that are made of constants each time a function runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, ObjectKind, Scope, Unknown
from gomemlint.semantic.frequency.cold import Cold
from gomemlint.semantic.program.calls import call_of, callee_of, callers_of
from gomemlint.semantic.program.code import File, Site, Unit
from gomemlint.semantic.program.functions import declaration_around
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import (
    arguments,
    call_around,
    is_call,
    is_nil,
    operand,
    parenthesised,
    receiver_argument,
    unparenthesised,
)
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import ancestors, descendants, named, text
from gomemlint.syntax.statements import condition, enclosing_statement

# What each makes, in words of the message.
MAKERS = {
    "regexp.Compile": "a regular expression",
    "regexp.CompilePOSIX": "a regular expression",
    "regexp.MustCompile": "a regular expression",
    "regexp.MustCompilePOSIX": "a regular expression",
    "html/template.(Template).Parse": "a template",
    "text/template.(Template).Parse": "a template",
    "strings.NewReplacer": "a replacer",
    "time.LoadLocation": "a time zone",
}
ONCE = frozenset({"sync.(Once).Do", "sync.OnceFunc", "sync.OnceValue", "sync.OnceValues"})
TEMPLATES = frozenset({"html/template.New", "text/template.New"})
MUST = frozenset({"html/template.Must", "text/template.Must"})
KEEPING = frozenset({"keyed_element", "literal_element"})
_ONCE = re.compile(
    r"\b(?:only|just|exactly|called|runs?|executed|used) once\b(?! (?:per|for each|for every|in))"
)


@dataclass(frozen=True, slots=True)
class Compiling:
    """A call that makes `what` anew of constants; `through` is the wrapper in between."""

    call: Site
    what: str
    through: str = ""


def compilings(index: Index, cold: Cold, unit: Unit) -> Iterator[Compiling]:
    """Yield the calls of a package that make the same expensive value each time."""
    for key, what in MAKERS.items():
        for site in unit.uses(key):
            call = call_of(site.node)
            if call is None:
                continue
            made = Site(site.file, call)
            if _is_constant(index, site.file, call):
                if not _is_kept(index, cold, made):
                    yield Compiling(Site(site.file, _outermost(index, site.file, call)), what)
            else:
                yield from _through_wrapper(index, cold, unit, made, what)


def _is_constant(index: Index, file: File, call: Node) -> bool:
    given = arguments(call)
    if not given or any(isinstance(file.constant_of(node), Unknown) for node in given):
        return False
    receiver = receiver_argument(call)
    callee = None if receiver is None or not is_call(receiver) else callee_of(index, file, receiver)
    is_method = ".Parse" in file.text(call) and receiver is not None
    if is_method and callee is None:
        meant = file.object_of(receiver) if receiver is not None else None
        return isinstance(meant, GoObject) and meant.kind is ObjectKind.PACKAGE
    return callee is None or callee.key in TEMPLATES


def _outermost(index: Index, file: File, call: Node) -> Node:
    """Return the `template.Must` around a parse, or the call itself."""
    around = call_around(call)
    callee = None if around is None else callee_of(index, file, around[0])
    return around[0] if around is not None and callee and callee.key in MUST else call


def _through_wrapper(
    index: Index, cold: Cold, unit: Unit, made: Site, what: str
) -> Iterator[Compiling]:
    """Yield the calls of a function of this package that hands a constant to the maker."""
    given = arguments(made.node)
    function = declaration_around(made.file, made.node)
    if len(given) != 1 or function is None or function.declared is None:
        return
    meant = made.file.object_of(given[0]) if given[0].type == "identifier" else None
    position = next((p.index for p in function.parameters if p.object == meant), None)
    if position is None or _is_kept(index, cold, made):
        return
    for caller in callers_of(index, function.declared):
        handed = arguments(caller.node)
        if caller.file.package != unit.path or position >= len(handed):
            continue
        is_constant = not isinstance(caller.file.constant_of(handed[position]), Unknown)
        if is_constant and not _is_kept(index, cold, caller):
            yield Compiling(caller, what, function.name)


def _is_kept(index: Index, cold: Cold, made: Site) -> bool:
    """Tell whether the value is made rarely, once, or to be kept."""
    file, node = made.file, made.node
    return (
        cold.is_cold(file, node)
        or _is_once(index, file, node)
        or _is_said_once(node)
        or _is_lazy(file, node)
        or _is_stored(index, file, node)
    )


def _is_once(index: Index, file: File, node: Node) -> bool:
    for outer in ancestors(node):
        if outer.type != "func_literal":
            continue
        around = call_around(outer)
        callee = None if around is None else callee_of(index, file, around[0])
        if callee is not None and callee.key in ONCE:
            return True
    return False


def _is_said_once(node: Node) -> bool:
    """Tell whether the comment above the statement says that it runs once."""
    statement = enclosing_statement(node)
    above = None if statement is None else statement.prev_named_sibling
    if above is None and statement is not None and statement.parent is not None:
        # Comments before the first statement of a block lie beside the list of statements.
        above = statement.parent.prev_named_sibling
    while above is not None and above.type == "comment":
        if _ONCE.search(text(above)):
            return True
        above = above.prev_named_sibling
    return False


def _is_lazy(file: File, node: Node) -> bool:
    """Tell whether the value is made under `if x == nil`, where x outlives the call."""
    for outer in ancestors(node):
        if outer.type in FUNCTIONS:
            return False
        given = condition(outer) if outer.type == "if_statement" else None
        checked = None if given is None else _checked_for_nil(given)
        if checked is not None and _outlives(file, checked):
            return True
    return False


def _checked_for_nil(given: Node) -> Node | None:
    for node in (given, *descendants(given)):
        if node.type != "binary_expression":
            continue
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and right is not None and is_nil(right):
            return unparenthesised(left)
    return None


def _outlives(file: File, place: Node) -> bool:
    if place.type == "selector_expression":
        return True
    meant = file.object_of(place)
    return isinstance(meant, GoObject) and meant.scope is Scope.PACKAGE


def _is_stored(index: Index, file: File, node: Node) -> bool:
    """Tell whether the value goes straight into a field, an element or a package variable."""
    place = parenthesised(_outermost(index, file, node))
    parent = place.parent
    if parent is not None and parent.type in KEEPING:
        return True
    statement = parent.parent if parent is not None and parent.type == "expression_list" else None
    if statement is None or statement.type != "assignment_statement":
        return False
    left = statement.child_by_field_name("left")
    return left is not None and any(
        target.type != "identifier" or _outlives(file, target) or operand(target) is not None
        for target in named(left)[:1]
    )
