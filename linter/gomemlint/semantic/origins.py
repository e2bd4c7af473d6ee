"""Small parts of big arrays that outlive them, and what else keeps big memory alive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from tree_sitter import Node

from gomemlint.semantic.flow import Exit, Leave, Moment, NoFlow, State
from gomemlint.semantic.following import Following, returned
from gomemlint.semantic.functions import Function
from gomemlint.semantic.library import How
from gomemlint.semantic.paths import Path
from gomemlint.semantic.sinks import Sink, sinks
from gomemlint.semantic.summaries import Summaries
from gomemlint.semantic.summary import Fate
from gomemlint.semantic.values import Fact, SourceKind, Value
from gomemlint.syntax.nodes import ancestors, descendants
from gomemlint.syntax.statements import range_of
from gomemlint.syntax.statements import returned as returned_values


class Keeping(Enum):
    """How a value keeps big memory alive.

    `PART` is a small part of it, `INTERIOR` a pointer into it, `CAPTURE` a function literal that
    holds it, `WHOLE` all of it, which is on purpose.
    """

    PART = "part"
    INTERIOR = "interior"
    CAPTURE = "capture"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Kept:
    """A value that outlives the function and keeps something big alive.

    `node` carries it, `origin` made the big thing, `what` says what that is. `path` and `cell`
    name the place it is stored at. `is_all` holds where a loop without a condition keeps every
    part, `is_whole_kept` where the same owner keeps the whole as well. `how` is the relation.
    """

    keeping: Keeping
    fate: Fate | None
    node: Node
    origin: Node
    what: str
    path: Path | None
    cell: str
    how: frozenset[How]
    is_all: bool
    is_whole_kept: bool
    is_possible: bool

    @property
    def is_returned(self) -> bool:
        return self.fate is None


def kept_memory(summaries: Summaries, function: Function) -> tuple[Kept, ...]:
    """Return what of big memory outlives a function, in program order.

    Results count only where the function itself, or a function that it calls, made the memory.
    """
    flow = summaries.flow(function)
    if isinstance(flow, NoFlow):
        return ()
    following = Following(function, summaries.evaluation(function.file), frozenset())
    found: dict[tuple[Node, Node, str], Kept] = {}
    wholes: set[tuple[Node, str]] = set()
    for moment in flow.moments():
        for kept in _kept(following, moment):
            if kept.keeping is Keeping.WHOLE:
                wholes.add((kept.origin, _owner(kept)))
            found.setdefault((kept.node, kept.origin, kept.keeping.value), kept)
    return tuple(
        replace(kept, is_whole_kept=(kept.origin, _owner(kept)) in wholes)
        for kept in found.values()
        if kept.keeping is not Keeping.WHOLE
    )


def _kept(following: Following, moment: Moment[Fact]) -> Iterator[Kept]:
    event, state = moment.event, moment.state
    for sink in sinks(following.evaluation, event, state):
        for value in _big(sink.values):
            yield _described(sink.node, value, sink, state)
    if isinstance(event, Leave) and event.exit is not Exit.PANIC:
        for index, values in enumerate(returned(following, state)):
            for value in _big(values):
                yield _described(_result_node(event.node, index), value, None, state)


def _big(values: frozenset[Value]) -> list[Value]:
    found = [value for value in values if value.source.kind is SourceKind.BIG]
    return sorted(found, key=lambda v: (v.source.node.start_byte, _order(v)))


def _order(value: Value) -> tuple[str, ...]:
    return tuple(sorted(how.value for how in value.relation))


def _described(node: Node, value: Value, sink: Sink | None, state: State[Fact]) -> Kept:
    return Kept(
        keeping=_keeping(value.relation),
        fate=None if sink is None else sink.fate,
        node=node,
        origin=value.source.node,
        what=value.source.detail,
        path=None if sink is None else sink.path,
        cell="" if sink is None else sink.cell,
        how=value.relation,
        is_all=_keeps_all(node),
        is_whole_kept=False,
        is_possible=state.is_possible,
    )


def _result_node(statement: Node, index: int) -> Node:
    """Return the expression of a result, the statement where it is not written out."""
    values = returned_values(statement) if statement.type == "return_statement" else ()
    return values[index] if index < len(values) else statement


def _keeping(relation: frozenset[How]) -> Keeping:
    if How.PART in relation:
        return Keeping.PART
    if How.CAPTURED in relation:
        return Keeping.CAPTURE
    if How.ADDRESS in relation and relation & {How.FIELD, How.ELEMENT}:
        return Keeping.INTERIOR
    return Keeping.WHOLE


def _keeps_all(node: Node) -> bool:
    """Tell whether a node runs for every round of a range loop, with no condition around it."""
    for outer in ancestors(node):
        if outer.type in ("if_statement", "expression_case", "type_case", "func_literal"):
            return False
        if outer.type == "for_statement":
            leaves = ("continue_statement", "break_statement", "return_statement")
            before = (n for n in descendants(outer) if n.start_byte < node.start_byte)
            return range_of(outer) is not None and not any(n.type in leaves for n in before)
        if outer.type in ("function_declaration", "method_declaration"):
            return False
    return False


def _owner(kept: Kept) -> str:
    """Name the variable that keeps a value: parts and the whole in one owner are on purpose."""
    path = kept.path
    if path is None or path.root is None:
        return kept.cell
    return path.root.key
