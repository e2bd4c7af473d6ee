"""What rules ask about the whole module."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import GoType, TypeParameter
from gomemlint.semantic.accumulating import Accumulation, accumulation
from gomemlint.semantic.blocking import Blocked, blocked
from gomemlint.semantic.code import Code, File, Site, Unit, Versions
from gomemlint.semantic.cold import Cold
from gomemlint.semantic.collecting import forced_collections
from gomemlint.semantic.compiling import Compiling, compilings
from gomemlint.semantic.conversions import Conversion
from gomemlint.semantic.deferring import Piling, piling
from gomemlint.semantic.growth import ContainerKind, Growing, Growth
from gomemlint.semantic.hoisting import Repeated, repeated
from gomemlint.semantic.hot import Heat
from gomemlint.semantic.index import Index
from gomemlint.semantic.instances import instantiations
from gomemlint.semantic.leftovers import Leftover, leftovers
from gomemlint.semantic.pooling import Event, Pooling
from gomemlint.semantic.repetition import Repetition
from gomemlint.semantic.retention import Retaining, Retention
from gomemlint.semantic.roundtrips import RoundTrip, round_trip
from gomemlint.semantic.twins import Twin, twin_of


class Module:
    """All packages of a run, as one rule sees them from its package."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.index = Index(code)
        self.cold = Cold(self.index)
        self.heat = Heat(self.index)
        self.repetition = Repetition(self.index)
        self.pooling = Pooling(self.index)
        self.retaining = Retaining(self.index)
        self.growing = Growing(self.index)

    def uses_of(self, key: str) -> tuple[Site, ...]:
        """Return every identifier that means an object, its declaration left out."""
        return self.index.uses(key)

    def twin_of(self, conversion: Conversion) -> Twin | None:
        """Return the function to call instead of converting, None if there is none."""
        return twin_of(self.index, conversion)

    def growths(self, unit: Unit, kind: ContainerKind, places: Iterable[Site]) -> Iterator[Growth]:
        """Yield the containers that grow for ever at a place of this package."""
        return self.growing.in_package(unit, kind, places)

    def piling(self, file: File, statement: Node) -> Piling | None:
        """Return what a `defer` piles up round by round, None if it does not."""
        return piling(self.index, file, statement)

    def round_trip(self, back: Conversion) -> RoundTrip | None:
        """Return the round trip that a conversion ends, None if it ends none."""
        return round_trip(self.index, back)

    def instantiations(self, file: File, node: Node, of: TypeParameter) -> Iterator[GoType]:
        """Yield the types that the module puts in place of a type parameter around a node."""
        return instantiations(self.index, file, node, of)

    def accumulation(self, file: File, statement: Node) -> Accumulation | None:
        """Return the string that an assignment makes longer round by round, None if it does not."""
        return accumulation(self.index, file, statement)

    def leftovers(self, unit: Unit) -> Iterator[Leftover]:
        """Yield the fields that methods of a package put and leave set."""
        return leftovers(self.pooling, unit)

    def pool_events(self, unit: Unit, kind: type[Event]) -> Iterator[tuple[File, Event]]:
        """Yield what a package does with pooled objects, events of one kind in source order."""
        return self.pooling.select(unit, kind)

    def repeated(self, file: File, node: Node, versions: Versions) -> Repeated | None:
        """Return the loop that makes the same conversion again and again, None if none does."""
        return repeated(self.index, file, node, versions)

    def kept_parts(self, unit: Unit) -> Iterator[Retention]:
        """Yield the small parts of big arrays and texts that outlive the functions of a package."""
        yield from self.retaining.parts(unit)

    def forced_collections(self, unit: Unit) -> Iterator[Site]:
        """Yield the calls of a package that force a collection while the program serves."""
        return forced_collections(self.index, self.cold, unit)

    def compilings(self, unit: Unit) -> Iterator[Compiling]:
        """Yield the calls of a package that make the same expensive value each time."""
        return compilings(self.index, self.cold, unit)

    def blocked(self, file: File, start: Node) -> Iterator[Blocked]:
        """Yield the channels on which the goroutine of a `go` statement may wait for ever."""
        return blocked(self.index, file, start)
