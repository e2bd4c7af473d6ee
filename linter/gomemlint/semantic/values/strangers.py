"""Objects of unknown origin that goroutines get: from a channel, a list, an unknown callee."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, ObjectKind, Pointer, Scope
from gomemlint.semantic.flow import Event, Go, Send, State
from gomemlint.semantic.program.captures import captured_by
from gomemlint.semantic.program.code import File
from gomemlint.semantic.values.counting import adds_holder
from gomemlint.semantic.values.dangling import leave_dangling
from gomemlint.semantic.values.evaluation import Evaluation
from gomemlint.semantic.values.values import (
    Fact,
    Held,
    Source,
    SourceKind,
    Standing,
    Status,
    Value,
)
from gomemlint.syntax.expressions import arguments, callee, is_call, unparenthesised


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
