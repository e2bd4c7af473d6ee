"""Where values leave the frame of a function: stored, sent, given to goroutines, handed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Interface, Named, Pointer, Scope
from gomemlint.semantic.flow import Assign, Call, Event, Go, Send, State
from gomemlint.semantic.program.calls import Callee
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.copying import copied
from gomemlint.semantic.program.functions import RECEIVER, function_around
from gomemlint.semantic.program.library import KEEPS, How, is_standard
from gomemlint.semantic.program.paths import ELEMENT, Path, resolve
from gomemlint.semantic.values.evaluation import POOL_PUT, Evaluation
from gomemlint.semantic.values.lent import is_lent
from gomemlint.semantic.values.summary import Fate
from gomemlint.semantic.values.values import (
    Fact,
    Held,
    SourceKind,
    Value,
    Values,
    followed,
    handed_on,
    is_object,
)
from gomemlint.syntax.expressions import unparenthesised

_Given: TypeAlias = tuple[tuple[int, Node, Values], ...]

# Calls that run their function argument in another goroutine.
STARTERS = frozenset(
    {
        "golang.org/x/sync/errgroup.(Group).Go",
        "golang.org/x/sync/errgroup.(Group).TryGo",
        "context.AfterFunc",
        "sync.(WaitGroup).Go",
        "time.AfterFunc",
    }
)


@dataclass(frozen=True, slots=True)
class Sink:
    """Values that may outlive the call of the function from here on.

    `node` is the expression that carries them. `path` is the place they are stored at, None for
    other fates and for places without a name; `owner` is the parameter behind which that lies.
    """

    fate: Fate
    node: Node
    values: Values
    path: Path | None = None
    owner: int | None = None
    cell: str = ""


def sinks(evaluation: Evaluation, event: Event, state: State[Fact]) -> Iterator[Sink]:
    """Yield what leaves the frame with an event, given the state before it."""
    match event:
        case Assign():
            yield from _stores(evaluation, event, state)
        case Send(value=value):
            yield from _carried(Fate.SENT, value, evaluation.values(value, state))
        case Go(call=call):
            yield from _started(evaluation, call, state)
        case Call():
            yield from _passed(evaluation, event, state)
        case _:
            return


def leaving_by(sink: Sink, state: State[Fact]) -> Iterator[Value]:
    """Yield what leaves: what lies in an object goes with it, and what is stored in it stays."""
    whole = {value.source for value in sink.values if is_object(value)}
    path = sink.path
    if path is not None and path.root is not None:
        whole |= {
            fact.value.source
            for fact in state.about(path.root.key)
            if isinstance(fact, Held)
            and is_object(fact.value)
            and len(fact.steps) < len(path.steps)
            and fact.steps == path.steps[: len(fact.steps)]
        }
    for value in sink.values:
        if is_object(value) or value.source not in whole or is_moved_within(value, sink):
            yield value


def is_moved_within(value: Value, sink: Sink) -> bool:
    """Tell whether what lies behind one field of an object is stored in another field of it."""
    steps = () if sink.path is None else sink.path.steps
    into = next((step for step in steps if step != ELEMENT), "")
    return How.INDIRECT in value.relation and bool(value.field) and value.field != into


def operands(evaluation: Evaluation, event: Call, state: State[Fact]) -> _Given:
    """Return the arguments of a call with their values; of a deferred one, those at its `defer`."""
    callee = evaluation.callee(event.node)
    given = operand_nodes(callee, event.node)
    if event.deferred is None:
        return tuple((i, node, evaluation.values(node, state)) for i, node in given)
    return tuple(
        (
            i,
            node,
            _deferred(event, i, state) if i >= RECEIVER else evaluation.values(node, state),
        )
        for i, node in given
    )


def operand_nodes(callee: Callee | None, call: Node) -> tuple[tuple[int, Node], ...]:
    """Return the arguments of a call by position, also of one that is not known."""
    if callee is not None:
        return callee.operands
    function = call.child_by_field_name("arguments")
    return () if function is None else tuple(enumerate(function.named_children))


def deferred_subject(statement: Node, position: int) -> str:
    """Return the subject of facts about an argument of a deferred call."""
    return f"defer {statement.start_byte} {position}"


def outlives(path: Path | None) -> bool:
    """Tell whether a place belongs to somebody else than the frame."""
    if path is None or path.root is None:
        return path is not None and bool(path.steps)
    if path.root.scope is Scope.PACKAGE:
        return True
    return bool(path.steps) and path.root.scope in (Scope.PARAMETER, Scope.RECEIVER)


def _stores(evaluation: Evaluation, event: Assign, state: State[Fact]) -> Iterator[Sink]:
    for binding in event.bindings:
        target = unparenthesised(binding.target)
        if target.type == "identifier" and not _is_global(evaluation.file, target):
            continue
        path = resolve(evaluation.index, evaluation.file, target)
        owner = _owner(evaluation.file, path, target, state)
        is_lent = owner is None and not outlives(path)
        if is_lent and not _is_lent(evaluation, path):
            continue
        key = target.child_by_field_name("index")
        for node, index in ((binding.value, binding.index), (key, 0)):
            values = frozenset() if node is None else evaluation.values(node, state, index)
            if is_lent:
                # What becomes of pooled memory there is up to its owner.
                values = frozenset(v for v in values if v.source.kind is SourceKind.BIG)
            if node is not None and values:
                yield Sink(Fate.STORED, node, values, path, owner, _cell(path))


def _owner(file: File, path: Path | None, target: Node, state: State[Fact]) -> int | None:
    """Return the parameter behind which a place lies, directly or through a local variable."""
    if path is None or path.root is None or target.type == "identifier":
        return None
    # What a field of it holds, stored here before, is not what the variable leads to.
    indices = [
        fact.value.source.index
        for fact in state.about(path.root.key)
        if isinstance(fact, Held) and not fact.steps
        if fact.value.source.kind is SourceKind.PARAMETER
    ]
    if indices or path.root.scope not in (Scope.PARAMETER, Scope.RECEIVER):
        return min(indices, default=None)
    function = function_around(file, target)
    inputs = () if function is None else function.inputs
    return next((p.index for p in inputs if p.object and p.object.key == path.root.key), None)


def _is_lent(evaluation: Evaluation, path: Path | None) -> bool:
    """Tell whether a place lies in an object that belongs to somebody else than its variable."""
    if path is None or path.root is None or not path.steps:
        return False
    return is_lent(evaluation.index, path.root)


def _is_global(file: File, identifier: Node) -> bool:
    meant = file.object_of(identifier)
    return isinstance(meant, GoObject) and meant.scope is Scope.PACKAGE


def _started(evaluation: Evaluation, call: Node, state: State[Fact]) -> Iterator[Sink]:
    callee = evaluation.callee(call)
    for _, node in operand_nodes(callee, call):
        yield from _carried(Fate.STARTED, node, evaluation.values(node, state))
    function = call.child_by_field_name("function")
    # `go f()` gives the goroutine what f has captured.
    if function is not None and unparenthesised(function).type in ("func_literal", "identifier"):
        yield from _carried(Fate.STARTED, function, evaluation.values(function, state))


def _passed(evaluation: Evaluation, event: Call, state: State[Fact]) -> Iterator[Sink]:
    callee = evaluation.callee(event.node)
    if callee is not None and (callee.is_builtin or callee.is_conversion):
        return
    given = operands(evaluation, event, state)
    for position, node, values in given:
        is_put = callee is not None and callee.key == POOL_PUT and position != RECEIVER
        if is_put or not followed([(position, values)]):
            continue
        if callee is None or callee.function is None:
            yield from _unknown(evaluation.file, callee, event.node, (position, node, values))
        else:
            yield from _summarised(evaluation, callee, given, (position, node, values))


def _unknown(
    file: File, callee: Callee | None, call: Node, given: tuple[int, Node, Values]
) -> Iterator[Sink]:
    position, node, values = given
    key = "" if callee is None else callee.key
    if key in STARTERS and position != RECEIVER:
        yield Sink(Fate.STARTED, node, values)
    elif position in KEEPS.get(key, ()):
        yield Sink(Fate.STORED, node, values, cell=key)
    elif position != RECEIVER and not is_harmless(file, callee, call):
        yield Sink(Fate.HANDED, node, values)


def is_harmless(file: File, callee: Callee | None, call: Node) -> bool:
    """Tell whether a callee without a body here keeps nothing: what the standard library has.

    The contracts of its interfaces forbid it too: `io.Writer` must not retain p.
    """
    if callee is None or callee.object is None:
        return False
    if is_standard(callee.object.package):
        return True
    receiver = callee.operand(RECEIVER)
    type_ = None if receiver is None else file.type_of(receiver)
    if isinstance(type_, Pointer):
        type_ = type_.element
    implemented = type_.implements if isinstance(type_, Named | Interface) else ()
    return any(name.rpartition(".")[2] in ("Writer", "Reader") for name in implemented) and (
        callee.object.name in ("Write", "Read")
    )


def _values_at(callee: Callee, owner: int | None, given: _Given) -> Values:
    """Return what a call gets for one parameter: to store it in itself is no escape."""
    return frozenset(
        value
        for position, _, values in given
        if owner is not None and callee.parameter_of(position) == owner
        for value in values
    )


def _summarised(
    evaluation: Evaluation, callee: Callee, given: _Given, one: tuple[int, Node, Values]
) -> Iterator[Sink]:
    position, node, values = one
    function, index = callee.function, callee.parameter_of(position)
    if function is None:
        return
    parameter = next((p for p in function.inputs if p.index == index), None)
    known = None if parameter is None else evaluation.index.leakage(function, parameter)
    is_copied = evaluation.follows_copies and index in evaluation.index.once(copied, function)
    if known is not None and not known.reaches_heap and not is_copied:
        return
    summary = evaluation.summary_of(callee, frozenset({position}))
    if summary is None:
        return
    for escaped in summary.escapes(index):
        own = _values_at(callee, escaped.owner, given)
        sources = {value.source for value in own}
        others = (value for value in values if value.source not in sources)
        related = handed_on(others, escaped.relation)
        owners = [v.source.index for v in own if v.source.kind is SourceKind.PARAMETER]
        yield Sink(escaped.fate, node, related, None, min(owners, default=None), escaped.cell)


def _carried(fate: Fate, node: Node, values: Values) -> Iterator[Sink]:
    if values:
        yield Sink(fate, node, values)


def _deferred(event: Call, position: int, state: State[Fact]) -> Values:
    assert event.deferred is not None
    subject = deferred_subject(event.deferred.node, position)
    facts = state.about(subject)
    return frozenset(fact.value for fact in facts if isinstance(fact, Held))


def _cell(path: Path | None) -> str:
    return "" if path is None else path.cell
