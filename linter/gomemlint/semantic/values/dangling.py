"""Places that still name what was put or shared: to use them is to use what others have."""

from __future__ import annotations

from collections.abc import Iterable

from tree_sitter import Node

from gomemlint.semantic.flow import State
from gomemlint.semantic.program.captures import captured_by
from gomemlint.semantic.program.library import How
from gomemlint.semantic.program.paths import Path
from gomemlint.semantic.values.clearing import Clearing
from gomemlint.semantic.values.evaluation import Evaluation
from gomemlint.semantic.values.values import (
    Dangling,
    Fact,
    Held,
    Source,
    SourceKind,
    Standing,
    Value,
    Values,
)
from gomemlint.syntax.expressions import arguments, is_call
from gomemlint.syntax.nodes import text

_SEVERAL = 2


def is_dangling(path: Path, put: Standing, state: State[Fact]) -> bool:
    """Tell whether a place may name an object since before it was given away, or lie behind it."""
    return path.root is None or any(
        isinstance(fact, Dangling)
        and (fact.source, fact.node) == (put.subject, put.node)
        and all(map(str.__eq__, fact.steps, path.steps))
        for fact in state.about(path.root.key)
    )


def leave_dangling(source: Source, put: Node, spared: frozenset[str], state: State[Fact]) -> None:
    """Let the places that name an object know that others have it, but for spared variables."""
    for fact in list(state.facts()):
        if isinstance(fact, Held) and fact.value.source == source and fact.subject not in spared:
            state.add(Dangling(fact.subject, fact.steps, source, put))


def rivals(place: Path | None, put: Values, state: State[Fact]) -> frozenset[str]:
    """Return the variables that may name one of several objects, if one of several is put.

    Two buffers that change places each round are never the same, though each may be either.
    """
    root = None if place is None else place.root
    if root is None or len(_objects(put)) < _SEVERAL:
        return frozenset()
    named: dict[str, set[Source]] = {}
    for fact in state.facts():
        if isinstance(fact, Held) and fact.subject != root.key:
            named.setdefault(fact.subject, set()).update(_objects([fact.value]))
    return frozenset(subject for subject, found in named.items() if len(found) >= _SEVERAL)


def _objects(values: Iterable[Value]) -> set[Source]:
    return {value.source for value in values if value.source.kind is SourceKind.POOLED}


def mark_aliases(mark: Source, field: str, put: Values, state: State[Fact]) -> None:
    """Let the variables that came by a field know that what it names was put."""
    sources = {value.source for value in put}
    for fact in list(state.facts()):
        if not isinstance(fact, Held) or fact.value.source not in sources:
            continue
        if fact.value.field == field and How.ELEMENT not in fact.value.relation:
            how = fact.value.relation - {How.CONTAINED, How.FIELD, How.INDIRECT}
            state.add(Held(fact.subject, fact.steps, Value(mark, how)))


def forget_puts(subject: str, state: State[Fact], clearing: Clearing) -> None:
    """Let fields that are set anew no longer name what was put."""
    for fact in state.about(subject):
        is_mark = isinstance(fact, Held) and fact.value.source.kind is SourceKind.PUT
        step = fact.steps[0] if isinstance(fact, Held) and fact.steps else ""
        if is_mark and (not step or clearing.lets_go_of(step)):
            state.remove(fact)


def gives(call: Node, place: Node) -> bool:
    """Tell whether a call is given what stands at a place, not the address of the place."""
    given = arguments(call) if is_call(call) else ()
    return any(text(argument) == text(place) for argument in given)


def assigned_by(evaluation: Evaluation, call: Node) -> frozenset[str]:
    """Return the variables that a called function literal captures and assigns to."""
    callee = evaluation.callee(call)
    function = None if callee is None else callee.function
    if function is None or not function.is_literal:
        return frozenset()
    captured = captured_by(function.file, function.node)
    return frozenset(each.variable.key for each in captured if each.is_written)
