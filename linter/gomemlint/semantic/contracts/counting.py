"""How many sites one call of a function can pass, at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tree_sitter import Node

from gomemlint.semantic.contracts.bodies import Bodies, Call, Charge, Item, Obstacle
from gomemlint.semantic.contracts.paths import Way
from gomemlint.semantic.contracts.visits import Visit
from gomemlint.semantic.contracts.wording import Reason
from gomemlint.syntax.nodes import contains, named
from gomemlint.syntax.statements import CASES, SWITCHES, alternative, cases, statements

Passed = tuple[Way, ...]
_LEAVING = frozenset({"return_statement", "goto_statement"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """The most that a statement passes before it ends; None where it does not end so.

    `left` is for leaving the function, `ended` for going on behind the statement.
    """

    ended: Passed | None
    left: Passed | None = None


class Counting:
    """Counts sites on the dearest path of functions; recursion is an obstacle."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        self._open: set[Visit] = set()
        self._passed: dict[Visit, Passed] = {}

    def of(self, visit: Visit) -> Passed:
        """Return the sites of the dearest path through a function and its callees."""
        if visit not in self._passed:
            self._open.add(visit)
            body = visit.function.body
            before = () if body is None else self._within(visit, visit.function.node, (body,))
            outcome = self._block(visit, body)
            self._open.discard(visit)
            self._passed[visit] = before + (_most(outcome.ended, outcome.left) or ())
        return self._passed[visit]

    def _block(self, visit: Visit, block: Node | None) -> Outcome:
        return Outcome(()) if block is None else self._sequence(visit, statements(block))

    def _sequence(self, visit: Visit, inside: Sequence[Node]) -> Outcome:
        ended: Passed = ()
        left: Passed | None = None
        for statement in inside:
            found = self._statement(visit, statement)
            if found.left is not None:
                left = _most(left, ended + found.left)
            if found.ended is None:
                return Outcome(None, left)
            ended += found.ended
        return Outcome(ended, left)

    def _statement(self, visit: Visit, node: Node) -> Outcome:
        if node.type == "block":
            return self._block(visit, node)
        if node.type == "labeled_statement":
            return self._sequence(visit, [each for each in named(node) if each.is_named])
        parts = _parts(node)
        before = self._within(visit, node, parts)
        if node.type in _LEAVING:
            return Outcome(None, before)
        if not parts:
            return Outcome(before)
        found = [self._part(visit, part) for part in parts]
        skipped = [Outcome(())] if _may_skip(node) else []
        ended = [each.ended for each in (*found, *skipped)]
        left = [each.left for each in found]
        return Outcome(_behind(before, _most(*ended)), _behind(before, _most(*left)))

    def _part(self, visit: Visit, part: Node) -> Outcome:
        if part.type not in CASES:
            return self._statement(visit, part)
        values = tuple(each for each in part.named_children if each.type != "statement_list")
        before = tuple(way for value in values for way in self._within(visit, value, ()))
        found = self._block(visit, part)
        return Outcome(_behind(before, found.ended), _behind(before, found.left))

    def _within(self, visit: Visit, node: Node, but: Sequence[Node]) -> Passed:
        """Return what a statement passes itself, its inner blocks left out."""
        items = [
            item
            for item in self._bodies.of(visit).items
            if contains(node, item.site.node)
            and not any(contains(part, item.site.node) for part in but)
        ]
        return tuple(way for item in items for way in self._passed_by(item))

    def _passed_by(self, item: Item) -> Passed:
        if not isinstance(item, Call):
            return (Way((), item),)
        if item.visit in self._open:
            return (Way((item,), Obstacle(item.site, Reason("it calls itself"))),)
        below = self.of(item.visit)
        return tuple(Way((item, *way.calls), _repeated(way.item, item)) for way in below)


def _repeated(item: Charge | Obstacle, call: Call) -> Charge | Obstacle:
    """What a call in a loop passes, it passes in each round."""
    if isinstance(item, Charge) and call.in_loop:
        return replace(item, in_loop=True)
    return item


def _parts(node: Node) -> tuple[Node, ...]:
    """Return the parts of a statement of which one runs, or none."""
    if node.type == "if_statement":
        consequence = node.child_by_field_name("consequence")
        found = (consequence, alternative(node))
        return tuple(part for part in found if part is not None)
    if node.type == "for_statement":
        block = node.child_by_field_name("body")
        return () if block is None else (block,)
    return cases(node) if node.type in SWITCHES else ()


def _may_skip(node: Node) -> bool:
    """Tell whether none of the parts may run.

    A `switch` with a default is taken for one without: a path without sites is never the dearest.
    """
    return node.type != "if_statement" or alternative(node) is None


def _most(*paths: Passed | None) -> Passed | None:
    known = [path for path in paths if path is not None]
    return max(known, key=_charges, default=None)


def _charges(path: Passed) -> int:
    return sum(isinstance(way.item, Charge) for way in path)


def _behind(before: Passed, path: Passed | None) -> Passed | None:
    return None if path is None else before + path
