"""Small parts of big arrays that outlive them, and what else keeps big memory alive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from tree_sitter import Node

from gomemlint.model.gotypes import Basic, GoObject, Scope, Slice
from gomemlint.semantic.flow import Assign, Exit, Leave, Moment, NoFlow, State
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.library import How, Relation
from gomemlint.semantic.program.paths import Path
from gomemlint.semantic.retention.filtering import keeps_all
from gomemlint.semantic.values.following import Following, returned
from gomemlint.semantic.values.sinks import Sink, sinks
from gomemlint.semantic.values.summaries import Summaries
from gomemlint.semantic.values.summary import Fate
from gomemlint.semantic.values.values import Fact, SourceKind, Value
from gomemlint.syntax.expressions import elements, is_address_of, unparenthesised
from gomemlint.syntax.nodes import contains, descendants, named
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


# By the key of a local variable: what its fields get, what that was cut from, on which side.
_Stored = dict[str, dict[Node, tuple[Node, bool]]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A value that outlives the function and keeps something big alive.

    `whole` is stored, sent or returned; `node` is the expression in it that carries the value.
    `origin` made the big thing, `what` says what that is. `path` and `cell` name the place it is
    stored at. `is_all` holds where a loop without a condition keeps every part, `is_whole_kept`
    where the same owner keeps the whole as well. `exit` is the `return` of a result. `is_single`
    holds where `node` is one string or slice and holds no others. `how` is the relation.
    """

    keeping: Keeping
    fate: Fate | None
    node: Node
    whole: Node
    origin: Node
    what: str
    path: Path | None
    cell: str
    how: frozenset[How]
    is_all: bool
    is_whole_kept: bool
    is_single: bool
    is_possible: bool
    exit: int = 0

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
    evaluation = summaries.evaluation(function.file)
    following = Following(function, evaluation, frozenset(), follows_pools=False)
    found: dict[tuple[Node, Node, frozenset[How]], Kept] = {}
    stored: _Stored = defaultdict(dict)
    for moment in flow.moments():
        _note_fields(following, moment, stored)
        for kept in _kept(following, moment):
            for carrier in _carriers(following, kept, moment.state, stored):
                found.setdefault((carrier, kept.origin, kept.how), replace(kept, node=carrier))
    return tuple(_parts(list(found.values())))


def _note_fields(following: Following, moment: Moment[Fact], stored: _Stored) -> None:
    """Note the parts that a field of a local object gets: what keeps the object keeps them."""
    if not isinstance(moment.event, Assign):
        return
    evaluation = following.evaluation
    for binding in moment.event.bindings:
        target = unparenthesised(binding.target)
        path = evaluation.path(target) if target.type == "selector_expression" else None
        if path is None or path.root is None or path.root.scope is not Scope.LOCAL:
            continue
        if binding.value is None:
            continue
        for value in evaluation.values(binding.value, moment.state, binding.index):
            if value.source.kind is SourceKind.BIG and How.PART in value.relation:
                stored[path.root.key][binding.value] = _side(value.source.node, value.relation)


def _carriers(following: Following, kept: Kept, state: State[Fact], stored: _Stored) -> list[Node]:
    """Return the expressions that bring a part into what is kept: fields, elements of literals."""
    if kept.keeping is not Keeping.PART:
        return [kept.node]
    node = unparenthesised(kept.node)
    file, side = following.function.file, _side(kept.origin, kept.how)
    meant = file.object_of(node) if node.type == "identifier" else None
    if isinstance(meant, GoObject) and meant.key in stored:
        found = [carrier for carrier, known in stored[meant.key].items() if known == side]
        return found or [kept.node]
    if is_address_of(node):
        node = unparenthesised(named(node)[0])
    if node.type != "composite_literal":
        return [kept.node]
    inside = [
        element.value
        for element in elements(node)
        if any(
            How.PART in value.relation and _side(value.source.node, value.relation) == side
            for value in following.evaluation.values(element.value, state)
        )
    ]
    return inside or [kept.node]


def _side(origin: Node, relation: Relation) -> tuple[Node, bool]:
    """Return what a part was cut from, and whether it is what follows the cut."""
    return origin, How.REST in relation


def _parts(found: list[Kept]) -> Iterator[Kept]:
    """Yield what is kept of each origin at each place, and whether its owner keeps the whole."""
    by_owner: dict[tuple[Node, str], list[Kept]] = defaultdict(list)
    for kept in found:
        for owner in _owners(kept):
            by_owner[kept.origin, owner].append(kept)
    seen: set[tuple[Node, Node, bool]] = set()
    for kept in found:
        place = kept.node, kept.origin, How.COPIED in kept.how
        if kept.keeping is Keeping.WHOLE or place in seen:
            continue
        seen.add(place)
        whole = any(_is_whole(by_owner[kept.origin, owner]) for owner in _owners(kept))
        yield replace(kept, is_whole_kept=whole)


