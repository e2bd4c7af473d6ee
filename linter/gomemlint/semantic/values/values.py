"""Where values come from: which memory a variable may share, followed through a function.

Facts are kept per variable and field path; an assignment overwrites them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from tree_sitter import Node

from gomemlint.model.gotypes import (
    Chan,
    GoType,
    Interface,
    Named,
    Pointer,
    Signature,
    TypeParameter,
    Unknown,
)
from gomemlint.semantic.flow import State
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.library import SAME, How, Relation, beyond
from gomemlint.semantic.program.paths import ELEMENT, Path


class SourceKind(Enum):
    """What a value began as."""

    __hash__ = object.__hash__

    PARAMETER = "parameter"
    POOLED = "pooled"
    BIG = "big"
    NEW = "new"
    PUT = "put"


@dataclass(frozen=True, slots=True)
class Source:
    """Memory that values share.

    `node` is the expression that made it, or the identifier of the parameter `index`. `detail`
    is the identity of the pool, or what a big array holds. A `PUT` is no memory: it marks a path
    whose object `node` put back to a pool, `index` fields behind the argument.
    """

    kind: SourceKind
    node: Node
    detail: str = ""
    index: int = 0
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Sources are in every fact, and facts are looked up all the time.
        given = hash((id(self.kind), self.node, self.detail, self.index))
        object.__setattr__(self, "_hash", given)

    def __hash__(self) -> int:
        return self._hash

    @property
    def is_followed(self) -> bool:
        """Tell whether it matters where the memory goes: not for what is merely new."""
        return self.kind not in (SourceKind.NEW, SourceKind.PUT)


@dataclass(frozen=True, slots=True)
class Value:
    """A source that an expression may share memory with, and how.

    `field` names the field of the object that the memory was reached by.
    """

    source: Source
    relation: Relation = SAME
    field: str = ""

    def related(self, *hows: How) -> Value:
        """Return the value one step further away from its source."""
        if not hows:
            return self
        return Value(self.source, beyond(self.relation, frozenset(hows)), self.field)

    def behind(self, steps: tuple[str, ...]) -> Value:
        """Return what lies at some steps behind the value."""
        if not steps:
            return self
        related = self.related(*map(_step, steps))
        named = self.field or next((step for step in steps if step != ELEMENT), "")
        return Value(related.source, related.relation, named)


@dataclass(frozen=True, slots=True)
class Held:
    """A fact: the memory at `steps` behind a variable may be that of a value."""

    subject: str
    steps: tuple[str, ...]
    value: Value


class Status(Enum):
    """What became of an object: got and not yet given away, put back, handed on.

    `DIRTY` is an object from a pool that nobody has reset since it was got. Of an `ESCAPED` one
    an alias lives on elsewhere, a `SHARED` one another goroutine has. `RETURNED` is the object
    itself as a result. `BEHIND` is what a field of it points to, which lives on elsewhere.
    """

    __hash__ = object.__hash__

    OWNED = "owned"
    PUT = "put"
    HANDED = "handed"
    RETURNED = "returned"
    ESCAPED = "escaped"
    BEHIND = "behind"
    SHARED = "shared"
    DIRTY = "dirty"


@dataclass(frozen=True, slots=True)
class Standing:
    """A fact: an object may have a status since `node`; of an alias, the field it came by."""

    subject: Source
    status: Status
    node: Node
    field: str = ""


@dataclass(frozen=True, slots=True)
class Dangling:
    """A fact: what a variable, or the place at `steps` behind it, names was given away at `node`.

    That an object may be put or shared and that a variable may hold it can be true of two paths.
    """

    subject: str
    steps: tuple[str, ...]
    source: Source
    node: Node


class Sure(Enum):
    """What can be true of an object on all paths."""

    __hash__ = object.__hash__

    CLEAN = "clean"
    PUT = "put"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that is true of an object on all paths; `field` names a field that was reset."""

    sure: Sure
    source: Source
    field: str = ""


@dataclass(frozen=True, slots=True)
class Replaced:
    """True on all paths: the place at `steps` behind a variable got a new value here."""

    subject: str
    steps: tuple[str, ...]


Fact = Held | Standing | Dangling
OBJECTS = frozenset({SourceKind.POOLED, SourceKind.PARAMETER, SourceKind.NEW})
# A value so related to an object is not the object but something in or behind it.
NOT_THE_OBJECT = frozenset(
    {How.FIELD, How.ELEMENT, How.PART, How.VIEW, How.CONTAINED, How.CAPTURED, How.UNSAFE}
)
Values = frozenset[Value]
# The fields of a struct with what they hold.
Inside = tuple[tuple[str, Values], ...]
NOTHING: Values = frozenset()


def followed(given: Iterable[tuple[int, Values]]) -> frozenset[int]:
    """Return the positions of the arguments whose way through a callee matters."""
    return frozenset(i for i, values in given if any(v.source.is_followed for v in values))


def is_object(value: Value) -> bool:
    """Tell whether a value is the object of its source: itself, its address, what it points to."""
    return not value.relation & NOT_THE_OBJECT


def handed_on(values: Iterable[Value], relation: Relation, name: str = "") -> Values:
    """Return what comes of values in a callee, which reached it by a field of that name.

    Its copy of a part is nothing big, and what it has put into something new has no name there.
    """
    is_copy, found = How.COPIED in relation, "" if How.CONTAINED in relation else name
    return frozenset(
        Value(value.source, value.related(*relation).relation, value.field or found)
        for value in values
        if not is_copy or is_whole(value.relation)
    )


