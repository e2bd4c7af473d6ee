"""Who owns an object from a pool: the events that change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import Scope
from gomemlint.semantic.calls import Callee
from gomemlint.semantic.clearing import NO_CLEARING, Clearing
from gomemlint.semantic.evaluation import POOL_GET, POOL_PUT, Evaluation
from gomemlint.semantic.flow import Assign, Call, Event, Receive, State
from gomemlint.semantic.identity import bound, parameter_of
from gomemlint.semantic.library import How
from gomemlint.semantic.paths import ELEMENT, Path
from gomemlint.semantic.resetting import emptied, reset_fields, resets, truncated_fields, writes
from gomemlint.semantic.sinks import operands, sinks
from gomemlint.semantic.summary import Fate
from gomemlint.semantic.values import (
    Fact,
    Held,
    Mark,
    Source,
    SourceKind,
    Standing,
    Status,
    Sure,
    Value,
    Values,
    followed,
    held_at,
)
from gomemlint.syntax.expressions import (
    arguments,
    is_address_of,
    is_call,
    is_dereference,
    is_spread,
    unparenthesised,
)
from gomemlint.syntax.nodes import contains

_OBJECTS = frozenset({SourceKind.POOLED, SourceKind.PARAMETER, SourceKind.NEW})
# A value so related to an object is not the object but something in or behind it.
_NOT_THE_OBJECT = frozenset(
    {How.FIELD, How.ELEMENT, How.PART, How.VIEW, How.CONTAINED, How.CAPTURED, How.UNSAFE}
)


@dataclass(frozen=True, slots=True)
class Putting:
    """An object goes back to a pool, directly or through a putter.

    `node` is the argument, `path` what names the object at the call, `values` what it may be,
    `pool` the identity of the pool.
    """

    call: Node
    node: Node
    path: Path | None
    values: Values
    pool: str
    deferred: Node | None


def is_object(value: Value) -> bool:
    """Tell whether a value is the object of its source: itself, its address, what it points to."""
    return not value.relation & _NOT_THE_OBJECT


def puttings(evaluation: Evaluation, event: Event, state: State[Fact]) -> Iterator[Putting]:
    """Yield the objects that an event puts back, given the state before it."""
    if not isinstance(event, Call):
        return
    callee = evaluation.callee(event.node)
    if callee is None:
        return
    if callee.key == POOL_PUT:
        deferred = None if event.deferred is None else event.deferred.node
        pool = evaluation.pool_of(callee)
        for position, node, values in operands(evaluation, event, state):
            if position == 0:
                path = evaluation.path(node)
                yield Putting(event.node, node, path, values, pool, deferred)
    elif callee.function is not None:
        yield from _by_putter(evaluation, callee, event, state)


def _by_putter(
    evaluation: Evaluation, callee: Callee, event: Call, state: State[Fact]
) -> Iterator[Putting]:
    deferred = None if event.deferred is None else event.deferred.node
    given = operands(evaluation, event, state)
    summary = evaluation.summary_of(callee, followed((i, values) for i, _, values in given))
    for position, node, values in given if summary is not None and summary.put else ():
        for put in summary.puts(callee.parameter_of(position)) if summary else ():
            path = evaluation.path(node)
            if path is not None and put.steps:
                path = path.behind(put.steps)
                related = held_at(path, state)
            else:
                related = frozenset(v.related(*put.relation) for v in values)
            pool = _pool(evaluation, callee, put.pool)
            yield Putting(event.node, node, path, related, pool, deferred)


def change_hands(evaluation: Evaluation, event: Event, state: State[Fact]) -> None:
    """Update the standing of objects by an event, before assignments follow."""
    match event:
        case Call():
            _obtain(evaluation, event, state)
            if is_join(evaluation, event.node):
                _join(state)
            if not any(values for _, _, values in operands(evaluation, event, state)):
                return
            _called(evaluation, event, state)
        case Receive():
            _join(state)
        case Assign():
            _renew(event, state)
            _emptied(evaluation, event, state)
            _overwritten(evaluation, event, state)
        case _:
            pass
    for sink in list(sinks(evaluation, event, state)):
        for held in sink.values:
            if sink.owner is None or held.source.index != sink.owner:
                _escape(held, sink.fate, sink.node, state, is_return=False)
    if isinstance(event, Assign):
        _appended(evaluation, event, state)
        _replaced(evaluation, event, state)


def give_out(value: Value, node: Node, state: State[Fact]) -> None:
    """Note that a value is a result of the function from here on."""
    _escape(value, Fate.HANDED, node, state)


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


def _called(evaluation: Evaluation, event: Call, state: State[Fact]) -> None:
    _touch(evaluation, event, state)
    _let_go_by(evaluation, event, state)
    for putting in list(puttings(evaluation, event, state)):
        _put(putting, state)


def _let_go_by(evaluation: Evaluation, event: Call, state: State[Fact]) -> None:
    """Let objects let go of the fields that a callee sets anew: `x.reset()`, `putX(x)`."""
    callee = evaluation.callee(event.node)
    if callee is None or callee.function is None:
        return
    for position, _, values in operands(evaluation, event, state):
        objects = [v.source for v in values if is_object(v) and v.source.kind in _OBJECTS]
        clearing = evaluation.clearing(callee, position, event.node) if objects else NO_CLEARING
        for source in objects if clearing.replaced or clearing.is_whole else ():
            _let_go(source, clearing, state)


def _emptied(evaluation: Evaluation, event: Assign, state: State[Fact]) -> None:
    for source in emptied(evaluation, event, state):
        _clean(source, state)
    for source, field in truncated_fields(evaluation, event, state):
        state.require(Mark(Sure.RESET, source, field))


def _overwritten(evaluation: Evaluation, event: Assign, state: State[Fact]) -> None:
    """Let `*x = T{}` clear the fields of x that still name what was put."""
    for binding in event.bindings:
        target = unparenthesised(binding.target)
        path = evaluation.path(target) if is_dereference(target) else None
        if path is not None and path.root is not None:
            _forget_puts(path.root.key, state)


def _renew(event: Assign, state: State[Fact]) -> None:
    """Forget what an assignment made in an earlier round of a loop: it makes something new."""
    made = [
        fact.subject
        for fact in state.facts()
        if isinstance(fact, Standing)
        and fact.subject.kind is SourceKind.NEW
        and contains(event.node, fact.subject.node)
    ]
    for source in made:
        _lose(source, state)


def _appended(evaluation: Evaluation, event: Assign, state: State[Fact]) -> None:
    """Note the views that `rows = append(rows, view)` puts into a slice of the caller."""
    for binding in event.bindings:
        call = None if binding.value is None else unparenthesised(binding.value)
        callee = None if call is None or not is_call(call) else evaluation.callee(call)
        if call is None or callee is None or callee.key != "append" or is_spread(call):
            continue
        given = arguments(call)
        into = evaluation.path(given[0]) if given else None
        if into is None or into.root is None or into.root.scope is not Scope.PARAMETER:
            continue
        for argument in given[1:]:
            for value in evaluation.values(argument, state):
                _escape(value, Fate.STORED, argument, state, is_return=False)


def _replaced(evaluation: Evaluation, event: Assign, state: State[Fact]) -> None:
    """Let an object let go of what a field held: `x.f = nil` gives it to whoever has it."""
    for binding in event.bindings:
        path = evaluation.path(binding.target)
        if path is None or path.root is None or len(path.steps) != 1 or binding.value is None:
            continue
        given = {v.source for v in evaluation.values(binding.value, state, binding.index)}
        for value in held_at(Path(path.root, (), path.root.key), state):
            if is_object(value) and value.source not in given:
                _let_go(value.source, Clearing(replaced=frozenset(path.steps)), state)


def _let_go(source: Source, clearing: Clearing, state: State[Fact]) -> None:
    """Forget the aliases of an object's fields that the object no longer holds."""
    for fact in list(state.facts()):
        if isinstance(fact, Held):
            value = fact.value
            is_alias = value.source == source and How.ADDRESS not in value.relation
            is_gone = is_alias and bool(value.field) and clearing.lets_go_of(value.field)
        else:
            is_alias = fact.subject == source and fact.status is Status.ESCAPED
            is_gone = is_alias and bool(fact.field) and clearing.lets_go_of(fact.field)
        if is_gone:
            state.remove(fact)


