"""What rules ask about the whole module."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property

from tree_sitter import Node

from gomemlint.model.allocations import Cause
from gomemlint.model.findings import Edit
from gomemlint.model.gotypes import GoType, TypeParameter
from gomemlint.semantic.allocation import Allocations, Escaped, Escapes, is_kept
from gomemlint.semantic.churn.accumulating import Accumulation, accumulation
from gomemlint.semantic.churn.collecting import forced_collections
from gomemlint.semantic.churn.compiling import Compiling, compilings
from gomemlint.semantic.churn.compressing import compressors
from gomemlint.semantic.churn.copies import (
    LargeCopy,
    copies_in_range,
    copies_of_messages,
    copy_of_parameter,
)
from gomemlint.semantic.churn.filling import Filling, filled_builder, filled_map, filled_slice
from gomemlint.semantic.churn.matching import matchings
from gomemlint.semantic.churn.repairs import builder_instead
from gomemlint.semantic.churn.rounds import MovedVariable, RoundMap, moved_loop_variables, round_map
from gomemlint.semantic.churn.streams import WholeRead, whole_reads
from gomemlint.semantic.contracts import Contracts, Proof, Unbound, exemptions, promises
from gomemlint.semantic.conversions.conversions import Conversion
from gomemlint.semantic.conversions.formatting import Plain, plain_format
from gomemlint.semantic.conversions.hoisting import Repeated, repeated
from gomemlint.semantic.conversions.repairs import without_conversion
from gomemlint.semantic.conversions.roundtrips import RoundTrip, round_trip
from gomemlint.semantic.conversions.twins import Twin, twin_of
from gomemlint.semantic.frequency.cold import Cold, loop_around
from gomemlint.semantic.frequency.hot import Heat
from gomemlint.semantic.frequency.repetition import Repetition
from gomemlint.semantic.frequency.shortness import is_short
from gomemlint.semantic.growth import ContainerKind, Emptying, Growing, Growth, emptyings
from gomemlint.semantic.pools.carried import Carried, carried_content
from gomemlint.semantic.pools.foreign import ForeignPut, foreign_puts
from gomemlint.semantic.pools.leftovers import Leftover, leftovers
from gomemlint.semantic.pools.lending import lent_aliases
from gomemlint.semantic.pools.oversize import Oversized, oversized_puts
from gomemlint.semantic.pools.pooling import Event, Pooling
from gomemlint.semantic.pools.privacy import PrivatePool, private_pools
from gomemlint.semantic.pools.repairs import deferred_put, pointer_kept
from gomemlint.semantic.program.code import Code, File, Site, Unit, Versions
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.instances import instantiations
from gomemlint.semantic.retention.interiors import Interiors
from gomemlint.semantic.retention.retention import Retaining
from gomemlint.semantic.retention.retentions import Retention
from gomemlint.semantic.retention.splitting import Split, split
from gomemlint.semantic.retention.staleness import Stale, Staleness
from gomemlint.semantic.unreleased.blocking import Blocked, blocked
from gomemlint.semantic.unreleased.deferring import Piling, piling
from gomemlint.semantic.unreleased.finalizing import Kept, kept
from gomemlint.semantic.unreleased.repairs import room_for_one
from gomemlint.semantic.unreleased.timers import Timer, abandoned
from gomemlint.semantic.values.pooled import AliasEscaped, NotPut, Put
from gomemlint.syntax.directives import Directive


class Module:
    """All packages of a run, as one rule sees them from its package.

    `ground` gives the code that contracts are proved with: all that is called, the standard library
    included. Without it, contracts are proved with the code of the run alone.
    """

    def __init__(self, code: Code, ground: Callable[[], Code] | None = None) -> None:
        self.code = code
        self._ground = ground
        self.index = Index(code)
        self.cold = Cold(self.index)
        self.heat = Heat(self.index)
        self.repetition = Repetition(self.index)
        self.pooling = Pooling(self.index)
        self.retaining = Retaining(self.index)
        self.staleness = Staleness(self.index, self.retaining.keepers)
        self.growing = Growing(self.index)
        self.allocations = Allocations(self.index)
        self.escapes = Escapes(self.index, self.allocations, self.cold)

    def twin_of(self, conversion: Conversion) -> Twin | None:
        """Return the function to call instead of converting, None if there is none."""
        return twin_of(self.index, conversion)

    def without_conversion(self, conversion: Conversion, twin: Twin) -> tuple[Edit, ...]:
        """Return the edits that call a twin instead of converting, none where that is not sure."""
        return without_conversion(self.index, conversion, twin)

    def growths(self, unit: Unit, kind: ContainerKind, places: Iterable[Site]) -> Iterator[Growth]:
        """Yield the containers that grow for ever at a place of this package."""
        return self.growing.in_package(unit, kind, places)

    def recurs(self, site: Site) -> bool:
        """Tell whether a place runs for each request or message of the program."""
        return bool(self.growing.occasions.repetition(site))

    def takes_input(self, site: Site) -> bool:
        """Tell whether a place is few calls away from where the program gets what others send."""
        return self.growing.occasions.takes_input(site)

    def emptyings(self, unit: Unit) -> Iterator[Emptying]:
        """Yield the bulk removals from maps whose buckets stay."""
        return emptyings(self.growing, unit)

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

    def builder_instead(
        self, file: File, accumulation: Accumulation, *, is_only: bool
    ) -> tuple[Edit, ...]:
        """Return the edits that collect a string in a builder, none where that is not sure.

        `is_only` holds if no other loop makes it longer.
        """
        return builder_instead(self.index, file, accumulation, is_only=is_only)

    def is_short(self, file: File, loop: Node) -> bool:
        """Tell whether a loop goes over what people write down: settings, options, a few names."""
        return is_short(self.index, file, loop)

    def leftovers(self, unit: Unit) -> Iterator[Leftover]:
        """Yield the fields that methods of a package put and leave set."""
        return leftovers(self.pooling, unit)

    def room_for_one(self, file: File, blocked: Blocked) -> tuple[Edit, ...]:
        """Return the edit that gives a channel room for its only send, none if it would matter."""
        return room_for_one(self.index, file, blocked)

    def deferred_put(
        self, file: File, losses: Collection[NotPut], puts: Iterable[Put]
    ) -> tuple[Edit, ...]:
        """Return the edits that put an object at every exit, none where that is not sure."""
        return deferred_put(self.index, file, losses, puts)

    def pointer_kept(self, file: File, address: Node) -> tuple[Edit, ...]:
        """Return the edits that put the pointer that came from a pool instead of a new one."""
        return pointer_kept(self.index, file, address)

    def private_pools(self, unit: Unit) -> Iterator[PrivatePool]:
        """Yield the pools of a package that only one call can reach."""
        return private_pools(self.index, unit)

    def oversized_puts(self, unit: Unit) -> Iterator[Oversized]:
        """Yield the puts of a package that no condition on the size guards."""
        return oversized_puts(self.pooling, self.index, unit)

    def foreign_puts(self, unit: Unit) -> Iterator[ForeignPut]:
        """Yield the puts of a package that give a pool what does not belong there."""
        return foreign_puts(self.pooling, unit)

    def carried_content(self, unit: Unit) -> Iterator[Carried]:
        """Yield what a package puts, or gets, without a reset."""
        return carried_content(self.pooling, self.index, unit)

    def pool_events(self, unit: Unit, kind: type[Event]) -> Iterator[tuple[File, Event]]:
        """Yield what a package does with pooled objects, events of one kind in source order."""
        return self.pooling.select(unit, kind)

    def lent_aliases(self, unit: Unit) -> Iterator[tuple[File, AliasEscaped]]:
        """Yield where literals of a package keep memory of objects that were lent to them."""
        return lent_aliases(self.pooling, unit)

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

    def matchings(self, unit: Unit) -> Iterator[Site]:
        """Yield the calls of a package that compile a constant pattern to match it, repeatedly."""
        for call in matchings(self.index, self.cold, unit):
            if loop_around(call.node) is not None or self.recurs(call):
                yield call

    def compressors(self, unit: Unit) -> Iterator[Site]:
        """Yield the calls of a package that make a compressor for themselves alone."""
        return compressors(self.index, self.cold, unit)

    def blocked(self, file: File, start: Node) -> Iterator[Blocked]:
        """Yield the channels on which the goroutine of a `go` statement may wait for ever."""
        return blocked(self.index, file, start)

    def escaped(self, unit: Unit, cause: Cause) -> Iterator[Escaped]:
        """Yield the sites of a package that are on the heap for a cause; cold code is left out."""
        return (each for each in self.escapes.of(unit) if each.cause is cause)

    def is_result_kept(self, escaped: Escaped) -> bool:
        """Tell whether a caller stores or passes on what the function of a site returns."""
        function = escaped.allocation.function
        return function is not None and is_kept(self.index, function)

    def stale(self, file: File, statement: Node) -> Iterator[Stale]:
        """Yield the long-lived slices that an assignment shortens without clearing the slots."""
        yield from self.staleness.stale(file, statement)

    def kept(self, file: File, call: Node) -> Kept | None:
        """Return the object that a finalizer or cleanup keeps from going, None if it goes."""
        return kept(self.index, file, call)

    def filled_slice(self, file: File, append: Node) -> Filling | None:
        """Return the slice that an `append` fills in a loop of known length."""
        return filled_slice(self.index, file, append)

    def filled_map(self, file: File, insertion: Node) -> Filling | None:
        """Return the map that an insertion fills in a loop of known length."""
        return filled_map(self.index, file, insertion)

    def filled_builder(self, file: File, write: Node) -> Filling | None:
        """Return the builder that a write fills in a loop of known length."""
        return filled_builder(self.index, file, write)

    def plain_format(self, file: File, call: Node) -> Plain | None:
        """Return what a call of `fmt.Sprintf` can be replaced by, None where it says more."""
        return plain_format(self.index, file, call)

    def split(self, file: File, call: Node) -> Split | None:
        """Return what a call of `Split` is for, None where more than one thing is."""
        return split(self.index, file, call)

    def interiors(self) -> Interiors:
        """Return what finds pointers into big objects, and closures over them."""
        return self.retaining.interiors

    def moved_loop_variables(self, file: File) -> Iterator[MovedVariable]:
        """Yield the loop variables of a file that go to the heap in each round."""
        return moved_loop_variables(self.index, file)

    def round_map(self, file: File, made: Node) -> RoundMap | None:
        """Return the scratch map that an expression makes in each round of a loop."""
        return round_map(self.index, file, made)

    def whole_reads(self, unit: Unit) -> Iterator[WholeRead]:
        """Yield the streams of a package that are read whole only to be passed on."""
        return whole_reads(self.index, unit)

    def copies_in_range(self, file: File, loop: Node) -> LargeCopy | None:
        """Return the large copy that a range loop makes, None if it makes none."""
        return copies_in_range(self.index, file, loop)

    def copy_of_parameter(self, file: File, name: Node) -> LargeCopy | None:
        """Return the copy that a call makes for a parameter, None for a small one."""
        return copy_of_parameter(self.index, file, name)

    def copies_of_messages(self, file: File, made: Node) -> LargeCopy | None:
        """Return the large copies that a channel makes, None if it makes none."""
        return copies_of_messages(file, made)

    def abandoned(self, file: File, call: Node) -> Timer | None:
        """Return the timer that a call makes and leaves to itself, None if it does not."""
        return abandoned(self.index, self.repetition, file, call)

    def proofs(self, unit: Unit) -> tuple[Proof | Unbound, ...]:
        """Return the answers about the contracts of a package."""
        has_any = any(True for file in unit.files for _ in promises(file))
        return self._contracts.of(unit.path) if has_any else ()

    def idle_exemptions(self, unit: Unit) -> Iterator[tuple[File, Directive]]:
        """Yield the exemptions from contracts that exempt nothing."""
        has_any = any(exemptions(file).directives for file in unit.files)
        return self._contracts.idle_exemptions(unit.path) if has_any else iter(())

    @cached_property
    def _contracts(self) -> Contracts:
        return Contracts(self._ground() if self._ground else self.code)

    @cached_property
    def is_library(self) -> bool:
        """Whether no program is among the packages of the run: its users choose the version."""
        units = (self.code.unit(path) for path in self.code.units())
        return not any(unit is not None and unit.name == "main" for unit in units)
