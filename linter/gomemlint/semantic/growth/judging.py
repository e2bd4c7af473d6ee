"""Whether a container only grows: lifetime, insertions after start, open keys, no way out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gomemlint.model.findings import Tier
from gomemlint.model.gotypes import GoObject, Map, Pointer, Scope
from gomemlint.semantic.frequency.loops import is_unending
from gomemlint.semantic.frequency.occasions import Occasions
from gomemlint.semantic.frequency.support import Support
from gomemlint.semantic.growth.bounds import bounds, is_counted_in
from gomemlint.semantic.growth.building import is_building
from gomemlint.semantic.growth.changes import is_blanking, is_of_constant, leaves_length
from gomemlint.semantic.growth.containers import (
    Container,
    ContainerKind,
    container_of,
    declared_containers,
)
from gomemlint.semantic.growth.domains import domain_of
from gomemlint.semantic.growth.elements import collections_of
from gomemlint.semantic.growth.evidence import BOUNDED, Bounded, Evidence, Shape
from gomemlint.semantic.growth.exits import missed_exit
from gomemlint.semantic.growth.growths import Growth
from gomemlint.semantic.growth.guards import Lookup, lookups, spelled
from gomemlint.semantic.growth.keepers import Keeper, keeper_of
from gomemlint.semantic.growth.keys import embedded_map, entry_bytes, key_of
from gomemlint.semantic.growth.nesting import changes_within, nested
from gomemlint.semantic.growth.openness import UNKNOWN_DOMAIN, Openness
from gomemlint.semantic.growth.registering import ender_of, registers
from gomemlint.semantic.lifetimes.lifetimes import Lifetimes
from gomemlint.semantic.lifetimes.mutations import Change, Mutation, Mutations
from gomemlint.semantic.lifetimes.replacing import (
    is_new_owner,
    makes_anew_for,
)
from gomemlint.semantic.program.code import Site, Unit
from gomemlint.semantic.program.definitions import definitions
from gomemlint.semantic.program.functions import function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.keytypes import closed_by_type
from gomemlint.semantic.program.paths import ELEMENT, resolve
from gomemlint.syntax.expressions import operator
from gomemlint.syntax.functions import enclosing_loops
from gomemlint.syntax.statements import range_of

_FILLS = frozenset({Change.APPEND, Change.INSERT, Change.REPLACE, Change.SHARED, Change.WRITE})


class Growing:
    """Judges containers, each once."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.mutations = Mutations(index)
        self.occasions = Occasions(index)
        self.lifetimes = Lifetimes(index, self.mutations, self.occasions)
        self._support = Support(index)
        self._judged: dict[str, Growth | None] = {}

    def of(self, container: Container) -> Growth | None:
        """Return how a container grows, None if anything keeps it from growing for ever."""
        key = container.object.key
        if key not in self._judged:
            found, inner = self._growth(container), nested(self.index, container)
            if found is None and inner is not None:
                found = self._growth(inner)
            self._judged[key] = found
        return self._judged[key]

    def in_package(
        self, unit: Unit, kind: ContainerKind, places: Iterable[Site]
    ) -> Iterator[Growth]:
        """Yield the containers that grow at a place of this package.

        `places` spell containers that something is inserted into. Maps that the package declares
        are looked at anyway; slices are too many for that.
        """
        seen = set[str]()
        declared = () if kind is ContainerKind.SLICE else declared_containers(unit, kind)
        for container in (*declared, *self._named(unit, kind, places)):
            if container.object.key in seen:
                continue
            seen.add(container.object.key)
            growth = self.of(container)
            if growth is not None and growth.insertion.anchor.file.package == unit.path:
                yield growth

    def _named(
        self, unit: Unit, kind: ContainerKind, places: Iterable[Site]
    ) -> Iterator[Container]:
        for place in places:
            meant = place.file.object_of(place.node)
            if not isinstance(meant, GoObject) or meant.scope in (Scope.PARAMETER, Scope.RECEIVER):
                continue
            home = unit if meant.scope is Scope.LOCAL else self.index.code.unit(meant.package)
            found = None if home is None else container_of(home, meant, kind)
            if found is not None:
                yield found

    def keeper(self, container: Container) -> Keeper | None:
        """Return what keeps a container for long."""
        return keeper_of(self.index, self.lifetimes, self.occasions, container.object)

    def open_insertion(
        self, container: Container, insertions: list[Mutation]
    ) -> tuple[Mutation, bool] | None:
        """Return the first insertion whose keys have no end, and whether that is sure."""
        for insertion in _in_order(container, insertions):
            shape = self._shape(container, insertion) if self._runs_later(insertion) else None
            if shape is not None and (shape.domain.is_open or shape.is_created):
                return insertion, shape.domain.is_open and not shape.domain.is_assumed
        return None

    def _growth(self, container: Container) -> Growth | None:
        if self.is_closed(container) or self.lifetimes.is_transient(container.object):
            return None
        insertions, removals = self._changes(container)
        if not insertions:
            return None
        keeper = self.keeper(container)
        if keeper is None:
            return None
        for insertion in insertions:
            found = self._judge(container, insertion, removals, keeper)
            if found is not None:
                return found
        return None

    def is_closed(self, container: Container) -> bool:
        """Tell whether the type of the keys of a map has few values."""
        unit = self.index.code.unit(container.object.package)
        type_ = container.type
        if unit is None:
            return True
        for _ in range(3):
            under = unit.types.underlying(type_)
            if isinstance(under, Pointer):
                type_ = under.element
        under = unit.types.underlying(type_)
        if not isinstance(under, Map) or not unit.files:
            return False
        return closed_by_type(self.index, unit.files[0], under.key) is not None

    def _changes(self, container: Container) -> tuple[list[Mutation], list[Mutation]]:
        """Return the insertions after start and what may bound them; nothing if all is settled."""
        insertions: list[Mutation] = []
        removals: list[Mutation] = []
        fillings: list[Mutation] = []
        is_slice = container.kind is ContainerKind.SLICE
        for change in self._stream(container):
            if change.change is (Change.APPEND if is_slice else Change.INSERT):
                insertions.append(change)
            elif change.is_removal and not (is_slice and leaves_length(change)):
                if is_of_constant(change):
                    continue
                if self.is_filling(change):
                    fillings.append(change)
                    continue
                if self._settles(change):
                    return [], []
                removals.append(change)
        anew = [i for i in insertions if any(makes_anew_for(f.site, i.site) for f in fillings)]
        later = [i for i in _in_order(container, insertions) if i not in anew]
        return [i for i in later if self._runs_later(i)], removals

    def _stream(self, container: Container) -> Iterator[Mutation]:
        """Yield the changes of a container, and what methods of its type do to its inside."""
        if container.is_nested:
            yield from changes_within(self.index, self.mutations, container.object)
            return
        yield from self.mutations.stream(container.object)
        inner = embedded_map(self.index, container)
        if inner is not None:
            yield from (m for m in self.mutations.stream(inner) if m.is_removal)

    def _settles(self, removal: Mutation) -> bool:
        """Tell whether a removal clears the container whatever inserts, so that no more is asked.

        What a removal does to one instance of a type says nothing about the others.
        """
        if removal.change in (Change.BOUND, Change.REMOVE):
            return False
        return _instance(self.index, removal.container) is None

    def is_filling(self, change: Mutation) -> bool:
        """Tell whether a replacement fills a container before anything is inserted."""
        if change.change is not Change.REPLACE:
            return False
        function = function_around(change.site.file, change.site.node)
        name = "" if function is None or function.declared is None else function.declared.name
        is_named_so = name.lower().startswith(("init", "setup"))
        return is_named_so or self.occasions.is_at_start(change.anchor)

    def _runs_later(self, insertion: Mutation) -> bool:
        """Tell whether an insertion runs after start, not for tests, nor into what is just made."""
        statement = insertion.site.node
        is_taken = statement.type == "dec_statement" or operator(statement) == "-="
        if is_taken or self._support.is_for_tests(insertion.anchor.file):
            return False
        if self.occasions.is_at_start(insertion.anchor):
            return False
        at = insertion.container
        return not is_new_owner(self.index, at.file, at.node) and not is_building(
            self.index, self.occasions.calling, at
        )

    def _judge(
        self,
        container: Container,
        insertion: Mutation,
        removals: list[Mutation],
        keeper: Keeper,
    ) -> Growth | None:
        missed = self._missed(insertion, removals)
        if missed is BOUNDED or is_counted_in(self.index, insertion.site):
            return None
        shape = self._shape(container, insertion)
        if shape is None:
            return None
        occasion = self.occasions.repetition(insertion.anchor, by_tables=True)
        evidence = Evidence(
            shape,
            keeper,
            occasion,
            ender_of(self.index, container.object, insertion),
            missed,
            registers(insertion),
            is_library="internal" not in insertion.anchor.file.package.split("/"),
            is_offered=self._is_offered(insertion.anchor),
        )
        is_slice = container.kind is ContainerKind.SLICE
        confidence = evidence.of_slice if is_slice else evidence.of_map
        if confidence is None:
            return None
        return Growth(
            container,
            insertion,
            shape.key,
            shape.domain,
            keeper,
            self.index.declaration(container.object),
            occasion,
            entry_bytes(self.index, container),
            confidence,
            Tier.STRICT if is_slice else evidence.tier,
            evidence.ender,
            missed if isinstance(missed, Site) else None,
        )

    def _missed(self, insertion: Mutation, removals: list[Mutation]) -> Site | Bounded | None:
        """Return an exit that every removal misses, `BOUNDED` if one of them does its work."""
        own, missed = _instance(self.index, insertion.container), None
        for removal in removals:
            other = _instance(self.index, removal.container)
            if own is not None and other is not None and own != other:
                continue
            if removal.change is Change.BOUND:
                if bounds(self.index, removal.site, insertion.site):
                    return BOUNDED
                continue
            missed = missed_exit(self.index, insertion, removal)
            if missed is None:
                return BOUNDED
        return missed

    def _shape(self, container: Container, insertion: Mutation) -> Shape | None:
        """Return what is inserted, None for an update and for keys that have an end."""
        key = key_of(self.index, insertion)
        if key is None or insertion.key is None:
            return Shape(None, UNKNOWN_DOMAIN, is_created=False)
        at = Site(insertion.site.file, insertion.key)
        is_created = False
        for found in lookups(self.index, at.file, insertion.site.node, spelled(at)):
            is_same = found.container is not None and _is_same(
                self.index, Site(at.file, found.container), insertion
            )
            if found.is_present and (is_same or self._is_table(at, found)):
                return None
            is_created = is_created or (is_same and not found.is_present)
        if _ranges_over(self.index, at, insertion) or self._is_of_fixed(key):
            return None
        domain = domain_of(self.index, key, self.occasions.calling)
        if domain.is_listing and not self._lists_again(domain.site):
            domain = UNKNOWN_DOMAIN
        if domain.openness is Openness.CLOSED:
            return None
        is_created = is_created or "LoadOrStore" in insertion.site.text
        is_tally = insertion.site.node.type == "inc_statement" or (
            operator(insertion.site.node) == "+="
        )
        return Shape(key, domain, is_created, is_tally)

    def _lists_again(self, listing: Site | None) -> bool:
        """Tell whether a folder is looked into again and again, whoever wants that."""
        if listing is None or not self.occasions.repetition(listing):
            return False
        if any(is_unending(listing.file, loop) for loop in enclosing_loops(listing.node)):
            return True
        function = function_around(listing.file, listing.node)
        calls = () if function is None else self.occasions.callers(function).calls
        return all(map(self.occasions.repetition, calls))

    def _is_of_fixed(self, key: Site) -> bool:
        """Tell whether a key is an element of collections that are filled once, at start."""
        collections = collections_of(self.index, key) or ()
        meant = [site.file.object_of(site.node) for site in collections]
        return bool(meant) and all(
            isinstance(each, GoObject)
            and each.scope in (Scope.FIELD, Scope.PACKAGE)
            and not any(c.change in _FILLS and self._runs_later(c) for c in self.mutations.of(each))
            for each in meant
        )

    def _is_offered(self, at: Site) -> bool:
        """Tell whether a program is seen that has a place, and not who calls it."""
        importers = map(self.index.code.unit, self.index.code.importers(at.file.package))
        is_program = any(unit is not None and unit.name == "main" for unit in importers)
        return is_program and self.occasions.is_called_from_outside(at)

    def _is_table(self, at: Site, found: Lookup) -> bool:
        """Tell whether what a key was found in has an end itself."""
        if found.container is None:
            return True
        path = resolve(self.index, at.file, found.container)
        if path is None or path.root is None:
            return False
        meant = at.file.object_of(found.container)
        if not isinstance(meant, GoObject):
            return False
        changes = self.mutations.of(meant)
        inserted = [m for m in changes if m.is_insertion]
        if all(self.occasions.is_at_start(m.anchor) or registers(m) for m in inserted):
            return True
        # What only grows itself, and is kept as long, is told where it grows.
        home = self.index.code.unit(meant.package)
        table = None if home is None else container_of(home, meant, ContainerKind.MAP)
        is_shrinking = any(change.is_removal for change in changes)
        return table is not None and not is_shrinking and self.keeper(table) is not None