def _forget_puts(subject: str, state: State[Fact]) -> None:
    for fact in state.about(subject):
        if isinstance(fact, Held) and fact.value.source.kind is SourceKind.PUT:
            state.remove(fact)


def puts_something(evaluation: Evaluation, call: Node) -> bool:
    """Tell whether a call is a `Put` or calls a putter, whatever it is given."""
    callee = evaluation.callee(call)
    if callee is None or callee.key == POOL_PUT:
        return callee is not None
    if callee.function is None:
        return False
    summary = evaluation.summary_of(callee, frozenset(i for i, _ in callee.operands))
    return summary is not None and bool(summary.put)


def standing(state: State[Fact], source: Source, status: Status) -> tuple[Standing, ...]:
    """Return the facts that an object may have a status."""
    found = (fact for fact in state.about(source) if isinstance(fact, Standing))
    return tuple(fact for fact in found if fact.status is status)


def is_join(evaluation: Evaluation, call: Node) -> bool:
    """Tell whether a call waits for goroutines: `wg.Wait()`, `g.Wait()`."""
    callee = evaluation.callee(call)
    if callee is None or callee.object is None:
        return False
    return callee.object.name.lower().startswith(("wait", "join"))


def _join(state: State[Fact]) -> None:
    """Let no goroutine share an object any more."""
    shared = [f for f in state.facts() if isinstance(f, Standing) and f.status is Status.SHARED]
    for fact in shared:
        state.remove(fact)


