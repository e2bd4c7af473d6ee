"""Who still names an object where control leaves it."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.semantic.flow import State
from gomemlint.semantic.program.captures import captured_by
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.library import How
from gomemlint.semantic.values.evaluation import Evaluation
from gomemlint.semantic.values.values import Fact, Held, Source, SourceKind, Standing, Status
from gomemlint.syntax.nodes import text


def dying(
    evaluation: Evaluation, leaving: Node, region: Node, state: State[Fact]
) -> Iterator[Source]:
    """Yield the owned objects that only variables of a region name, which control leaves."""
    for fact in list(state.facts()):
        if not isinstance(fact, Standing) or fact.status is not Status.OWNED:
            continue
        holders = [f for f in state.facts() if isinstance(f, Held)]
        names = {f.subject for f in holders if f.value.source == fact.subject}
        if (
            not names
            or not is_held(evaluation.file, fact, state)
            or _is_put_later(evaluation, names, state)
        ):
            continue
        is_earlier = fact.node.start_byte < leaving.start_byte
        if is_earlier and all(_is_declared_in(name, region) for name in names):
            yield fact.subject


def _is_put_later(evaluation: Evaluation, names: set[str], state: State[Fact]) -> bool:
    """Tell whether a pending literal captures one of these variables: it may put the object."""
    for deferred in state.deferred:
        literal = deferred.call.child_by_field_name("function")
        if deferred.body is None or literal is None:
            continue
        captured = captured_by(evaluation.file, literal)
        if any(each.variable.key in names for each in captured):
            return True
    return False


def _is_declared_in(name: str, region: Node) -> bool:
    """Tell whether a variable, known by its key, is declared in a piece of code."""
    offset = name.rpartition(":")[2]
    return offset.isdigit() and region.start_byte <= int(offset) < region.end_byte


def is_held(file: File, fact: Standing, state: State[Fact]) -> bool:
    """Tell whether some variable names an object that is not known to be nil.

    A function literal that captures the object may put it whenever it runs.
    """
    holders = [
        held
        for held in state.facts()
        if isinstance(held, Held)
        and held.value.source == fact.subject
        and (not held.steps or _is_made_here(held.subject, state))
    ]
    if any(How.CAPTURED in held.value.relation for held in holders):
        return False
    for held in holders:
        name = _name_at(file, held.subject)
        guards = state.guards | state.guards_of(fact) | state.guards_of(held)
        if not any(g.holds and name in g.names and g.text.endswith(" == nil") for g in guards):
            return True
    return False


def _is_made_here(subject: str, state: State[Fact]) -> bool:
    """Tell whether a variable holds something new: what lies in its fields is nobody else's."""
    return any(
        isinstance(fact, Held) and fact.value.source.kind is SourceKind.NEW
        for fact in state.about(subject)
    )


def _name_at(file: File, subject: str) -> str:
    """Return the name of a local variable, known by its key."""
    offset = subject.rpartition(":")[2]
    if not offset.isdigit():
        return ""
    node = file.tree.root.named_descendant_for_byte_range(int(offset), int(offset) + 1)
    return "" if node is None else text(node)
