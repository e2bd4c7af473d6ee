"""What objects let go of: fields that are set anew, and objects that nothing names any more."""

from __future__ import annotations

from gomemlint.semantic.flow import Assign, Call, State
from gomemlint.semantic.program.library import How
from gomemlint.semantic.program.paths import Path
from gomemlint.semantic.values.clearing import ALL_CLEARED, NO_CLEARING, Clearing
from gomemlint.semantic.values.dangling import forget_puts, gives
from gomemlint.semantic.values.evaluation import Evaluation
from gomemlint.semantic.values.sinks import operands
from gomemlint.semantic.values.values import (
    OBJECTS,
    Dangling,
    Fact,
    Held,
    Mark,
    Source,
    SourceKind,
    Standing,
    Status,
    Sure,
    Value,
    held_at,
    is_object,
)
from gomemlint.syntax.expressions import is_dereference, unparenthesised


def bury(state: State[Fact]) -> None:
    """Forget the objects that were put and that nothing names any more.

    A loop that gets anew after each put would otherwise seem to put the first object again.
    """
    gone = [
        fact for fact in state.facts() if isinstance(fact, Standing) and fact.status is Status.PUT
    ]
    if not gone:
        return
    named = {fact.value.source for fact in state.facts() if isinstance(fact, Held)}
    for fact in gone:
        if fact.subject not in named:
            state.remove(fact)
            state.release(Mark(Sure.PUT, fact.subject))


def let_go_by(evaluation: Evaluation, event: Call, state: State[Fact]) -> None:
    """Let objects let go of the fields that a callee sets anew: `x.reset()`, `putX(x)`."""
    callee = evaluation.callee(event.node)
    if callee is None or callee.function is None:
        return
    for position, node, values in operands(evaluation, event, state):
        objects = [v.source for v in values if is_object(v) and v.source.kind in OBJECTS]
        clearing = evaluation.clearing(callee, position, event.node) if objects else NO_CLEARING
        if not (clearing.replaced or clearing.is_whole):
            continue
        for source in objects:
            _let_go(source, clearing, state)
        path = evaluation.path(node)
        if path is not None and path.root is not None and not path.steps:
            forget_puts(path.root.key, state, clearing)


def overwritten(evaluation: Evaluation, event: Assign, state: State[Fact]) -> None:
    """Let `*x = T{}` clear the fields of x that name what was put, and `*x` if that was put."""
    for binding in event.bindings:
        target = unparenthesised(binding.target)
        path = evaluation.path(target) if is_dereference(target) else None
        if path is not None and path.root is not None:
            forget_puts(path.root.key, state, ALL_CLEARED)
            for fact in list(state.about(path.root.key)):
                if isinstance(fact, Dangling) and gives(fact.node, target):
                    state.remove(fact)


def replaced(evaluation: Evaluation, event: Assign, state: State[Fact]) -> None:
    """Let an object let go of what a field held: `x.f = nil` gives it to whoever has it."""
    for binding in event.bindings:
        path = evaluation.path(binding.target)
        if path is None or path.root is None or len(path.steps) != 1 or binding.value is None:
            continue
        given = {v.source for v in evaluation.values(binding.value, state, binding.index)}
        for value in held_at(Path(path.root, (), path.root.key), state):
            is_inside = How.CONTAINED in value.relation
            if (is_object(value) or is_inside) and value.source not in given:
                _let_go(value.source, Clearing(replaced=frozenset(path.steps)), state)


def _let_go(source: Source, clearing: Clearing, state: State[Fact]) -> None:
    """Forget the aliases of an object's fields that the object no longer holds."""
    for fact in list(state.facts()):
        if isinstance(fact, Held):
            value = fact.value
            is_alias = value.source == source and not _points_inside(value)
            is_gone = is_alias and bool(value.field) and clearing.lets_go_of(value.field)
        elif isinstance(fact, Standing):
            is_alias = fact.subject == source and fact.status in (Status.ESCAPED, Status.BEHIND)
            is_gone = is_alias and bool(fact.field) and clearing.lets_go_of(fact.field)
        if is_gone:
            state.remove(fact)


def _points_inside(value: Value) -> bool:
    """Tell whether a value is `&x.f`. Of a new object `&T{}` every field has an address in it."""
    return How.ADDRESS in value.relation and value.source.kind is not SourceKind.NEW
