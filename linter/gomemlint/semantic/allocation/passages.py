"""The compiler's explanations, joined to the nodes where memory passes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.allocations import Kind
from gomemlint.model.facts import (
    COLUMN_LIMIT,
    Append,
    Escape,
    EscapePath,
    Flow,
    Form,
    ParameterPath,
    Place,
    Reason,
    Step,
)
from gomemlint.semantic.allocation.candidates import Candidate
from gomemlint.semantic.allocation.wording import unqualified
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.anchors import anchor, expression_at
from gomemlint.syntax.nodes import ancestors
from gomemlint.syntax.statements import STATEMENTS

ASSIGNMENTS = frozenset(
    {
        Reason.ASSIGN,
        Reason.ASSIGN_PAIR,
        Reason.ASSIGN_PAIR_DOT_TYPE,
        Reason.ASSIGN_PAIR_MAP,
        Reason.ASSIGN_PAIR_RECEIVE,
    }
)
CAPTURES = frozenset({Reason.CAPTURED_BY_CLOSURE, Reason.REFERENCE})
_OF_STATEMENTS = ASSIGNMENTS | {Reason.RETURN, Reason.SEND, Reason.RANGE, Reason.RANGE_DEREF}
_HOLDERS = STATEMENTS | {"var_spec", "range_clause"}


@dataclass(frozen=True, slots=True)
class Passage:
    """One step of a flow and the node where it happens; None where that is nowhere in the run."""

    flow: Flow
    step: Step
    site: Site | None

    @property
    def reason(self) -> Reason:
        return self.step.reason


@dataclass(frozen=True, slots=True)
class Route:
    """How memory gets to where it outlives its function, by one explanation of the compiler."""

    path: EscapePath | ParameterPath
    passages: tuple[Passage, ...]

    @property
    def reasons(self) -> frozenset[Reason]:
        return frozenset(passage.reason for passage in self.passages)

    @property
    def target(self) -> str:
        """Return where the memory ends: `{heap}`, a result, or an outer variable."""
        return self.path.flows[-1].destination if self.path.flows else ""

    @property
    def last(self) -> Passage | None:
        """Return the step after which the memory is out of the function."""
        # By reference is how, not where.
        steps = [each for each in self.passages if each.reason is not Reason.REFERENCE]
        of_last = [each for each in steps if each.flow is self.path.flows[-1]]
        found = of_last or steps
        return found[-1] if found else None


def before(passage: Passage, route: Route) -> Passage | None:
    """Return the step before one in the same flow."""
    previous = None
    for each in route.passages:
        if each is passage:
            return previous
        previous = each if each.flow is passage.flow else None
    return None


def routes(index: Index, candidate: Candidate) -> tuple[Route, ...]:
    """Return the explanations of a site that escapes."""
    paths: dict[EscapePath, None] = {}
    for fact in candidate.escaping:
        explained = _explained(candidate, fact.place)
        if isinstance(fact, EscapePath):
            explained = (fact,)
        elif candidate.kind is Kind.INLINED or len(explained) > 1:
            explained = _of_wording(explained, fact) or explained
        paths |= dict.fromkeys(explained)
    return tuple(route_of(index, candidate.file, path) for path in paths)


def route_of(index: Index, file: File, path: EscapePath | ParameterPath) -> Route:
    """Join one explanation to the nodes that it speaks of."""
    found = (
        Passage(flow, step, _located(index, file, step))
        for flow in path.flows
        for step in flow.steps
    )
    return Route(path, tuple(found))


def _explained(candidate: Candidate, place: Place) -> tuple[EscapePath, ...]:
    facts, column = candidate.file.facts, place.column
    if facts is None or column is None:
        return ()
    found = facts.at(place.line, column, Form.ESCAPE_PATH)
    return tuple(path for path in found if isinstance(path, EscapePath))


def _of_wording(paths: tuple[EscapePath, ...], fact: object) -> tuple[EscapePath, ...]:
    """Keep the explanations of one of several records at a place."""
    match fact:
        case Escape(expression=spelled):
            wanted = unqualified(spelled)
            return tuple(path for path in paths if unqualified(path.expression) == wanted)
        case Append():
            return tuple(path for path in paths if path.expression.startswith("append("))
        case _:
            return ()


def _located(index: Index, file: File, step: Step) -> Site | None:
    place = step.place
    if place.column is None or place.column >= COLUMN_LIMIT:
        return None
    if place.path != file.absolute:
        unit = index.code.unit(file.package)
        other = None if unit is None else unit.by_path.get(place.path)
        if other is None:
            return None
        file = other
    offset = file.lines.offset(place.line, place.column)
    if offset is None:
        return None
    node = _statement_at(file, offset) if step.reason in _OF_STATEMENTS else None
    node = node or expression_at(file.tree, offset) or _statement_at(file, offset)
    return None if node is None else Site(file, node)


def _statement_at(file: File, offset: int) -> Node | None:
    leaf = file.tree.root.descendant_for_byte_range(offset, offset + 1)
    for node in _around(leaf):
        if node.type in _HOLDERS and offset in (anchor(node), node.start_byte):
            return node
        if node.type == "block":
            return None
    return None


def _around(leaf: Node | None) -> Iterator[Node]:
    if leaf is not None:
        yield leaf
        yield from ancestors(leaf)