def _is_whole(together: list[Kept]) -> bool:
    """Tell whether values of one origin and owner are all of it: itself, or both sides of a cut.

    One string or slice is the whole on one path and a part on another, never both at once.
    """
    parts = [kept for kept in together if kept.keeping is Keeping.PART]
    either = {kept.node for kept in parts if kept.is_single}
    if any(kept.keeping is Keeping.WHOLE and kept.node not in either for kept in together):
        return True
    rests = {(kept.node, kept.cell) for kept in parts if How.REST in kept.how}
    firsts = {(kept.node, kept.cell) for kept in parts if How.REST not in kept.how}
    # One node with both is a struct with both, or a field of it that cannot be told from the other.
    return bool(rests - firsts and firsts) or bool(firsts - rests and rests)


def _kept(following: Following, moment: Moment[Fact]) -> Iterator[Kept]:
    event, state = moment.event, moment.state
    for sink in sinks(following.evaluation, event, state):
        if sink.fate is Fate.HANDED:
            continue
        for value in _big(sink.values):
            if not _is_moved(following, sink, value, state):
                yield _described(following, sink.node, value, sink, state)
    if isinstance(event, Leave) and event.exit is not Exit.PANIC:
        for index, values in enumerate(returned(following, state)):
            for value in _big(values):
                node = _result_node(event.node, index)
                kept = _described(following, node, value, None, state)
                is_single = _is_single_result(following, node, index)
                yield replace(kept, exit=event.node.start_byte, is_single=is_single)


def _is_moved(following: Following, sink: Sink, value: Value, state: State[Fact]) -> bool:
    """Tell whether a place gets only what it held before: `s.parts = s.parts[1:]`."""
    evaluation, origin = following.evaluation, value.source
    if sink.path is None or contains(sink.node, origin.node):
        return False
    holders = [
        path
        for node in (sink.node, *descendants(sink.node))
        if node.type in ("identifier", "selector_expression") and not _is_operand(node)
        if (path := evaluation.path(node)) is not None
        if any(held.source == origin for held in evaluation.values(node, state))
    ]
    return bool(holders) and all(_is_at(path, sink.path) for path in holders)


def _is_operand(node: Node) -> bool:
    outer = node.parent
    return outer is not None and outer.type == "selector_expression"


def _is_at(path: Path, place: Path) -> bool:
    """Tell whether a path is a place or lies behind it."""
    if path.root is None or place.root is None or path.root.key != place.root.key:
        return False
    return path.steps[: len(place.steps)] == place.steps


def _big(values: frozenset[Value]) -> list[Value]:
    found = [value for value in values if value.source.kind is SourceKind.BIG]
    return sorted(found, key=lambda v: (v.source.node.start_byte, _order(v)))


def _order(value: Value) -> tuple[str, ...]:
    return tuple(sorted(how.value for how in value.relation))


def _described(
    following: Following, node: Node, value: Value, sink: Sink | None, state: State[Fact]
) -> Kept:
    return Kept(
        keeping=_keeping(value.relation),
        fate=None if sink is None else sink.fate,
        node=node,
        whole=node,
        origin=value.source.node,
        what=value.source.detail,
        path=None if sink is None else sink.path,
        cell="" if sink is None else sink.cell,
        how=value.relation,
        is_all=sink is not None and keeps_all(following.function.file, node, value.source.node),
        is_whole_kept=False,
        is_single=_is_single(following.function.file, node),
        is_possible=state.is_possible,
    )


def _is_single(file: File, node: Node) -> bool:
    """Tell whether a value is one string or slice of plain elements."""
    type_ = core(file, file.type_of(node))
    if isinstance(type_, Slice):
        return not type_.element.holds_pointers
    return isinstance(type_, Basic)


def _is_single_result(following: Following, node: Node, index: int) -> bool:
    """Tell whether a node stands for one result, and that for one string or slice."""
    function = following.function
    sharing = [r for r in function.results if following.evaluation.holds_pointers(r.type)]
    is_alone = node.type != "return_statement" or len(sharing) == 1
    return is_alone and _is_single(function.file, function.results[index].type)


def _result_node(statement: Node, index: int) -> Node:
    """Return the expression of a result, the statement where it is not written out."""
    values = returned_values(statement) if statement.type == "return_statement" else ()
    return values[index] if index < len(values) else statement


def _keeping(relation: frozenset[How]) -> Keeping:
    if How.PART in relation:
        return Keeping.PART
    if How.CAPTURED in relation:
        return Keeping.CAPTURE
    is_inside = How.ADDRESS in relation and bool(relation & {How.FIELD, How.ELEMENT})
    return Keeping.INTERIOR if is_inside and How.UNSAFE not in relation else Keeping.WHOLE


def _owners(kept: Kept) -> tuple[str, ...]:
    """Name what keeps a value: parts and the whole in one owner are on purpose."""
    if kept.is_returned:
        return (f"result {kept.exit}",)
    path, owners = kept.path, []
    if path is not None and path.root is not None:
        owners.append(path.root.key)
    if kept.cell:
        owners.append(kept.cell.replace("[*]", "").rpartition(".")[0])
    return tuple(owners)
