"""What a function does with objects from pools, as events that rules select from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from gomemlint.semantic.flow import Assign, Call, Exit, Jump, Leave, Moment, NoFlow, State, Use
from gomemlint.semantic.flow.conditions import Guards
from gomemlint.semantic.pools.answers import is_answered
from gomemlint.semantic.pools.exits import is_ruled_out
from gomemlint.semantic.pools.harmlessness import (
    is_copied,
    is_harmless_use,
    is_joining,
    is_lent,
    is_put_argument,
    is_reading,
    starts_again,
)
from gomemlint.semantic.pools.holding import dying, is_held
from gomemlint.semantic.pools.latches import is_latched
from gomemlint.semantic.program.functions import RECEIVER, Function
from gomemlint.semantic.program.library import How
from gomemlint.semantic.values.dangling import gives, is_dangling
from gomemlint.semantic.values.escaping import standing
from gomemlint.semantic.values.evaluation import POOL_PUT, Evaluation
from gomemlint.semantic.values.joins import is_started
from gomemlint.semantic.values.ownership import Putting, is_outdated, puttings
from gomemlint.semantic.values.pooled import (
    AliasEscaped,
    Got,
    LeftSet,
    NotPut,
    PoolEvent,
    Put,
    PutTwice,
    Shared,
    UsedAfterPut,
    UsedDirty,
    in_order,
)
from gomemlint.semantic.values.sinks import operands
from gomemlint.semantic.values.summaries import Summaries
from gomemlint.semantic.values.values import (
    NOTHING,
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
    held_in,
    is_object,
)
from gomemlint.syntax.expressions import (
    is_dereference,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.functions import are_alternatives
from gomemlint.syntax.nodes import enclosing

# Behind everything in a source.
_END = 1 << 62
_INSIDE = frozenset({How.CONTAINED, How.CAPTURED, How.INDIRECT})


def pool_events(summaries: Summaries, function: Function) -> tuple[PoolEvent, ...]:
    """Return what a function does with pooled objects, in program order, each event once."""
    flow = summaries.flow(function)
    if isinstance(flow, NoFlow):
        return ()
    inputs = frozenset(p.object.key for p in function.inputs if p.object is not None)
    watch = _Watch(summaries.evaluation(function.file), inputs)
    found: dict[PoolEvent, None] = {}
    for moment in flow.moments():
        for event in in_order(watch.observe(moment)):
            if not _is_answered(watch.evaluation, event):
                found.setdefault(event)
    return (*(e for e in found if not watch.is_joined(e)), *in_order(watch.lost()))


def _is_answered(evaluation: Evaluation, event: PoolEvent) -> bool:
    """Tell whether a callee has said that it did not put what is used or put again."""
    match event:
        case UsedAfterPut(put=put, use=rival) | PutTwice(first=put, again=rival):
            return is_answered(evaluation, put, rival)
        case _:
            return False


@dataclass(slots=True)
class _Watch:
    """Turns the moments of a function into pool events.

    `settled` are the exits at which a deferred literal may have put an object. `joined` tells up to
    where in the source an object is put that no goroutine has any more.
    """

    evaluation: Evaluation
    inputs: frozenset[str]
    put: set[Source] = field(default_factory=set)
    returned: set[Source] = field(default_factory=set)
    settled: set[tuple[Source, Node]] = field(default_factory=set)
    dropped: dict[tuple[Source, Node], bool] = field(default_factory=dict)
    joined: dict[Source, int] = field(default_factory=dict)

    def is_joined(self, event: PoolEvent) -> bool:
        """Tell whether an object is only read while goroutines have it, until they are done."""
        if not isinstance(event, Shared) or event.is_put or not is_reading(event.rival):
            return False
        is_goroutine = enclosing(event.started, ("send_statement",)) is None
        return is_goroutine and event.rival.start_byte < self.joined.get(event.source, 0)

    def observe(self, moment: Moment[Fact]) -> Iterator[PoolEvent]:
        event, state = moment.event, moment.state
        match event:
            case Call():
                yield from self._got(event, moment)
                for putting in puttings(self.evaluation, event, state):
                    yield from self._putting(putting, moment)
                yield from self._called(event, state)
            case Use(node=node):
                yield from self._used(node, state)
            case Assign(bindings=bindings):
                for binding in bindings:
                    if binding.target.type != "identifier":
                        yield from self._written(binding.target, state)
            case Jump(node=node, region=region):
                self._dropped(node, dying(self.evaluation, node, region, state), state)
            case Leave(exit=Exit.FALL | Exit.RETURN):
                yield from self._left(event.node, state)
            case _:
                return

    def lost(self) -> Iterator[NotPut]:
        """Yield the objects that are lost: that takes the whole function to tell."""
        for (source, leaving), is_possible in self.dropped.items():
            if (source, leaving) not in self.settled:
                is_put, is_returned = source in self.put, source in self.returned
                yield NotPut(source, leaving, is_put, is_returned, is_possible)

    def _got(self, event: Call, moment: Moment[Fact]) -> Iterator[PoolEvent]:
        if event.deferred is not None:
            return
        for value in self.evaluation.values(event.node, moment.state):
            source = value.source
            if source.kind is SourceKind.POOLED and source.node == event.node:
                yield Got(event.node, source.detail, moment.loops)

    def _putting(self, putting: Putting, moment: Moment[Fact]) -> Iterator[PoolEvent]:
        state = moment.state
        objects = [v for v in putting.values if is_object(v)]
        leaving = None if putting.deferred is not None else moment.leaving
        if leaving is not None and is_ruled_out(self.evaluation.file, putting.call, leaving):
            return
        for value in objects:
            self.put.add(value.source)
            if not standing(state, value.source, Status.SHARED):
                end = putting.call.start_byte if moment.leaving is None else _END
                self.joined[value.source] = max(end, self.joined.get(value.source, 0))
            if moment.leaving is not None and putting.deferred is None:
                self.settled.add((value.source, moment.leaving))
        callee = self.evaluation.callee(putting.call)
        yield Put(
            putting.call,
            putting.node,
            putting.pool,
            putting.values,
            putting.deferred,
            moment.loops,
            is_direct=callee is not None and callee.key == POOL_PUT,
            is_clean=bool(objects)
            and all(Mark(Sure.CLEAN, v.source) in state.must for v in objects),
            reset_fields=_reset_fields(objects, state),
        )
        deferred = putting.deferred
        if deferred is None and moment.leaving is not None:
            deferred = enclosing(putting.call, ("defer_statement",))
        for value in objects:
            yield from self._rivals(putting, value, state, deferred)
        yield from self._put_behind(putting, state)
        yield from self._put_field_again(putting, state, deferred)

    def _put_behind(self, putting: Putting, state: State[Fact]) -> Iterator[PoolEvent]:
        """Yield what lives on of the memory behind a field, if that is put: `put(x.buf)`."""
        path = putting.path
        for value in putting.values if path is not None and len(path.steps) == 1 else ():
            for fact in standing(state, value.source, Status.BEHIND):
                if path is None or fact.field != path.steps[0]:
                    continue
                source, is_possible = value.source, state.is_possible
                if is_started(fact.node):
                    yield Shared(source, fact.node, putting.call, True, is_possible)
                else:
                    yield AliasEscaped(source, fact.node, putting.call, False, is_possible)

    def _rivals(
        self, putting: Putting, value: Value, state: State[Fact], deferred: Node | None
    ) -> Iterator[PoolEvent]:
        source, call = value.source, putting.call
        is_possible = state.is_possible or self._may_refuse(putting)
        is_certain = Mark(Sure.PUT, source) in state.must
        for fact in standing(state, source, Status.PUT):
            is_one_path = not are_alternatives(fact.node, call)
            # What a deferred call puts is what its argument named before.
            is_named = putting.deferred is not None or self._agrees(
                putting.node, source, fact, state
            )
            if is_one_path and is_named:
                yield PutTwice(source, call, fact.node, deferred, is_certain, is_possible)
        for status in (Status.ESCAPED, Status.RETURNED):
            is_whole = status is Status.RETURNED
            for fact in standing(state, source, status):
                yield AliasEscaped(source, fact.node, call, is_whole, is_possible)
        for fact in standing(state, source, Status.SHARED):
            if putting.deferred is not None or self._agrees(putting.node, source, fact, state):
                yield Shared(source, fact.node, call, True, is_possible)

    def _may_refuse(self, putting: Putting) -> bool:
        """Tell whether a putter of something inside its argument may have put it before."""
        if putting.path is None:
            return True
        callee = self.evaluation.callee(putting.call)
        function = None if callee is None else callee.function
        field = putting.path.steps[-1] if putting.path.steps else ""
        return putting.depth > 0 and (function is None or is_latched(function, field))

    def _put_field_again(
        self, putting: Putting, state: State[Fact], deferred: Node | None
    ) -> Iterator[PoolEvent]:
        path = putting.path
        if path is None or self._may_refuse(putting):
            return
        if is_outdated(self.evaluation, putting.deferred, path):
            return
        for value in held_at(path, state):
            mark = value.source
            if mark.kind is SourceKind.PUT and not value.relation:
                yield PutTwice(mark, putting.call, mark.node, deferred, False, state.is_possible)

    def _used(self, node: Node, state: State[Fact]) -> Iterator[PoolEvent]:
        path = self.evaluation.path(node)
        if path is None or is_harmless_use(self.evaluation, node):
            return
        is_fixed = is_copied(self.evaluation, node)
        for value in sorted(held_at(path, state), key=lambda v: v.source.node.start_byte):
            is_own = value.source.kind is SourceKind.NEW
            if is_fixed and not is_own and How.UNSAFE not in value.relation:
                continue
            if not value.relation & _INSIDE:
                yield from self._used_value(node, node, value, state)
            elif self._is_returned(node) and is_lent(value):
                yield from self._returned_inside(node, value, state)

    def _returned_inside(self, node: Node, value: Value, state: State[Fact]) -> Iterator[PoolEvent]:
        """Yield the return of something new that holds memory of an object that was put."""
        for fact in standing(state, value.source, Status.PUT):
            if self._agrees(node, value.source, fact, state):
                yield AliasEscaped(value.source, node, fact.node, False, state.is_possible)

    def _written(self, target: Node, state: State[Fact]) -> Iterator[PoolEvent]:
        """Yield what is wrong with an assignment: to set a place again is no use of the object."""
        path = self.evaluation.path(target)
        own = NOTHING if path is None else held_in(path, state)
        for value in () if path is None else held_at(path, state):
            if is_dereference(unparenthesised(target)):
                puts = standing(state, value.source, Status.PUT)
                is_behind = not any(gives(put.node, target) for put in puts)
            else:
                is_behind = value not in own
            if is_behind and not value.relation & _INSIDE:
                yield from self._used_value(target, target, value, state)

    def _used_value(
        self, node: Node, place: Node, value: Value, state: State[Fact]
    ) -> Iterator[PoolEvent]:
        """Yield what is wrong with a use of a value that `place` names."""
        source, how, is_possible = value.source, value.relation, state.is_possible
        is_mark = source.kind is SourceKind.PUT
        put = standing(state, source, Status.PUT)
        shared = () if is_joining(node, how) else standing(state, source, Status.SHARED)
        # Asked last: it takes the summary of whatever is called.
        if (is_mark or put or shared) and not is_put_argument(self.evaluation, node):
            if is_mark:
                is_deep = source.index > 1
                yield UsedAfterPut(source, node, source.node, how, False, is_possible or is_deep)
                put = shared = ()
            is_certain = Mark(Sure.PUT, source) in state.must
            for fact in put:
                if not self._agrees(place, source, fact, state):
                    continue
                if self._is_returned(node):
                    is_whole = is_object(value)
                    yield AliasEscaped(source, node, fact.node, is_whole, is_possible)
                else:
                    yield UsedAfterPut(source, node, fact.node, how, is_certain, is_possible)
            # Whoever starts the goroutine of an object and returns it, hands on both.
            for fact in () if shared and self._is_returned(node) else shared:
                if not starts_again(fact.node, node) and self._agrees(place, source, fact, state):
                    yield Shared(source, fact.node, node, False, is_possible)
        for fact in standing(state, source, Status.DIRTY):
            if self._agrees(place, source, fact, state):
                yield UsedDirty(node, fact.node, source.detail)

    def _is_returned(self, node: Node) -> bool:
        """Tell whether a result shares memory: to return it reads nothing."""
        listed = parenthesised(node).parent
        if listed is None or listed.type != "expression_list" or listed.parent is None:
            return False
        return listed.parent.type == "return_statement" and self.evaluation.shares(node)

    def _called(self, event: Call, state: State[Fact]) -> Iterator[PoolEvent]:
        """Yield the uses of a call that no place names: of a deferred one, and by a literal."""
        if event.deferred is not None and event.deferred.body is not None:
            return
        if any(True for _ in puttings(self.evaluation, event, state)):
            return
        for position, node, values in operands(self.evaluation, event, state):
            if event.deferred is None and position >= RECEIVER:
                continue
            use = event.node if event.deferred is not None else node
            for value in values:
                if not value.relation & _INSIDE:
                    yield from self._used_value(use, node, value, state)

    def _left(self, leaving: Node, state: State[Fact]) -> Iterator[PoolEvent]:
        kept: list[Source] = []
        for fact in state.facts():
            if isinstance(fact, Standing):
                if fact.status is Status.OWNED and is_held(self.evaluation.file, fact, state):
                    kept.append(fact.subject)
                elif fact.status in (Status.RETURNED, Status.HANDED):
                    self.returned.add(fact.subject)
            elif not isinstance(fact, Held):
                continue
            elif fact.value.source.kind is SourceKind.PUT and self._is_reachable(fact):
                put = fact.value.source.node
                yield LeftSet(".".join(fact.steps), fact.subject, put, leaving)
        self._dropped(leaving, kept, state)

    def _dropped(self, leaving: Node, sources: Iterable[Source], state: State[Fact]) -> None:
        for source in sources:
            self.dropped[source, leaving] = state.is_possible

    def _is_reachable(self, fact: Held) -> bool:
        """Tell whether others can reach a place; a key outside of functions holds no offset."""
        return not fact.value.relation and (fact.subject in self.inputs or ":" not in fact.subject)

    def _agrees(self, node: Node, source: Source, fact: Standing, state: State[Fact]) -> bool:
        """Tell whether a variable can hold an object on the path on which it has a status."""
        path = self.evaluation.path(node)
        if path is None or path.root is None:
            return True
        if fact.status in (Status.PUT, Status.SHARED) and not is_dangling(path, fact, state):
            return False
        status = state.guards_of(fact)
        return any(
            _are_compatible(status, state.guards_of(held))
            for held in state.about(path.root.key)
            if isinstance(held, Held) and held.value.source == source
        )


def _reset_fields(objects: list[Value], state: State[Fact]) -> frozenset[str]:
    sources = {value.source for value in objects}
    marks = (mark for mark in state.must if isinstance(mark, Mark) and mark.sure is Sure.RESET)
    return frozenset(mark.field for mark in marks if mark.source in sources)


def _are_compatible(left: Guards, right: Guards) -> bool:
    return not any(guard.opposite in right for guard in left)