def held_at(path: Path, state: State[Fact], *, is_loaded: bool = False) -> Values:
    """Return what may be at a path, and what may be held inside.

    What is loaded from a place that was set to something that is followed is that alone, though the
    place itself is still memory of what it lies in.
    """
    if path.root is None:
        return NOTHING
    found: set[Value] = set()
    for fact in state.about(path.root.key):
        if not isinstance(fact, Held):
            continue
        shared = min(len(path.steps), len(fact.steps))
        if path.steps[:shared] != fact.steps[:shared]:
            continue
        if is_loaded and _is_replaced(path, len(fact.steps), state):
            continue
        if ELEMENT in fact.steps[:shared] and fact.value.source.kind is SourceKind.POOLED:
            # One of several objects, and nobody knows which.
            found.add(fact.value.related(How.ELEMENT))
        elif len(fact.steps) > shared:
            found.add(fact.value.related(How.CONTAINED))
        else:
            found.add(fact.value.behind(path.steps[shared:]))
    return frozenset(found)


def held_in(path: Path, state: State[Fact]) -> Values:
    """Return what a place itself was set to, without what it is a part of."""
    facts = () if path.root is None else state.about(path.root.key)
    found = (fact for fact in facts if isinstance(fact, Held) and fact.steps == path.steps)
    return frozenset(fact.value for fact in found)


def held_by_fields(path: Path, state: State[Fact]) -> Inside:
    """Return what single fields of a struct hold, each with its name."""
    depth, found = len(path.steps), dict[str, set[Value]]()
    for fact in () if path.root is None else state.about(path.root.key):
        if not isinstance(fact, Held) or fact.steps[:depth] != path.steps:
            continue
        if len(fact.steps) > depth:
            is_field = len(fact.steps) == depth + 1
            value = fact.value if is_field else fact.value.related(How.CONTAINED)
            found.setdefault(fact.steps[depth], set()).add(_among(value, path.steps))
    return tuple((name, frozenset(values)) for name, values in sorted(found.items()))


def held_around(path: Path, state: State[Fact]) -> Values:
    """Return what a struct holds as a whole, as part of what it lies in."""
    facts = () if path.root is None else state.about(path.root.key)
    return frozenset(
        _among(fact.value, fact.steps).behind(path.steps[len(fact.steps) :])
        for fact in facts
        if isinstance(fact, Held) and fact.steps == path.steps[: len(fact.steps)]
    )


def _among(value: Value, steps: tuple[str, ...]) -> Value:
    """Say of an object that lies among several that nobody knows which it is."""
    is_one = ELEMENT in steps and value.source.kind is SourceKind.POOLED
    return value.related(How.ELEMENT) if is_one else value


def in_field(path: Path | None, field: str, values: Values, state: State[Fact]) -> Values:
    """Leave out of what a place holds what only other fields of it do."""
    if path is None or path.root is None or not field:
        return values
    found = {v.source for v in held_at(path.behind((field,)), state, is_loaded=True)}
    return frozenset(value for value in values if value.source in found)


def _is_replaced(path: Path, depth: int, state: State[Fact]) -> bool:
    """Tell whether a place has got a value of its own since what lies `depth` steps deep did.

    What is made for a place belongs to what it lies in.
    """
    assert path.root is not None
    key = path.root.key
    for end in range(depth + 1, len(path.steps) + 1):
        steps = path.steps[:end]
        if Replaced(key, steps) in state.must and any(
            isinstance(fact, Held)
            and fact.steps == steps
            and fact.value.source.kind is not SourceKind.NEW
            for fact in state.about(key)
        ):
            return True
    return False


def holds_pointers(file: File, node: Node) -> bool:
    """Tell whether a value can share memory worth following; unknown types can, errors do not."""
    type_ = file.type_of(node)
    return isinstance(type_, Unknown) or (type_.holds_pointers and type_.spelling != "error")


def is_reference(file: File, type_: GoType | Unknown) -> bool:
    """Tell whether a place of a type only leads to something else: a pointer, an interface."""
    if isinstance(type_, TypeParameter):
        return type_.core is None
    inner = file.types.underlying(type_) if isinstance(type_, Named) else type_
    return isinstance(inner, Pointer | Interface | Chan | Signature)


def can_return(function: Function) -> bool:
    """Tell whether a function has a result that can share memory, errors not counted."""
    return any(holds_pointers(function.file, result.type) for result in function.results)


def _step(step: str) -> How:
    return How.ELEMENT if step == ELEMENT else How.FIELD


def forget(path: Path, state: State[Fact]) -> None:
    """Drop what is known about a path and what lies behind it."""
    if path.root is None:
        return
    for mark in [m for m in state.must if isinstance(m, Replaced) and m.subject == path.root.key]:
        if mark.steps[: len(path.steps)] == path.steps:
            state.release(mark)
    if not path.steps:
        state.drop(path.root.key)
        return
    for fact in state.about(path.root.key):
        if isinstance(fact, Standing):
            continue
        if fact.steps[: len(path.steps)] == path.steps:
            state.remove(fact)


def is_whole(relation: Relation) -> bool:
    """Tell whether a value is all of its source, or the field that holds all of it."""
    is_inside = bool(relation & {How.ELEMENT, How.FIELD}) and How.CONTAINED not in relation
    return not is_inside and not relation & {How.PART, How.PARTS}


def indirect(value: Value) -> Value:
    """Return what a pointer in memory leads to; what is held there by name is no such thing."""
    is_loaded = bool(value.relation & {How.FIELD, How.ELEMENT})
    is_held = How.CONTAINED in value.relation or How.ADDRESS in value.relation
    return value.related(How.INDIRECT) if is_loaded and not is_held else value


def stays(value: Value) -> bool:
    """Tell whether a value keeps what it shares although nobody writes its type's memory.

    What a pool lends is of interest only as long as it can change: a string made without `unsafe`
    stays what it is.
    """
    return value.source.kind is not SourceKind.POOLED or How.UNSAFE in value.relation
