"""Objects of unknown origin that goroutines get: from a channel, a list, an unknown callee."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import Chan, GoObject, ObjectKind, Pointer, Scope
from gomemlint.semantic.flow import Binding, Event, Go, Origin, Send, State
from gomemlint.semantic.program.captures import captured_by
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import RECEIVER
from gomemlint.semantic.values.counting import adds_holder
from gomemlint.semantic.values.dangling import leave_dangling
from gomemlint.semantic.values.evaluation import Evaluation
from gomemlint.semantic.values.values import (
    NOTHING,
    Fact,
    Held,
    Source,
    SourceKind,
    Standing,
    Status,
    Value,
    Values,
)
from gomemlint.syntax.expressions import (
    arguments,
    call_around,
    callee,
    is_call,
    is_receive,
    unparenthesised,
)


def share_strangers(evaluation: Evaluation, event: Event, state: State[Fact]) -> None:
    """Let variables that nothing is known of name an object that a goroutine has from here on.

    Whoever counts its holders gives the goroutine a hold of its own.
    """
    for variable, node in _given(evaluation.file, event):
        is_known = any(isinstance(fact, Held) for fact in state.about(variable.key))
        if is_known or _is_counted(evaluation, variable):
            continue
        source = Source(SourceKind.NEW, node)
        state.add(Held(variable.key, (), Value(source)))
        state.add(Standing(source, Status.SHARED, node))
        leave_dangling(source, node, frozenset(), state)


def received(evaluation: Evaluation, binding: Binding) -> Values:
    """Return the object that a channel gives to a variable which is put later on."""
    value = None if binding.value is None else unparenthesised(binding.value)
    variable = _stranger(evaluation.file, binding.target)
    if value is None or variable is None or not is_from_channel(evaluation.file, binding):
        return NOTHING
    uses = evaluation.index.uses(variable.key)
    if not any(_is_put(evaluation, use.node) for use in uses):
        return NOTHING
    return frozenset({Value(Source(SourceKind.POOLED, binding.target))})


def is_from_channel(file: File, binding: Binding) -> bool:
    """Tell whether an assignment takes what a channel holds: `x := <-c`, `range c`."""
    if binding.value is None or binding.index:
        return False
    if binding.origin is Origin.KEY:
        return isinstance(file.type_of(binding.value), Chan)
    return is_receive(unparenthesised(binding.value))


def _is_put(evaluation: Evaluation, use: Node) -> bool:
    """Tell whether a call gives the object of a variable back to a pool."""
    around = call_around(use)
    if around is not None:
        return around[1] in evaluation.put_by(around[0])
    selected = use.parent
    call = None if selected is None else selected.parent
    return call is not None and is_call(call) and RECEIVER in evaluation.put_by(call)


def _is_counted(evaluation: Evaluation, variable: GoObject) -> bool:
    """Tell whether the object of a variable gets one more holder somewhere."""
    for use in evaluation.index.uses(variable.key):
        selected = use.node.parent
        call = None if selected is None else selected.parent
        if call is not None and is_call(call) and adds_holder(evaluation, call) is not None:
            return True
    return False


def _stranger(file: File, name: Node) -> GoObject | None:
    """Return the local variable of a pointer type that an expression is."""
    name = unparenthesised(name)
    meant = file.object_of(name) if name.type == "identifier" else None
    if not isinstance(meant, GoObject) or meant.kind is not ObjectKind.VARIABLE:
        return None
    is_local = meant.scope is Scope.LOCAL
    return meant if is_local and isinstance(file.type_of(name), Pointer) else None


def _given(file: File, event: Event) -> Iterator[tuple[GoObject, Node]]:
    """Yield the local pointers that a goroutine gets, each with what gives them."""
    given: tuple[Node, ...] = ()
    match event:
        case Send(value=value):
            given = (value,)
        case Go(call=call):
            given = arguments(call)
            literal = callee(call)
            if literal is not None and literal.type == "func_literal":
                for captured in captured_by(file, literal):
                    variable = _stranger(file, captured.uses[0])
                    if variable is not None and not captured.is_written:
                        yield variable, literal
    for node in given:
        variable = _stranger(file, node)
        if variable is not None:
            yield variable, node
