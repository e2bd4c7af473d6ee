"""What the conditions around an insertion say about its key: new, known, or one of a few."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Unknown
from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.definitions import definitions
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.cold import ends_program
from gomemlint.syntax.expressions import (
    arguments,
    is_nil,
    operator,
    receiver_argument,
    unparenthesised,
)
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import ancestors, named, text
from gomemlint.syntax.statements import (
    BRANCHES,
    CASES,
    alternative,
    case_values,
    cases,
    condition,
    statements,
    taken,
)

_LEAVES = frozenset({"break_statement", "continue_statement", "goto_statement", "return_statement"})


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition without `!`, `&&` and `||`, and whether it holds."""

    node: Node
    holds: bool


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is known about a key: whether it is in a container, or in a list of constants."""

    container: Node | None
    is_present: bool


def conditions_at(node: Node) -> Iterator[Condition]:
    """Yield what holds at a node: the conditions around it, and those that left before it."""
    inner = node
    for outer in ancestors(node):
        if outer.type in FUNCTIONS:
            return
        if outer.type in BRANCHES:
            test = condition(outer)
            if test is not None and inner in (taken(outer), *_body_of(outer)):
                yield from _atoms(test, holds=True)
            elif test is not None and inner == alternative(outer):
                yield from _atoms(test, holds=False)
        if outer.type in CASES:
            for test in _refused(outer):
                yield from _atoms(test, holds=False)
        elif outer.type == "statement_list":
            yield from _passed(outer, inner)
        inner = outer


def leaves(block: Node) -> bool:
    """Tell whether control never comes past the end of a block or case."""
    inside = statements(block)
    if not inside:
        return False
    last = inside[-1]
    if last.type == "expression_statement":
        return ends_program(named(last)[0])
    return last.type in _LEAVES


def lookups(index: Index, file: File, node: Node, key: str) -> Iterator[Lookup]:
    """Yield what the conditions at a node say about the key that is spelled so."""
    for found in conditions_at(node):
        lookup = _lookup(index, file, found, key)
        if lookup is not None:
            yield lookup
    if is_one_of_constants(file, node, key):
        yield Lookup(None, is_present=True)


def _body_of(case: Node) -> tuple[Node, ...]:
    """Return the statements of a case, which are a part of it like its condition."""
    listed = case.named_children if case.type == "expression_case" else ()
    return tuple(child for child in listed if child.type == "statement_list")


def _refused(case: Node) -> Iterator[Node]:
    """Yield the conditions of a bare `switch` that did not hold where a case is taken."""
    for earlier in () if case.parent is None else cases(case.parent):
        test = condition(earlier)
        is_before = case.type == "default_case" or earlier.start_byte < case.start_byte
        if is_before and earlier != case and test is not None:
            yield test


def _passed(block: Node, before: Node) -> Iterator[Condition]:
    for statement in named(block):
        if statement.start_byte >= before.start_byte:
            return
        for case in cases(statement) if statement.type == "expression_switch_statement" else ():
            if not leaves(case):
                break
            test = condition(case)
            if test is not None:
                yield from _atoms(test, holds=False)
        if statement.type != "if_statement" or alternative(statement) is not None:
            continue
        test, inside = condition(statement), statement.child_by_field_name("consequence")
        if test is not None and inside is not None and leaves(inside):
            yield from _atoms(test, holds=False)


def _atoms(test: Node, *, holds: bool) -> Iterator[Condition]:
    pending = [(test, holds)]
    while pending:
        node, expected = pending.pop()
        node = unparenthesised(node)
        sign = operator(node) if node.type in ("unary_expression", "binary_expression") else ""
        if sign == "!":
            pending.append((named(node)[0], not expected))
        elif sign == ("&&" if expected else "||"):
            pending += [(side, expected) for side in named(node)]
        else:
            yield Condition(node, expected)


def _lookup(index: Index, file: File, found: Condition, key: str) -> Lookup | None:
    node, holds = found.node, found.holds
    if node.type == "binary_expression":
        return _compared(index, file, found, key)
    if node.type == "identifier":
        container = _looked_up(index, file, node, key)
        return None if container is None else Lookup(container, holds)
    if node.type == "index_expression":
        container = _container_of(node, key)
        return None if container is None else Lookup(container, holds)
    if node.type == "call_expression":
        callee = callee_of(index, file, node)
        given = arguments(node)
        is_search = callee is not None and callee.key == "slices.Contains"
        if is_search and len(given) > 1 and text(given[1]) == key:
            return Lookup(given[0], holds)
    return None


def _compared(index: Index, file: File, found: Condition, key: str) -> Lookup | None:
    """`v == nil` asks for the element that v was set to; `key == "a"` is a constant."""
    left, right = found.node.child_by_field_name("left"), found.node.child_by_field_name("right")
    sign = operator(found.node)
    if left is None or right is None or sign not in ("==", "!="):
        return None
    is_equal = (sign == "==") is found.holds
    if is_nil(right):
        container = (
            _container_of(left, key)
            if left.type == "index_expression"
            else _looked_up(index, file, left, key)
        )
        return None if container is None else Lookup(container, not is_equal)
    is_constant = not isinstance(file.constant_of(right), Unknown)
    if is_equal and is_constant and text(left) == key:
        return Lookup(None, is_present=True)
    return None


def _looked_up(index: Index, file: File, name: Node, key: str) -> Node | None:
    """Return the container that a variable was looked up in, by the key that is spelled so."""
    meant = file.object_of(name) if name.type == "identifier" else None
    if not isinstance(meant, GoObject):
        return None
    before = [
        found
        for found in definitions(index, meant)
        if found.assigned.value is not None and found.statement.start_byte < name.start_byte
    ]
    if not before:
        return None
    last = max(before, key=lambda found: found.statement.start_byte)
    value = last.assigned.value
    return None if value is None else _container_of(unparenthesised(value), key)


def _container_of(value: Node, key: str) -> Node | None:
    """Return `m` of `m[key]` and of `m.Load(key)`."""
    if value.type == "type_assertion_expression":
        inner = value.child_by_field_name("operand")
        value = value if inner is None else unparenthesised(inner)
    if value.type == "index_expression":
        place = value.child_by_field_name("index")
        is_same = place is not None and text(place) == key
        return value.child_by_field_name("operand") if is_same else None
    if value.type != "call_expression":
        return None
    given = arguments(value)
    is_load = text(value).split("(", 1)[0].endswith((".Load", ".Get", ".Has", ".Contains"))
    return receiver_argument(value) if is_load and given and text(given[0]) == key else None


def is_one_of_constants(file: File, node: Node, key: str) -> bool:
    """Tell whether a `switch` over the key lets only constants come here."""
    inner = node
    for outer in ancestors(node):
        if outer.type in FUNCTIONS:
            return False
        if outer.type == "expression_case" and _is_switch_over(outer.parent, key):
            return _are_constants(file, outer)
        if outer.type == "statement_list":
            for statement in named(outer):
                if statement.start_byte >= inner.start_byte:
                    break
                if _is_switch_over(statement, key) and _keeps_constants(file, statement):
                    return True
        inner = outer
    return False


def _is_switch_over(switch: Node | None, key: str) -> bool:
    if switch is None or switch.type != "expression_switch_statement":
        return False
    value = switch.child_by_field_name("value")
    return value is not None and text(value) == key


def _keeps_constants(file: File, switch: Node) -> bool:
    default = next((case for case in cases(switch) if case.type == "default_case"), None)
    if default is None or not leaves(default):
        return False
    return all(_are_constants(file, c) for c in cases(switch) if c != default and not leaves(c))


def _are_constants(file: File, case: Node) -> bool:
    return all(not isinstance(file.constant_of(value), Unknown) for value in case_values(case))


def spelled(site: Site) -> str:
    """Spell a key as conditions would."""
    return text(unparenthesised(site.node))