def _in_order(container: Container, insertions: list[Mutation]) -> list[Mutation]:
    """Return insertions in the order of the source, those of the declaring package first.

    What blanks an entry, `m[k] = nil`, comes last: the entry was there before.
    """
    package = container.object.package

    def place(insertion: Mutation) -> tuple[bool, bool, str, str, int]:
        at, file = insertion.anchor, insertion.anchor.file
        is_far = file.package != package
        return is_blanking(insertion), is_far, file.package, file.path, at.node.start_byte

    return sorted(insertions, key=place)


def _instance(index: Index, container: Site) -> tuple[str, tuple[str, ...]] | None:
    """Return which instance it is, where a package variable names it."""
    path = resolve(index, container.file, container.node)
    root = None if path is None else path.root
    if path is None or root is None or root.scope is not Scope.PACKAGE or ELEMENT in path.steps:
        return None
    return root.key, path.steps


def _is_same(index: Index, place: Site, insertion: Mutation) -> bool:
    left = resolve(index, place.file, place.node)
    right = resolve(index, insertion.site.file, insertion.place)
    return left is not None and right is not None and left.cell == right.cell


def _ranges_over(index: Index, key: Site, insertion: Mutation) -> bool:
    """Tell whether a key comes from a loop over the same container."""
    meant = key.file.object_of(key.node)
    for found in definitions(index, meant) if isinstance(meant, GoObject) else ():
        loop = found.statement.parent if found.statement.type == "range_clause" else None
        parts = None if loop is None else range_of(loop)
        if parts is not None and _is_same(index, Site(found.file, parts.operand), insertion):
            return True
    return False
