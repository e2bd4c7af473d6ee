"""What a function does with objects from pools, as events that rules select from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from gomemlint.semantic.evaluation import POOL_PUT, Evaluation
from gomemlint.semantic.flow import Assign, Call, Exit, Leave, Moment, NoFlow, State, Use
from gomemlint.semantic.flow.conditions import Guards
from gomemlint.semantic.functions import Function
from gomemlint.semantic.library import How
from gomemlint.semantic.ownership import Putting, is_object, puts_something, puttings, standing
from gomemlint.semantic.paths import path_of
from gomemlint.semantic.summaries import Summaries
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
    held_at,
)
from gomemlint.syntax.expressions import called_name, parenthesised
from gomemlint.syntax.nodes import text

_INSIDE = frozenset({How.CONTAINED, How.CAPTURED})


@dataclass(frozen=True, slots=True)
class Got:
    """An object comes from a pool; `call` is the `Get` or a getter."""

    call: Node
    pool: str
    loops: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Put:
    """An object goes back to a pool, by `Put` or by a putter.

    `values` is what the argument may be. `is_direct` tells `Put` from putters. `is_clean` holds
    if it was reset on every path, `reset_fields` are the fields that were.
    """

    call: Node
    argument: Node
    pool: str
    values: Values
    deferred: Node | None
    loops: tuple[Node, ...]
    is_direct: bool
    is_clean: bool
    reset_fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class UsedAfterPut:
    """Memory of an object is used on a path after `put`; certain if every path comes past it."""

    use: Node
    put: Node
    relation: frozenset[How]
    is_certain: bool
    is_possible: bool


@dataclass(frozen=True, slots=True)
class PutTwice:
    """An object is put that was put before. `first` is `again` itself in a loop."""

    again: Node
    first: Node
    deferred: Node | None
    is_certain: bool
    is_possible: bool


@dataclass(frozen=True, slots=True)
class NotPut:
    """An exit leaves an object neither put nor handed on; `got` is where it came from."""

    leaving: Node
    got: Node
    pool: str
    is_put_elsewhere: bool
    is_returned_elsewhere: bool
    is_possible: bool


@dataclass(frozen=True, slots=True)
class AliasEscaped:
    """Memory of an object lives on at `node`, on a path on which the object is put."""

    node: Node
    put: Node
    is_whole: bool
    is_possible: bool


@dataclass(frozen=True, slots=True)
class Shared:
    """Another goroutine has an object that this one puts or uses, with no join in between."""

    started: Node
    rival: Node
    is_put: bool
    is_possible: bool


@dataclass(frozen=True, slots=True)
class LeftSet:
    """A field that others can reach still names an object that was put, at an exit."""

    name: str
    put: Node
    leaving: Node


@dataclass(frozen=True, slots=True)
class UsedDirty:
    """Content of an object is used, and nobody has reset it since it came from the pool."""

    use: Node
    got: Node
    pool: str


PoolEvent = (
    Got | Put | UsedAfterPut | PutTwice | NotPut | AliasEscaped | Shared | LeftSet | UsedDirty
)


def pool_events(summaries: Summaries, function: Function) -> tuple[PoolEvent, ...]:
    """Return what a function does with pooled objects, in program order, each event once."""
    flow = summaries.flow(function)
    if isinstance(flow, NoFlow):
        return ()
    inputs = frozenset(p.object.key for p in function.inputs if p.object is not None)
    watch = _Watch(summaries.evaluation(function.file), inputs)
    found: dict[PoolEvent, None] = {}
    for moment in flow.moments():
        for event in watch.observe(moment):
            found.setdefault(event)
    return tuple(watch.completed(found))


@dataclass(slots=True)
class _Watch:
    """Turns the moments of a function into pool events."""

    evaluation: Evaluation
    inputs: frozenset[str]
    put: set[Source] = field(default_factory=set)
    returned: set[Source] = field(default_factory=set)
    lost: dict[NotPut, Source] = field(default_factory=dict)

    def observe(self, moment: Moment[Fact]) -> Iterator[PoolEvent]:
        event, state = moment.event, moment.state
        match event:
            case Call():
                yield from self._got(event, moment)
                for putting in puttings(self.evaluation, event, state):
                    yield from self._putting(putting, moment)
                yield from self._deferred_use(event, state)
            case Use(node=node):
                yield from self._used(node, state)
            case Assign(bindings=bindings):
                for binding in bindings:
                    if binding.target.type != "identifier":
                        yield from self._used(binding.target, state)
            case Leave(exit=Exit.FALL | Exit.RETURN):
                yield from self._left(event.node, state)
            case _:
                return

    def completed(self, found: dict[PoolEvent, None]) -> Iterator[PoolEvent]:
        """Yield the events with what only the whole function tells."""
        yield from found
        for lost, source in self.lost.items():
            yield NotPut(
                lost.leaving,
                lost.got,
                lost.pool,
                source in self.put,
                source in self.returned,
                lost.is_possible,
            )

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
        self.put.update(value.source for value in objects)
        name = called_name(putting.call)
        meant = None if name is None else self.evaluation.file.object_of(name)
        yield Put(
            putting.call,
            putting.node,
            putting.pool,
            putting.values,
            putting.deferred,
            moment.loops,
            is_direct=getattr(meant, "key", "") == POOL_PUT,
            is_clean=bool(objects)
            and all(Mark(Sure.CLEAN, v.source) in state.must for v in objects),
            reset_fields=_reset_fields(objects, state),
        )
        for value in objects:
            yield from self._rivals(putting, value, state)
        yield from self._put_field_again(putting, state)

    def _rivals(self, putting: Putting, value: Value, state: State[Fact]) -> Iterator[PoolEvent]:
        source, is_possible = value.source, state.is_possible
        for fact in standing(state, source, Status.PUT):
            if self._agrees(putting.node, source, fact, state):
                is_certain = Mark(Sure.PUT, source) in state.must
                yield PutTwice(putting.call, fact.node, putting.deferred, is_certain, is_possible)
        for status in (Status.ESCAPED, Status.RETURNED):
            for fact in standing(state, source, status):
                is_whole = status is Status.RETURNED
                yield AliasEscaped(fact.node, putting.call, is_whole, is_possible)
        for fact in standing(state, source, Status.SHARED):
            yield Shared(fact.node, putting.call, True, is_possible)

    def _put_field_again(self, putting: Putting, state: State[Fact]) -> Iterator[PoolEvent]:
        path = putting.path
        if path is None or not path.steps:
            return
        for value in held_at(path, state):
            if value.source.kind is SourceKind.PUT and not value.relation:
                yield PutTwice(
                    putting.call, value.source.node, putting.deferred, False, state.is_possible
                )

    def _used(self, node: Node, state: State[Fact]) -> Iterator[PoolEvent]:
        path = path_of(self.evaluation.file, node)
        if path is None or is_harmless_use(node):
            return
        for value in sorted(held_at(path, state), key=lambda v: v.source.node.start_byte):
            yield from self._used_value(node, value, state)

    def _used_value(self, node: Node, value: Value, state: State[Fact]) -> Iterator[PoolEvent]:
        source = value.source
        if value.relation & _INSIDE:
            return
        if not is_put_argument(self.evaluation, node):
            for fact in standing(state, source, Status.PUT):
                if self._agrees(node, source, fact, state):
                    is_certain = Mark(Sure.PUT, source) in state.must
                    yield UsedAfterPut(
                        node, fact.node, value.relation, is_certain, state.is_possible
                    )
            for fact in standing(state, source, Status.SHARED):
                yield Shared(fact.node, node, False, state.is_possible)
        for fact in standing(state, source, Status.DIRTY):
            yield UsedDirty(node, fact.node, source.detail)

    def _deferred_use(self, event: Call, state: State[Fact]) -> Iterator[PoolEvent]:
        """Yield the uses of a deferred call that is no put: its operands were named before."""
        if event.deferred is None or event.deferred.body is not None:
            return
        if any(True for _ in puttings(self.evaluation, event, state)):
            return
        start = event.deferred.node.start_byte
        for subject in [s for s in state.may if str(s).startswith(f"defer {start} ")]:
            for held in state.about(subject):
                if isinstance(held, Held) and not held.value.relation & _INSIDE:
                    for fact in standing(state, held.value.source, Status.PUT):
                        yield UsedAfterPut(
                            event.node,
                            fact.node,
                            held.value.relation,
                            Mark(Sure.PUT, held.value.source) in state.must,
                            state.is_possible,
                        )

    def _left(self, leaving: Node, state: State[Fact]) -> Iterator[PoolEvent]:
        for fact in state.facts():
            if isinstance(fact, Standing):
                if fact.status is Status.OWNED and _is_held(fact, state):
                    pool = fact.subject.detail
                    lost = NotPut(leaving, fact.node, pool, False, False, state.is_possible)
                    self.lost[lost] = fact.subject
                elif fact.status in (Status.RETURNED, Status.HANDED):
                    self.returned.add(fact.subject)
            elif fact.value.source.kind is SourceKind.PUT and self._is_reachable(fact):
                yield LeftSet(".".join(fact.steps), fact.value.source.node, leaving)

    def _is_reachable(self, fact: Held) -> bool:
        """Tell whether others can reach a place; a key outside of functions holds no offset."""
        return not fact.value.relation and (fact.subject in self.inputs or ":" not in fact.subject)

    def _agrees(self, node: Node, source: Source, fact: Standing, state: State[Fact]) -> bool:
        """Tell whether a variable can hold an object on the path on which it has a status."""
        path = path_of(self.evaluation.file, node)
        if path is None or path.root is None:
            return True
        status = state.guards_of(fact)
        return any(
            _are_compatible(status, state.guards_of(held))
            for held in state.about(path.root.key)
            if isinstance(held, Held) and held.value.source == source
        )


def is_harmless_use(node: Node) -> bool:
    """Tell whether a use reads no memory of the object: a comparison with nil, `len` of a copy."""
    outer = parenthesised(node).parent
    if outer is not None and outer.type == "binary_expression":
        return any(child.type == "nil" for child in outer.children)
    holder = None if outer is None else outer.parent
    if outer is None or holder is None or outer.type != "argument_list":
        return False
    name = called_name(holder)
    return node.type == "identifier" and name is not None and text(name) in ("len", "cap")


def is_put_argument(evaluation: Evaluation, node: Node) -> bool:
    """Tell whether a place is the argument of a `Put` or putter: that is a put, not a use."""
    outer = parenthesised(node).parent
    if outer is not None and outer.type in ("unary_expression", "selector_expression"):
        outer = parenthesised(outer).parent
    call = None if outer is None else outer.parent if outer.type == "argument_list" else outer
    if call is None or call.type != "call_expression":
        return False
    return puts_something(evaluation, call)


def _reset_fields(objects: list[Value], state: State[Fact]) -> frozenset[str]:
    sources = {value.source for value in objects}
    marks = (mark for mark in state.must if isinstance(mark, Mark) and mark.sure is Sure.RESET)
    return frozenset(mark.field for mark in marks if mark.source in sources)


def _is_held(fact: Standing, state: State[Fact]) -> bool:
    """Tell whether some variable names an object that is not known to be nil."""
    for held in state.facts():
        if not isinstance(held, Held) or held.value.source != fact.subject:
            continue
        guards = state.guards | state.guards_of(fact) | state.guards_of(held)
        if not any(g.holds and g.text.endswith(" == nil") and "err" not in g.text for g in guards):
            return True
    return False


def _are_compatible(left: Guards, right: Guards) -> bool:
    return not any(guard.opposite in right for guard in left)
