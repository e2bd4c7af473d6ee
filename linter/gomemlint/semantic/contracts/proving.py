"""Prove the promises of comments, or find where they are broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias, assert_never

from gomemlint.model.allocations import Storage
from gomemlint.model.findings import Related
from gomemlint.semantic.allocation import Allocations
from gomemlint.semantic.contracts.answers import Answer, Place, Proof
from gomemlint.semantic.contracts.bodies import Bodies, Charge, Obstacle
from gomemlint.semantic.contracts.counting import Counting
from gomemlint.semantic.contracts.exemptions import exemptions
from gomemlint.semantic.contracts.keeping import escaping, untold
from gomemlint.semantic.contracts.paths import Way, Ways, place_of
from gomemlint.semantic.contracts.promises import Promise, Unbound, promises
from gomemlint.semantic.contracts.visits import Visit
from gomemlint.semantic.contracts.wording import of_site
from gomemlint.semantic.program.code import Code, File, Unit
from gomemlint.semantic.program.functions import function_at
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.directives import (
    AtMostAllocations,
    CheckEscape,
    Directive,
    NoAllocation,
    NoEscape,
)
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import descendants

Places: TypeAlias = tuple[list[Place], list[Place]]


class Contracts:
    """The contracts of a run, proved with all the code below them."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._index = Index(code)
        self._allocations = Allocations(self._index)
        self._bodies = Bodies(self._index, self._allocations)
        self._ways = Ways(self._bodies)
        self._counting = Counting(self._bodies)
        self._proofs: dict[str, tuple[Proof | Unbound, ...]] = {}

    def of(self, path: str) -> tuple[Proof | Unbound, ...]:
        """Return the answers about the contracts of a package, in source order."""
        unit = self._code.unit(path)
        if unit is None:
            return ()
        if path not in self._proofs:
            self._proofs[path] = tuple(self._answers(unit))
        return self._proofs[path]

    def idle_exemptions(self, path: str) -> Iterator[tuple[File, Directive]]:
        """Yield the exemptions of a package that exempt nothing."""
        unit = self._code.unit(path)
        for file in () if unit is None else unit.files:
            given = exemptions(file).directives
            used = set(self._exempting(file)) if given else set()
            yield from ((file, each) for each in given if each not in used)

    def _exempting(self, file: File) -> Iterator[Directive]:
        for node in descendants(file.tree.root):
            if node.type in FUNCTIONS:
                body = self._bodies.of(Visit(function_at(file, node)))
                for directive, item in body.exempted:
                    if self._ways.below(item) is not None:
                        yield directive

    def _answers(self, unit: Unit) -> Iterator[Proof | Unbound]:
        for file in unit.files:
            for each in promises(file):
                yield each if isinstance(each, Unbound) else self._proof(unit, each)

    def _proof(self, unit: Unit, promise: Promise) -> Proof:
        broken, blocked = self._places(unit, promise)
        if broken:
            return Proof(promise, Answer.VIOLATED, tuple(merged(broken)))
        if blocked:
            return Proof(promise, Answer.UNKNOWN, tuple(merged(blocked)))
        return Proof(promise, Answer.PROVED)

    def _places(self, unit: Unit, promise: Promise) -> Places:
        match promise.contract:
            case NoEscape(parameters=names) if promise.covers_function:
                found = escaping(self._index, promise.function, names)
                silent = untold(self._index, promise.function, names)
                return list(found), list(silent)
            case NoEscape():
                return self._of_line(unit, promise)
            case NoAllocation() | CheckEscape():
                return self._without_allocation(promise)
            case AtMostAllocations(limit=limit):
                return self._with_at_most(promise, limit)
            case _:
                assert_never(promise.contract)

    def _without_allocation(self, promise: Promise) -> Places:
        items = self._bodies.of(Visit(promise.function)).items
        return sorted_out(way for item in items if (way := self._ways.below(item)))

    def _with_at_most(self, promise: Promise, limit: int) -> Places:
        visit = Visit(promise.function)
        items = self._bodies.of(visit).items
        passed = [w for w in self._counting.of(visit) if isinstance(w.item, Charge)]
        loops = [way for way in passed if isinstance(way.item, Charge) and way.item.in_loop]
        loops += [
            way
            for item in items
            if not isinstance(item, Obstacle) and item.in_loop and (way := self._ways.below(item))
        ]
        broken, blocked = sorted_out(loops)
        if not broken and len(passed) > limit:
            broken, _ = sorted_out(passed[limit : limit + 1])
        blocked += [place_of(way) for item in items if (way := self._ways.obstacle(item))]
        return broken, blocked

    def _of_line(self, unit: Unit, promise: Promise) -> Places:
        """A directive of gcassert within a body: nothing on its line is on the heap."""
        file, covers = promise.file, promise.directive.covers
        broken: list[Place] = []
        blocked: list[Place] = []
        for site in self._allocations.of(unit, file):
            if site.site.node.start_byte not in covers:
                continue
            reason = of_site(self._index, site, unit.versions)
            place = Place(site.site.span, reason.sentence, (), reason.raw)
            if site.verdict.storage is Storage.HEAP:
                broken.append(place)
            elif site.verdict.storage is Storage.UNKNOWN:
                blocked.append(place)
        return broken, blocked


def sorted_out(ways: Iterable[Way]) -> Places:
    """Tell what breaks a promise from what blocks its proof."""
    broken: list[Place] = []
    blocked: list[Place] = []
    for way in ways:
        (broken if isinstance(way.item, Charge) else blocked).append(place_of(way))
    return broken, blocked


def merged(places: Iterable[Place]) -> Iterator[Place]:
    """Yield each outermost place once; what lies within it becomes a remark."""
    ordered = sorted(places, key=lambda place: (place.span.start, -place.span.end.offset))
    kept: list[tuple[Place, list[Related]]] = []
    for place in ordered:
        if kept and place.span.end.offset <= kept[-1][0].span.end.offset:
            kept[-1][1].append(Related(place.span, place.sentence))
        else:
            kept.append((place, []))
    for place, inside in kept:
        also = tuple(each for each in inside if each.message != place.sentence)
        yield replace(place, also=also)
