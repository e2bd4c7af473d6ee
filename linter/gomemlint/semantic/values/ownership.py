"""Who owns an object from a pool: the events that change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import Scope
from gomemlint.semantic.flow import Assign, Call, Defer, Event, Receive, State
from gomemlint.semantic.program.calls import Callee
from gomemlint.semantic.program.definitions import definitions
from gomemlint.semantic.program.library import How
from gomemlint.semantic.program.paths import ELEMENT, Path
from gomemlint.semantic.values.counting import adds_holder
from gomemlint.semantic.values.dangling import assigned_by, leave_dangling, mark_aliases, rivals
from gomemlint.semantic.values.escaping import disown, escape, escape_by_sinks, standing
from gomemlint.semantic.values.evaluation import POOL_GET, POOL_PUT, Evaluation
from gomemlint.semantic.values.identity import bound, parameter_of
from gomemlint.semantic.values.joins import is_clock, is_join, join
from gomemlint.semantic.values.naming import name_of_put
from gomemlint.semantic.values.recalling import take_back
from gomemlint.semantic.values.relinquishing import let_go_by, overwritten, replaced
from gomemlint.semantic.values.resetting import (
    emptied,
    reset_fields,
    resets,
    truncated_fields,
    writes,
)
from gomemlint.semantic.values.sinks import operands
from gomemlint.semantic.values.strangers import share_strangers
from gomemlint.semantic.values.summary import Fate
from gomemlint.semantic.values.values import (
    NOT_THE_OBJECT,
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
    Values,
    followed,
    forget,
    held_at,
    is_object,
)
from gomemlint.syntax.expressions import (
    arguments,
    is_address_of,
    is_call,
    is_spread,
    unparenthesised,
)
from gomemlint.syntax.nodes import contains, enclosing
from gomemlint.syntax.statements import BRANCHES, CASES

_VIEWS = frozenset({How.VIEW, How.SLICE, How.UNSAFE})


@dataclass(frozen=True, slots=True)
class Putting:
    """An object goes back to a pool, directly or through a putter.

    `node` is the argument, `path` what names the object at the call, `values` what it may be,
    `pool` the identity of the pool. `is_left_set` is false if a putter clears the field.
    `depth` counts the fields between the argument and the object.
    """

    call: Node
    node: Node
    path: Path | None
    values: Values
    pool: str
    deferred: Node | None
    is_left_set: bool = True
    depth: int = 0


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
                path = name_of_put(evaluation, node, deferred)
                yield Putting(event.node, node, path, values, pool, deferred)
    elif callee.function is not None:
        yield from _by_putter(evaluation, callee, event, state)


def _by_putter(
    evaluation: Evaluation, callee: Callee, event: Call, state: State[Fact]
) -> Iterator[Putting]:
    deferred = None if event.deferred is None else event.deferred.node
    given = operands(evaluation, event, state)
    asked = followed((i, values) for i, _, values in given) | evaluation.put_by(event.node)
    summary = evaluation.summary_of(callee, asked)
    for position, node, values in given if summary is not None and summary.put else ():
        for put in summary.puts(callee.parameter_of(position)) if summary else ():
            path = name_of_put(evaluation, node, deferred)
            if put.steps and is_outdated(evaluation, deferred, path):
                path, related = None, frozenset[Value]()
            elif path is not None and put.steps:
                path = path.behind(put.steps)
                related = held_at(path, state)
            elif put.relation & NOT_THE_OBJECT:
                # Something inside, which no place of the caller names.
                path, related = None, frozenset(v.related(*put.relation) for v in values)
            else:
                related = frozenset(v.related(*put.relation) for v in values)
            pool = _pool(evaluation, callee, put.pool)
            yield Putting(
                event.node, node, path, related, pool, deferred, put.is_left_set, len(put.steps)
            )


def change_hands(evaluation: Evaluation, event: Event, state: State[Fact]) -> None:
    """Update the standing of objects by an event, before assignments follow."""
    take_back(evaluation, event, state)
    match event:
        case Call():
            _obtain(evaluation, event, state)
            if is_join(evaluation, event.node):
                join(state)
            given = operands(evaluation, event, state)
            if not any(values for _, _, values in given) and not evaluation.put_by(event.node):
                return
            _called(evaluation, event, state)
        case Defer():
            _promise(evaluation, event, state)
        case Receive(channel=channel) if not is_clock(evaluation, channel):
            join(state)
        case Assign():
            _renew(event, state)
            _emptied(evaluation, event, state)
            overwritten(evaluation, event, state)
        case _:
            pass
    escape_by_sinks(evaluation, event, state)
    share_strangers(evaluation, event, state)
    if isinstance(event, Assign):
        _appended(evaluation, event, state)
        replaced(evaluation, event, state)


def _promise(evaluation: Evaluation, event: Defer, state: State[Fact]) -> None:
    """Let nobody owe an object that a deferred call puts: every exit from here on comes by it."""
    for putting in list(puttings(evaluation, Call(event.call), state)):
        for value in putting.values:
            if value.source.kind in OBJECTS and is_object(value):
                disown(value.source, state)


def _called(evaluation: Evaluation, event: Call, state: State[Fact]) -> None:
    _touch(evaluation, event, state)
    _hold(evaluation, event, state)
    let_go_by(evaluation, event, state)
    for putting in list(puttings(evaluation, event, state)):
        _put(evaluation, putting, state)


def _hold(evaluation: Evaluation, event: Call, state: State[Fact]) -> None:
    """Let nobody own an object with one more holder: who puts it depends on the others."""
    counted = None if event.deferred else adds_holder(evaluation, event.node)
    for value in () if counted is None else evaluation.values(counted, state):
        _lose(value.source, state)


def _emptied(evaluation: Evaluation, event: Assign, state: State[Fact]) -> None:
    for source in emptied(evaluation, event, state):
        _clean(source, state)
    for source, field in truncated_fields(evaluation, event, state):
        state.require(Mark(Sure.RESET, source, field))


def _renew(event: Assign, state: State[Fact]) -> None:
    """Forget what an assignment made or took in an earlier round of a loop: now it is another."""
    made = [
        fact.subject
        for fact in state.facts()
        if isinstance(fact, Standing)
        and (fact.subject.kind is SourceKind.NEW or fact.subject.node.type == "identifier")
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
                escape(value, Fate.STORED, argument, state, is_return=False)


def is_outdated(evaluation: Evaluation, deferred: Node | None, path: Path | None) -> bool:
    """Tell whether a variable may mean something else when a deferred put runs than at its `defer`.

    It is set again between the two, or not all ways to the exit have both set it and deferred.
    """
    root = None if path is None else path.root
    if deferred is None or root is None or root.scope is Scope.PACKAGE:
        return False
    given = tuple(definitions(evaluation.index, root))
    if any(each.statement.start_byte > deferred.end_byte for each in given):
        return True
    is_set_again = len(given) > (root.scope is Scope.LOCAL)
    return is_set_again and enclosing(deferred, BRANCHES | CASES) is not None


def puts_something(evaluation: Evaluation, call: Node) -> bool:
    """Tell whether a call is a `Put` or calls a putter, whatever it is given."""
    callee = evaluation.callee(call)
    if callee is None or callee.key == POOL_PUT:
        return callee is not None
    if callee.function is None:
        return False
    summary = evaluation.summary_of(callee, frozenset(i for i, _ in callee.operands))
    return summary is not None and bool(summary.put)


def _obtain(evaluation: Evaluation, event: Call, state: State[Fact]) -> None:
    callee = evaluation.callee(event.node)
    if event.deferred is not None or callee is None:
        return
    if callee.key != POOL_GET and callee.function is None:
        return
    got = [v for v in evaluation.values(event.node, state) if v.source.node == event.node]
    pooled = [v for v in got if v.source.kind is SourceKind.POOLED]
    has_whole = any(is_object(value) for value in pooled)
    for value in pooled:
        _lose(value.source, state)
    for value in pooled:
        source = value.source
        if has_whole and How.CONTAINED in value.relation:
            # What lies in an object goes with it.
            continue
        state.add(Standing(source, Status.OWNED, event.node))
        if not evaluation.is_clean(event.node):
            state.add(Standing(source, Status.DIRTY, event.node))


def _lose(source: Source, state: State[Fact]) -> None:
    """Forget an object that the same expression made in an earlier round of a loop."""
    state.drop(source)
    for mark in [m for m in state.must if isinstance(m, Mark) and m.source == source]:
        state.release(mark)
    for fact in list(state.facts()):
        is_held = isinstance(fact, Held) and fact.value.source == source
        if is_held or (isinstance(fact, Dangling) and fact.source == source):
            state.remove(fact)


def _touch(evaluation: Evaluation, event: Call, state: State[Fact]) -> None:
    """Note resets; a write of content makes an object unclean again."""
    for source in resets(evaluation, event, state):
        _clean(source, state)
    for source, field in reset_fields(evaluation, event, state):
        state.require(Mark(Sure.RESET, source, field))
    for source in writes(evaluation, event, state):
        state.release(Mark(Sure.CLEAN, source))


def _put(evaluation: Evaluation, putting: Putting, state: State[Fact]) -> None:
    spared = assigned_by(evaluation, putting.call) | rivals(putting.path, putting.values, state)
    state.require(Mark(Sure.PUT, Source(SourceKind.PUT, putting.call)))
    for value in putting.values:
        is_made_here = contains(putting.node, value.source.node)
        if value.source.kind in OBJECTS and is_object(value) and not is_made_here:
            disown(value.source, state)
            state.add(Standing(value.source, Status.PUT, putting.call))
            state.require(Mark(Sure.PUT, value.source))
            leave_dangling(value.source, putting.call, spared, state)
    path = putting.path
    if path is None or path.root is None or is_address_of(unparenthesised(putting.node)):
        return
    if is_outdated(evaluation, putting.deferred, path):
        return
    mark = Source(SourceKind.PUT, putting.call, putting.pool, putting.depth)
    own = None if putting.values or putting.depth else evaluation.path(putting.node)
    if own is not None and own.root is not None and not own.steps:
        # It came from a channel, a list, an unknown callee: from here on it is known.
        is_known_now = own.root.scope is Scope.LOCAL and evaluation.shares(putting.node)
        if is_known_now and own.root.key not in spared:
            state.add(Held(own.root.key, (), Value(mark)))
    if path.steps and ELEMENT not in path.steps:
        if putting.is_left_set:
            state.add(Held(path.root.key, path.steps, Value(mark)))
        else:
            forget(path, state)
        if len(path.steps) == 1:
            # A variable knows the first field that it came by, and no more.
            mark_aliases(mark, path.steps[0], putting.values, state)


def _clean(source: Source, state: State[Fact]) -> None:
    for fact in standing(state, source, Status.DIRTY):
        state.remove(fact)
    state.require(Mark(Sure.CLEAN, source))


def _pool(evaluation: Evaluation, callee: Callee, pool: str) -> str:
    parameter = parameter_of(pool)
    argument = None if parameter is None else callee.operand(parameter)
    return bound(evaluation.index, evaluation.file, pool, argument)
