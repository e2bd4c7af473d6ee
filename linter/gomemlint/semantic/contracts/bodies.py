"""What one function does by itself: what it allocates, what it calls, what nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tree_sitter import Node

from gomemlint.model.allocations import Kind, Storage, Verdict
from gomemlint.model.facts import COLUMN_LIMIT, Inlinable, NotInlinable
from gomemlint.model.gotypes import Signature
from gomemlint.semantic.allocation import Allocation, Allocations
from gomemlint.semantic.allocation.inlined import copies
from gomemlint.semantic.contracts.exemptions import Exemptions, exemptions
from gomemlint.semantic.contracts.panicking import leads_to_panic
from gomemlint.semantic.contracts.targets import Blocked, Runs, target_of
from gomemlint.semantic.contracts.visits import Visit, visit_of
from gomemlint.semantic.contracts.wording import Reason, of_copy, of_defer, of_goroutine, of_site
from gomemlint.semantic.program.code import Site, Unit
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.directives import Directive
from gomemlint.syntax.expressions import is_call
from gomemlint.syntax.functions import enclosing_function, loop_depth, own_nodes
from gomemlint.syntax.nodes import text
from gomemlint.syntax.statements import range_of

# The compiler prints nothing about them, so nothing stands at the calls that inline them.
UNRECORDED = frozenset({Kind.MAP_ENTRY, Kind.MAKE_CHANNEL})
ALLOCATING = frozenset({Storage.HEAP, Storage.CONDITIONAL})
JUDGED = ALLOCATING | {Storage.UNKNOWN}


@dataclass(frozen=True, eq=False, slots=True)
class Charge:
    """Something that allocates; what is not certain does so above a limit."""

    site: Site
    reason: Reason
    in_loop: bool
    is_certain: bool = True


@dataclass(frozen=True, eq=False, slots=True)
class Obstacle:
    """Something of which nobody can tell whether it allocates."""

    site: Site
    reason: Reason


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """A call of a function whose body is seen."""

    site: Site
    visit: Visit
    in_loop: bool


Item: TypeAlias = Charge | Obstacle | Call


@dataclass(frozen=True, eq=False, slots=True)
class Body:
    """What one function does by itself, in source order.

    `exempted` holds what an exemption covers, with its comment.
    """

    items: tuple[Item, ...]
    exempted: tuple[tuple[Directive, Item], ...]


class Bodies:
    """The bodies of a run; what is found out about a function is kept."""

    def __init__(self, index: Index, allocations: Allocations) -> None:
        self._index = index
        self._allocations = allocations
        self._bodies: dict[Visit, Body] = {}
        self._sites: dict[str, Mapping[int, tuple[Allocation, ...]]] = {}
        self._exemptions: dict[str, Exemptions] = {}

    def of(self, visit: Visit) -> Body:
        """Return what a function does by itself."""
        if visit not in self._bodies:
            self._bodies[visit] = self._body(visit)
        return self._bodies[visit]

    def _body(self, visit: Visit) -> Body:
        file = visit.function.file
        unit = self._index.code.unit(file.package)
        if unit is None:
            return Body((), ())
        exempt = self._exemptions.setdefault(file.absolute, exemptions(file))
        items: list[Item] = []
        exempted: list[tuple[Directive, Item]] = []
        for item in (*self._made(visit, unit), *self._done(visit)):
            directive = exempt.around(item.site.node)
            if directive is not None:
                exempted.append((directive, item))
            elif not leads_to_panic(item.site.node):
                items.append(item)
        items.sort(key=lambda item: (item.site.node.start_byte, -item.site.node.end_byte))
        return Body(tuple(items), tuple(exempted))

    def _made(self, visit: Visit, unit: Unit) -> Iterator[Item]:
        """Yield what a function allocates by itself."""
        function = visit.function
        declared = Site(function.file, function.node)
        if visit.inlined is None and not function.is_literal and not _is_compiled(declared):
            reason = f"the compiler said nothing about `{function.name}`: nothing uses it, or its "
            reason += "file is no part of this build"
            yield Obstacle(declared, Reason(reason))
            return
        yield from _beyond_columns(declared)
        for site in self._sites_of(visit, unit):
            if visit.inlined is not None:
                # What has a record stands at the call that inlines the function.
                is_silent = site.kind in UNRECORDED or not site.candidate.facts
                if is_silent and site.verdict.storage in ALLOCATING:
                    yield self._judged(site, unit)
            elif site.kind is Kind.INLINED:
                yield from self._copied(site, unit)
            elif is_opaque(site) or (site.verdict.storage in JUDGED and not _is_gone(site)):
                yield self._judged(site, unit)

    def _judged(self, site: Allocation, unit: Unit) -> Item:
        if is_opaque(site):
            told = "the compiler puts a temporary on the heap here, and does not say which value"
            return Obstacle(site.site, Reason(told))
        reason = of_site(self._index, site, unit.versions)
        if site.verdict.storage is Storage.UNKNOWN:
            return Obstacle(site.site, reason)
        return Charge(site.site, reason, site.loops > 0, is_certain(site.verdict))

    def _copied(self, site: Allocation, unit: Unit) -> Iterator[Item]:
        """Yield what functions that are inlined at a call allocate there."""
        for copy in copies(self._index, site.candidate, unit.versions):
            if copy.original is not None and self._is_excused(copy.original.site):
                continue
            item = _item(site.site, copy.verdict, of_copy(site.site, copy), site.loops > 0)
            if item is not None:
                yield item

    def _is_excused(self, site: Site) -> bool:
        exempt = self._exemptions.setdefault(site.file.absolute, exemptions(site.file))
        return exempt.around(site.node) is not None or leads_to_panic(site.node)

    def _done(self, visit: Visit) -> Iterator[Item]:
        """Yield the calls of a function, and the statements that cost."""
        file = visit.function.file
        for node in own_nodes(visit.function.node):
            site = Site(file, node)
            if node.type == "go_statement":
                yield Charge(site, of_goroutine(site), loop_depth(node) > 0)
            elif node.type == "defer_statement" and loop_depth(node) > 0:
                yield Charge(site, of_defer(site), in_loop=True)
            elif node.type == "for_statement":
                yield from _ranged(site)
            elif is_call(node) and not _is_started(node):
                yield from self._called(site, visit)

    def _called(self, site: Site, visit: Visit) -> Iterator[Item]:
        match target_of(self._index, site.file, site.node, dict(visit.bindings)):
            case Runs() as runs:
                visited = visit_of(self._index, site, runs, visit)
                yield Call(site, visited, loop_depth(site.node) > 0)
            case Blocked(reason=reason):
                yield Obstacle(site, Reason(f"it {reason}"))
            case _:
                return

    def _sites_of(self, visit: Visit, unit: Unit) -> tuple[Allocation, ...]:
        file = visit.function.file
        if file.absolute not in self._sites:
            self._sites[file.absolute] = _by_function(self._allocations.of(unit, file))
        return self._sites[file.absolute].get(visit.function.node.id, ())


def _by_function(sites: Iterable[Allocation]) -> Mapping[int, tuple[Allocation, ...]]:
    found: dict[int, list[Allocation]] = {}
    for site in sites:
        function = enclosing_function(site.site.node)
        if function is not None and site.kind is not Kind.STATEMENT:
            found.setdefault(function.id, []).append(site)
    return {function: tuple(inside) for function, inside in found.items()}


def is_opaque(site: Allocation) -> bool:
    """Tell whether a site that seems free has a record of a temporary that escapes.

    At a call with several results it speaks of one of them, or of one within the inlined callee.
    """
    is_free = site.verdict.storage not in JUDGED
    return is_free and site.escapes and site.candidate.spelled.startswith(".autotmp_")


def is_certain(verdict: Verdict) -> bool:
    """Tell whether a site allocates each time."""
    return verdict.storage is Storage.HEAP


def _item(site: Site, verdict: Verdict, reason: Reason, in_loop: bool) -> Item | None:  # noqa: FBT001
    if verdict.storage in ALLOCATING:
        return Charge(site, reason, in_loop, is_certain(verdict))
    return Obstacle(site, reason) if verdict.storage is Storage.UNKNOWN else None


def _is_compiled(function: Site) -> bool:
    """Tell whether the compiler spoke of a function; it says of each whether it can be inlined.

    It does so behind the keyword `func` of a declaration, and at that of a literal.
    """
    node = function.node
    behind = node.child_by_field_name("receiver") or node.child_by_field_name("name")
    facts = function.file.facts_at((behind or node).start_byte)
    return any(isinstance(fact, Inlinable | NotInlinable) for fact in facts)


def _beyond_columns(function: Site) -> Iterator[Obstacle]:
    """Yield the first node of which the compiler prints no column, so that records are lost."""
    for node in own_nodes(function.node):
        if node.start_point.column + 1 >= COLUMN_LIMIT and node.type != "comment":
            reason = f"the compiler prints no columns from {COLUMN_LIMIT} on; break the line"
            yield Obstacle(Site(function.file, node), Reason(reason))
            return


def _is_gone(site: Allocation) -> bool:
    """Tell a literal that was inlined wherever it is called, so that no closure is left."""
    return site.kind is Kind.CLOSURE and not site.candidate.facts and _is_compiled(site.site)


def _is_started(call: Node) -> bool:
    """Tell whether a call runs in a goroutine of its own."""
    return call.parent is not None and call.parent.type == "go_statement"


def _ranged(loop: Site) -> Iterator[Item]:
    """Yield the call that hides in a loop over a function."""
    ranged = range_of(loop.node)
    if ranged is None:
        return
    if isinstance(core(loop.file, loop.file.type_of(ranged.operand)), Signature):
        reason = f"it ranges over the function `{text(ranged.operand)}`"
        yield Obstacle(Site(loop.file, ranged.operand), Reason(reason))
