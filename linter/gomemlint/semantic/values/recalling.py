"""Memory that was stored in a place, and is taken back: the place gets another value."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.semantic.flow import Assign, Call, Event, State
from gomemlint.semantic.program.functions import RECEIVER
from gomemlint.semantic.program.paths import ELEMENT, Path
from gomemlint.semantic.values.clearing import Clearing, clearing_by
from gomemlint.semantic.values.evaluation import Evaluation
from gomemlint.semantic.values.values import Fact, Standing, Status
from gomemlint.syntax.expressions import unparenthesised
from gomemlint.syntax.statements import assigned, enclosing_statement


def take_back(evaluation: Evaluation, event: Event, state: State[Fact]) -> None:
    """Let memory of an object no longer be out, where all that has it is a place set anew."""
    places = tuple(_set_anew(evaluation, event))
    if not places:
        return
    for fact in tuple(state.facts()):
        if isinstance(fact, Standing) and fact.status is Status.ESCAPED:
            stored = _stored_at(evaluation, fact.node)
            if stored is not None and any(_covers(*place, stored) for place in places):
                state.remove(fact)


def _set_anew(evaluation: Evaluation, event: Event) -> Iterator[tuple[Path, Clearing | None]]:
    """Yield the places that an assignment sets, and those whose fields a call clears."""
    if isinstance(event, Assign):
        for binding in event.bindings:
            path = evaluation.path(binding.target)
            if path is not None and path.steps and ELEMENT not in path.steps:
                yield path, None
    elif isinstance(event, Call):
        callee = evaluation.callee(event.node)
        if callee is None:
            return
        position = 0 if callee.operand(RECEIVER) is None else RECEIVER
        holder = callee.operand(position)
        path = None if holder is None else evaluation.path(holder)
        if path is not None and path.steps:
            yield path, clearing_by(evaluation.index, callee, position)


def _stored_at(evaluation: Evaluation, value: Node) -> Path | None:
    """Return the place that an assignment stores a value at."""
    statement = enclosing_statement(value)
    for pair in () if statement is None else assigned(statement):
        if pair.value is not None and unparenthesised(pair.value) == unparenthesised(value):
            return evaluation.path(pair.target)
    return None


def _covers(place: Path, cleared: Clearing | None, stored: Path) -> bool:
    """Tell whether what is set anew is the place of something, or what it lies in."""
    if place.root is None or stored.root is None or place.root.key != stored.root.key:
        return False
    behind = stored.steps[len(place.steps) :]
    if stored.steps[: len(place.steps)] != place.steps:
        return False
    return cleared is None or (bool(behind) and cleared.lets_go_of(behind[0]))