def _obtain(evaluation: Evaluation, event: Call, state: State[Fact]) -> None:
    callee = evaluation.callee(event.node)
    if event.deferred is not None or callee is None:
        return
    if callee.key != POOL_GET and callee.function is None:
        return
    for value in evaluation.values(event.node, state):
        source = value.source
        if source.kind is not SourceKind.POOLED or source.node != event.node:
            continue
        _lose(source, state)
        state.add(Standing(source, Status.OWNED, event.node))
        if not evaluation.is_clean(event.node):
            state.add(Standing(source, Status.DIRTY, event.node))


def _lose(source: Source, state: State[Fact]) -> None:
    """Forget an object that the same expression made in an earlier round of a loop."""
    state.drop(source)
    for mark in [m for m in state.must if isinstance(m, Mark) and m.source == source]:
        state.release(mark)
    stale = [f for f in state.facts() if isinstance(f, Held) and f.value.source == source]
    for fact in stale:
        state.remove(fact)


def _touch(evaluation: Evaluation, event: Call, state: State[Fact]) -> None:
    """Note resets; a write of content makes an object unclean again."""
    for source in resets(evaluation, event, state):
        _clean(source, state)
    for source, field in reset_fields(evaluation, event, state):
        state.require(Mark(Sure.RESET, source, field))
    for source in writes(evaluation, event, state):
        state.release(Mark(Sure.CLEAN, source))


def _put(putting: Putting, state: State[Fact]) -> None:
    for value in putting.values:
        is_made_here = contains(putting.node, value.source.node)
        if value.source.kind in _OBJECTS and is_object(value) and not is_made_here:
            _disown(value.source, state)
            state.add(Standing(value.source, Status.PUT, putting.call))
            state.require(Mark(Sure.PUT, value.source))
    path = putting.path
    if path is None or path.root is None or is_address_of(unparenthesised(putting.node)):
        return
    if path.steps and ELEMENT not in path.steps:
        mark = Source(SourceKind.PUT, putting.call, putting.pool)
        state.add(Held(path.root.key, path.steps, Value(mark)))
        _mark_aliases(mark, path.steps[0], putting.values, state)


def _mark_aliases(mark: Source, field: str, put: Values, state: State[Fact]) -> None:
    """Let the variables that came by a field know that what it names was put."""
    sources = {value.source for value in put}
    for fact in list(state.facts()):
        if not isinstance(fact, Held) or fact.value.source not in sources:
            continue
        if fact.value.field == field and How.ELEMENT not in fact.value.relation:
            how = fact.value.relation - {How.CONTAINED, How.FIELD}
            state.add(Held(fact.subject, fact.steps, Value(mark, how)))


def _clean(source: Source, state: State[Fact]) -> None:
    for fact in standing(state, source, Status.DIRTY):
        state.remove(fact)
    state.require(Mark(Sure.CLEAN, source))


def _escape(
    value: Value, fate: Fate, node: Node, state: State[Fact], *, is_return: bool = True
) -> None:
    """Note that an object, or memory of it, outlives the frame."""
    source = value.source
    if source.kind not in (SourceKind.POOLED, SourceKind.PARAMETER):
        return
    whole = value.relation - {How.CONTAINED, How.CAPTURED}
    if fate is Fate.STARTED:
        state.add(Standing(source, Status.SHARED, node))
        if not whole & _NOT_THE_OBJECT:
            _hand_on(source, node, state)
        return
    if whole & _NOT_THE_OBJECT:
        if How.CONTAINED in value.relation and standing(state, source, Status.ESCAPED):
            return
        if is_return or fate in (Fate.STORED, Fate.SENT):
            state.add(Standing(source, Status.ESCAPED, node, value.field))
        return
    if fate is Fate.SENT:
        state.add(Standing(source, Status.SHARED, node))
    if is_return and source.kind is SourceKind.POOLED:
        state.add(Standing(source, Status.RETURNED, node))
        _disown(source, state)
    else:
        _hand_on(source, node, state)


def _hand_on(source: Source, node: Node, state: State[Fact]) -> None:
    _disown(source, state)
    if source.kind is SourceKind.POOLED:
        state.add(Standing(source, Status.HANDED, node))


def _disown(source: Source, state: State[Fact]) -> None:
    for fact in standing(state, source, Status.OWNED):
        state.remove(fact)


def _pool(evaluation: Evaluation, callee: Callee, pool: str) -> str:
    parameter = parameter_of(pool)
    argument = None if parameter is None else callee.operand(parameter)
    return bound(evaluation.index, evaluation.file, pool, argument)
