"""Which nodes may allocate: those the compiler speaks of, and those it is silent about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tree_sitter import Node

from gomemlint.model.allocations import Kind
from gomemlint.model.facts import (
    COLUMN_LIMIT,
    Append,
    Escape,
    EscapePath,
    Form,
    Moved,
    Verdict,
)
from gomemlint.model.gotypes import Chan, GoObject, Map, ObjectKind, Slice, Tuple
from gomemlint.semantic.conversions.conversions import Text, conversion_at, text_of
from gomemlint.semantic.program.calls import is_builtin
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.coretypes import core
from gomemlint.syntax.anchors import Anchored, Role, anchor, escape_at, moved_at, variable_at
from gomemlint.syntax.expressions import (
    arguments,
    is_address_of,
    is_call,
    operator,
    unparenthesised,
)
from gomemlint.syntax.statements import ASSIGNMENTS, assigned

Spoken = Escape | Append | Moved | EscapePath
RECORDS = (Form.ESCAPES, Form.DOES_NOT_ESCAPE, Form.APPEND, Form.MOVED)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A node that may allocate, and all that the compiler said about it, which may be nothing."""

    site: Site
    kind: Kind
    facts: tuple[Spoken, ...] = ()

    @property
    def file(self) -> File:
        return self.site.file

    @property
    def node(self) -> Node:
        return self.site.node

    @property
    def key(self) -> tuple[int, int, Kind]:
        return self.node.start_byte, self.node.end_byte, self.kind

    @property
    def escaping(self) -> tuple[Spoken, ...]:
        """Return the facts that say heap, those of inlined copies and instances included."""
        return tuple(fact for fact in self.facts if says_heap(fact))

    @property
    def spelled(self) -> str:
        """Return the compiler's wording, which folds constants; empty where it said nothing."""
        worded = [fact for fact in self.facts if isinstance(fact, Escape)]
        return worded[0].expression if worded else ""


def says_heap(fact: Spoken) -> bool:
    """Tell whether a fact says that storage outlives the frame."""
    match fact:
        case Moved() | EscapePath():
            return True
        case Escape(verdict=verdict) | Append(verdict=verdict):
            return verdict is Verdict.ESCAPES


def recorded(file: File) -> Iterator[Candidate]:
    """Yield what the compiler speaks of in a file, each node and kind once."""
    found: dict[tuple[int, int, Kind], Candidate] = {}
    for fact in () if file.facts is None else file.facts.select(*RECORDS):
        assert isinstance(fact, Escape | Append | Moved)
        candidate = candidate_of(file, fact)
        if candidate is None:
            continue
        known = found.get(candidate.key)
        facts = (*known.facts, fact) if known else (fact,)
        found[candidate.key] = replace(candidate, facts=facts)
    yield from found.values()


def candidate_of(file: File, fact: Escape | Append | Moved) -> Candidate | None:
    """Return what a record speaks of; None for parameters, copies and unknown places."""
    column = fact.place.column
    if column is None or column >= COLUMN_LIMIT:
        return None
    offset = file.lines.offset(fact.place.line, column)
    if offset is None:
        return None
    anchored = _anchored(file, offset, fact) or _several(file, offset, fact)
    kind = None if anchored is None else _kind(file, anchored, fact)
    if anchored is None or kind is None:
        return None
    return Candidate(Site(file, anchored.node), kind, (fact,))


def _anchored(file: File, offset: int, fact: Escape | Append | Moved) -> Anchored | None:
    match fact:
        case Moved():
            variable = variable_at(file.tree, offset)
            if variable is not None:
                return Anchored(variable, Role.VARIABLE)
            return moved_at(file.tree, offset)
        case Append():
            return escape_at(file.tree, offset, "append")
        case Escape():
            return escape_at(file.tree, offset, fact.expression)


def _several(file: File, offset: int, fact: Escape | Append | Moved) -> Anchored | None:
    """Return the value of `a, b = f()` whose results are boxed; it is recorded at the `=`."""
    leaf = file.tree.root.descendant_for_byte_range(offset, offset + 1)
    statement = None if leaf is None else leaf.parent
    if not _is_temporary(fact) or statement is None or anchor(statement) != offset:
        return None
    for target in assigned(statement) if statement.type in ASSIGNMENTS else ():
        if target.value is not None and target.result is not None:
            return Anchored(target.value, Role.VALUE)
    return None


def _is_one_of_several(file: File, call: Node, fact: Escape | Append | Moved) -> bool:
    """Tell whether a record at a call is about one of its results, as in `return f()`."""
    return _is_temporary(fact) and isinstance(file.type_of(call), Tuple)


def _is_temporary(fact: Escape | Append | Moved) -> bool:
    return isinstance(fact, Escape) and fact.expression.startswith(".autotmp_")


def _kind(file: File, anchored: Anchored, fact: Escape | Append | Moved) -> Kind | None:
    node = unparenthesised(anchored.node)
    match anchored.role:
        case Role.VARIABLE:
            return Kind.VARIABLE if isinstance(fact, Moved) else None
        case Role.SYNTHETIC:
            return None
        case Role.ARGUMENTS:
            return Kind.ARGUMENTS
        case Role.APPEND:
            # An append of the callee stands at its call.
            return Kind.APPEND if is_builtin(file, node, "append") else Kind.INLINED
        case Role.CALLEE:
            return Kind.BOXING if _is_one_of_several(file, node, fact) else Kind.INLINED
        case Role.CONVERSION:
            return Kind.CONVERSION if conversion_at(file, node) else Kind.BOXING
        case Role.VALUE:
            return kind_of_value(file, node)


def kind_of_value(file: File, node: Node) -> Kind:
    """Tell what storage of its own an expression makes; for most, the box of an interface."""
    match node.type:
        case "func_literal":
            return Kind.CLOSURE
        case "literal_value":
            return Kind.LITERAL
        case "unary_expression" if is_address_of(node):
            return Kind.LITERAL
        case "composite_literal":
            type_ = core(file, file.type_of(node))
            return Kind.LITERAL if isinstance(type_, Slice | Map) else Kind.BOXING
        case "binary_expression" if operator(node) == "+":
            is_text = text_of(file, node) is Text.STRING
            return Kind.CONCATENATION if is_text else Kind.BOXING
        case "selector_expression":
            meant = file.object_of(node)
            is_method = isinstance(meant, GoObject) and meant.kind is ObjectKind.METHOD
            return Kind.METHOD_VALUE if is_method else Kind.BOXING
        case _:
            return _kind_of_call(file, node) if is_call(node) else Kind.BOXING


def _kind_of_call(file: File, call: Node) -> Kind:
    if is_builtin(file, call, "new"):
        return Kind.NEW
    if not is_builtin(file, call, "make") or not arguments(call):
        return Kind.BOXING
    match core(file, file.type_of(call)):
        case Map():
            return Kind.MAKE_MAP
        case Chan():
            return Kind.MAKE_CHANNEL
        case _:
            return Kind.MAKE_SLICE
