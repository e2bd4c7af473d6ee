"""What can happen to objects from pools: the events that rules select from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import Enum

from tree_sitter import Node

from gomemlint.semantic.program.library import How
from gomemlint.semantic.values.values import Source, SourceKind, Value, Values


@dataclass(frozen=True, slots=True)
class Got:
    """An object comes from a pool; `call` is the `Get` or a getter."""

    call: Node
    pool: str
    loops: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Put:
    """An object goes back to a pool, by `Put` or by a putter.

    `values` is what the argument may be. `is_direct` tells `Put` from putters. `is_clean` holds
    if it was reset on every path, `reset_fields` are the fields that were.
    """

    call: Node
    argument: Node
    pool: str
    values: Values
    deferred: Node | None
    loops: tuple[Node, ...]
    is_direct: bool
    is_clean: bool
    reset_fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class OfObject:
    """Something that happens to the object of a source."""

    source: Source

    @property
    def got(self) -> Node | None:
        """Return the call that got the object, None if it came from elsewhere."""
        return self.source.node if self.source.kind is SourceKind.POOLED else None


@dataclass(frozen=True, slots=True)
class UsedAfterPut(OfObject):
    """Memory of an object is used on a path after `put`; certain if every path comes past it."""

    use: Node
    put: Node
    relation: frozenset[How]
    is_certain: bool
    is_possible: bool


@dataclass(frozen=True, slots=True)
class PutTwice(OfObject):
    """An object is put that was put before. `first` is `again` itself in a loop.

    `deferred` is the `defer` that `again` runs in.
    """

    again: Node
    first: Node
    deferred: Node | None
    is_certain: bool
    is_possible: bool


@dataclass(frozen=True, slots=True)
class NotPut(OfObject):
    """An exit leaves an object neither put nor handed on.

    `leaving` is the statement that leaves the function, or the round of the loop in which the
    object came from `source`.
    """

    leaving: Node
    is_put_elsewhere: bool
    is_returned_elsewhere: bool
    is_possible: bool


@dataclass(frozen=True, slots=True)
class AliasEscaped(OfObject):
    """Memory of an object lives on at `node`, on a path on which the object is put."""

    node: Node
    put: Node
    is_whole: bool
    is_possible: bool


@dataclass(frozen=True, slots=True)
class Shared(OfObject):
    """Another goroutine has an object that this one puts or uses, with no join in between."""

    started: Node
    rival: Node
    is_put: bool
    is_possible: bool


@dataclass(frozen=True, slots=True)
class LeftSet:
    """A field that others can reach still names an object that was put, at an exit."""

    name: str
    owner: str
    put: Node
    leaving: Node


@dataclass(frozen=True, slots=True)
class UsedDirty:
    """Content of an object is used, and nobody has reset it since it came from the pool."""

    use: Node
    got: Node
    pool: str


PoolEvent = (
    Got | Put | UsedAfterPut | PutTwice | NotPut | AliasEscaped | Shared | LeftSet | UsedDirty
)


def in_order(events: Iterable[PoolEvent]) -> list[PoolEvent]:
    """Return the events of one moment in the same order in every run."""
    found = list(events)
    return sorted(found, key=_order) if len(found) > 1 else found


def _order(event: PoolEvent) -> tuple[str, ...]:
    return (type(event).__name__, *_ordered(event))


def _ordered(value: object) -> Iterator[str]:
    """Yield what tells a value from others: its place in the source, its names."""
    match value:
        case Node():
            yield f"{value.start_byte:010}-{value.end_byte:010}"
        case Enum():
            yield str(value.value)
        case frozenset():
            yield from sorted("|".join(_ordered(each)) for each in value)
        case tuple():
            yield "|".join(part for each in value for part in _ordered(each))
        case Got() | Put() | OfObject() | LeftSet() | UsedDirty() | Source() | Value():
            for field in fields(value):
                if field.compare:
                    yield "|".join(_ordered(getattr(value, field.name)))
        case _:
            yield str(value)
