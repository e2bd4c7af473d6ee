"""How long memory lives: with the frame, the caller, a long-lived object, or the process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from gomemlint.model.facts import Verdict
from gomemlint.model.gotypes import (
    GoObject,
    GoType,
    Interface,
    Named,
    ObjectKind,
    Pointer,
    Scope,
    Struct,
)
from gomemlint.semantic.frequency.loops import is_unending
from gomemlint.semantic.frequency.occasions import Occasions
from gomemlint.semantic.lifetimes.connections import is_of_connection, serving
from gomemlint.semantic.lifetimes.holders import Holder, Holders
from gomemlint.semantic.lifetimes.making import (
    construction,
    fills_field,
    is_pooled,
    stays,
    verdicts,
)
from gomemlint.semantic.lifetimes.mutations import Mutations
from gomemlint.semantic.program.calls import call_of
from gomemlint.semantic.program.code import File, Site, Unit
from gomemlint.semantic.program.functions import Function, declaration_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.paths import Path
from gomemlint.syntax.nodes import descendants

POOL = "sync.Pool"
_MUTEXES = frozenset({"sync.Mutex", "sync.RWMutex"})
_CLOSERS = frozenset({"Close", "Stop", "Shutdown", "Run"})
_OWNERS = ("Cache", "Store", "Registry", "Manager", "Server", "Pool", "Hub", "Broker")
_VISITORS = (
    "parser",
    "decoder",
    "encoder",
    "lexer",
    "scanner",
    "iterator",
    "builder",
    "visitor",
    "ctx",
    "context",
)
_STANDS_IN = re.compile(r"(?:[Ff]ake|[Mm]ock|[Ss]tub)[A-Z]")
_DEPTH = 4
_RESET = "it has a Reset method"
_STAYS = "every one stays in its frame"
_LET_GO = "what holds it lets it go"
_AGAIN = "it is made again and again"


class Lifetime(Enum):
    """How long a place lives (rules, 0.5)."""

    FRAME = "frame"
    CALLER = "caller"
    OBJECT = "object"
    PROCESS = "process"

    @property
    def is_long(self) -> bool:
        return self in (Lifetime.OBJECT, Lifetime.PROCESS)


@dataclass(frozen=True, slots=True)
class Owner:
    """Why a type is long-lived or is not: one strong sign, or two weak ones, and no contrary.

    `starting` are signs that its values are there from the start of the program: in a service
    they stay to the end, in a command they are the work itself.
    """

    type: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    contrary: tuple[str, ...]
    starting: tuple[str, ...] = ()

    @property
    def is_long_lived(self) -> bool:
        is_signed = bool(self.strong or self.starting) or len(self.weak) > 1
        return not self.contrary and is_signed


class Lifetimes:
    """Lifetimes of places; what is found out about a type is kept."""

    def __init__(
        self,
        index: Index,
        mutations: Mutations | None = None,
        occasions: Occasions | None = None,
    ) -> None:
        self._index = index
        self._occasions = occasions or Occasions(index)
        self._holders = Holders(index, mutations or Mutations(index), self._occasions)
        self._owners: dict[str, Owner] = {}
        self._open: set[str] = set()

    def of(self, path: Path) -> Lifetime:
        """Return how long the memory at a path lives, as far as its names tell."""
        root = path.root
        if root is not None and root.scope is Scope.PACKAGE:
            return Lifetime.PROCESS
        owner = self._owner_key(path.cell)
        if owner is not None and self.owner(owner).is_long_lived:
            return Lifetime.OBJECT
        if root is None or path.steps:
            return Lifetime.CALLER
        return Lifetime.FRAME

    def of_object(self, container: GoObject) -> Lifetime:
        """Return how long a variable or field lives."""
        if container.kind is ObjectKind.FIELD:
            is_long = self.owner(container).is_long_lived
            return Lifetime.OBJECT if is_long else Lifetime.CALLER
        return Lifetime.PROCESS if container.scope is Scope.PACKAGE else Lifetime.FRAME

    def owner(self, field: GoObject) -> Owner:
        """Judge the type that has a field; while it is judged itself, nothing speaks for it."""
        if field.owner in self._open:
            return Owner(field.owner, (), (), ())
        if field.owner not in self._owners:
            self._open.add(field.owner)
            self._owners[field.owner] = self._judged(field)
            self._open.discard(field.owner)
        return self._owners[field.owner]

    def may_stay(self, field: GoObject) -> bool:
        """Tell whether nothing says that the type that has a field goes: its users decide.

        What is replaced now and then stays until it is, and so does each of many that have two of
        the signs that something lives long.
        """
        owner = self.owner(field)
        passing = {_LET_GO, _AGAIN} if len(owner.weak) > 1 else {_LET_GO}
        return not {*owner.contrary} - passing and self._gets_out(field)

    def _gets_out(self, field: GoObject) -> bool:
        """Tell whether the type that has a field is seen outside, held, or made on the heap."""
        unit = self._index.code.unit(field.package)
        meant = None if unit is None else unit.types.object(field.owner)
        if not isinstance(meant, GoObject) or meant.kind is not ObjectKind.TYPE:
            return False
        if meant.name[:1].isupper() or any(self._holders.of(meant.key)):
            return True
        return any(Verdict.ESCAPES in verdicts(site) for site in self._made(meant))

    def is_kept(self, field: GoObject) -> bool:
        """Tell whether something long-lived holds the type that has a field, one at a time."""
        holders = (h for h in self._holders.of(field.owner) if h.owner and not h.is_collection)
        is_open = self.may_stay(field)
        return is_open and any(self.owner(h.object).is_long_lived for h in holders)

    def is_transient(self, field: GoObject) -> bool:
        """Tell whether the name of a field's owner, or a method `Reset`, says that it goes."""
        unit = self._index.code.unit(field.package)
        meant = None if unit is None else unit.types.object(field.owner)
        if unit is None or not isinstance(meant, GoObject) or meant.kind is not ObjectKind.TYPE:
            return False
        type_ = unit.types.type_of(meant)
        return isinstance(type_, Named) and any(self._goes_by_name(meant, type_, unit))

    def _owner_key(self, cell: str) -> GoObject | None:
        key = cell.replace("[*]", "")
        for path in self._index.code.units():
            unit = self._index.code.unit(path) if key.startswith(f"{path}.") else None
            found = None if unit is None else unit.types.object(key)
            if isinstance(found, GoObject) and found.kind is ObjectKind.FIELD:
                return found
        return None

    def _judged(self, field: GoObject) -> Owner:
        unit = self._index.code.unit(field.package)
        meant = None if unit is None else unit.types.object(field.owner)
        if unit is None or not isinstance(meant, GoObject):
            return Owner(field.owner, (), (), ("its declaration is not known",))
        if meant.kind is ObjectKind.FIELD:
            return self.owner(meant)
        if meant.kind is ObjectKind.VARIABLE:
            is_global = meant.scope is Scope.PACKAGE
            return Owner(field.owner, ("it is a package variable",) if is_global else (), (), ())
        type_ = unit.types.type_of(meant)
        if not isinstance(type_, Named):
            return Owner(field.owner, (), (), ("its type is not known",))
        made = self._made(meant)
        held = tuple(dict.fromkeys(self._held(meant.key, frozenset())))
        workers = tuple(self._goroutines(meant, unit, made))
        served = serving(meant, self._methods(meant, unit), made)
        weak = (*self._weak(meant, type_, unit, made), *served)
        contrary = [*self._contrary(meant, type_, made, unit)]
        if workers and _RESET in contrary:
            # Its goroutine goes on: what is reset is a part of its work, not the object.
            contrary.remove(_RESET)
        if served and _STAYS in contrary:
            contrary.remove(_STAYS)  # So does its frame.
        is_of_peer = is_of_connection(meant, unit.types.underlying(type_))
        is_kept = held or served or (workers and not is_of_peer)
        if not is_kept and self._is_let_go(meant.key) and not (workers and self._is_single(made)):
            contrary.append(_LET_GO)
        elif not is_kept and any(map(self._occasions.repetition, made)):
            contrary.append(_AGAIN)
        starting = () if contrary else tuple(self._from_start(meant, made))
        return Owner(field.owner, (*held, *workers), weak, tuple(contrary), starting)

    def _from_start(self, meant: GoObject, made: tuple[Site, ...]) -> Iterator[str]:
        if self._is_single(made):
            yield "it is made when the program starts"
        for holder in self._holders.of(meant.key):
            if not holder.owner or self._holders.lets_go(holder):
                continue
            if self.owner(holder.object).is_long_lived:
                yield f"{_spelled(holder)} holds it"

    def _is_single(self, made: tuple[Site, ...]) -> bool:
        """Tell whether values are made at start alone: what is let go then is let go at the end."""
        return bool(made) and all(
            self._occasions.is_at_start(site, in_command=False) for site in made
        )

    def _goroutines(self, meant: GoObject, unit: Unit, made: tuple[Site, ...]) -> Iterator[str]:
        """Yield the goroutines without end that methods of a type run in."""
        own = [site for site in made if not fills_field(site)]
        makers = [declaration_around(site.file, site.node) for site in own]
        methods = tuple(self._methods(meant, unit))
        constructors = (maker for maker in makers if maker is not None and _gives(maker, meant))
        for function in (*methods, *constructors):
            if _starts_loop(function):
                yield f"{function.name} starts a goroutine that never ends"
        for method in methods:
            if _has_unending_loop(method.file, method.node) and any(
                _is_started(use.node) for use in self._index.uses(method.key)
            ):
                yield f"{method.name} runs in a goroutine that never ends"

    def _is_let_go(self, key: str) -> bool:
        """Tell whether every holder of a type removes or replaces what it holds."""
        holders = tuple(self._holders.of(key))
        return bool(holders) and all(self._holders.lets_go(holder) for holder in holders)

    def _held(self, key: str, seen: frozenset[str]) -> Iterator[str]:
        """Yield the package variables that hold values of a type for good."""
        if key in seen or len(seen) >= _DEPTH:
            return
        for holder in self._holders.of(key):
            if self._holders.lets_go(holder):
                continue
            if not holder.owner:
                yield f"the package variable {holder.object.name} holds it"
            elif any(self._held(holder.owner, seen | {key})) or self._is_gathered(holder):
                yield f"{_spelled(holder)} holds it"

    def _is_gathered(self, holder: Holder) -> bool:
        """Tell whether a collection of a long-lived object gets values and gives none up."""
        return holder.is_collection and bool(self.owner(holder.object).strong)

    def _weak(
        self, meant: GoObject, type_: Named, unit: Unit, made: tuple[Site, ...]
    ) -> Iterator[str]:
        inside = unit.types.underlying(type_)
        fields = inside.fields if isinstance(inside, Struct) else ()
        if any(_is_mutex(field.type) for field in fields):
            yield "it has a mutex"
        closer = sorted(_CLOSERS.intersection(type_.methods))
        if closer:
            yield f"it has {closer[0]}"
        if meant.name.endswith(_OWNERS):
            yield "its name says so"
        if self._is_made_once(made):
            yield "it is made at start"

    def _contrary(
        self, meant: GoObject, type_: Named, made: tuple[Site, ...], unit: Unit
    ) -> Iterator[str]:
        yield from self._goes_by_name(meant, type_, unit)
        if any(is_pooled(site) for site in self._index.uses(meant.key)):
            yield "it comes from a pool"
        if made and all(stays(site) for site in made):
            yield _STAYS

    def _goes_by_name(self, meant: GoObject, type_: Named, unit: Unit) -> Iterator[str]:
        if "Reset" in type_.methods or ("reset" in type_.methods and self._is_reset(meant, unit)):
            yield _RESET
        if meant.name.lower().endswith(_VISITORS):
            yield "its name says that it works and goes"
        if _STANDS_IN.match(meant.name) is not None:
            yield "its name says that it stands in for another in tests"

    def _is_reset(self, meant: GoObject, unit: Unit) -> bool:
        """Tell whether anything but the constructors of a type calls its method `reset`."""
        resets = [method for method in self._methods(meant, unit) if method.name.endswith(".reset")]
        calls = [call for method in resets for call in self._occasions.callers(method).calls]
        makers = [declaration_around(call.file, call.node) for call in calls]
        return not makers or any(m is None or m.receiver or not _gives(m, meant) for m in makers)

    def _methods(self, meant: GoObject, unit: Unit) -> Iterator[Function]:
        for declared in unit.types.declarations:
            if declared.kind is ObjectKind.METHOD and declared.owner == meant.key:
                function = self._index.function(declared)
                if function is not None:
                    yield function

    def _made(self, meant: GoObject) -> tuple[Site, ...]:
        """Return where values of a type are made."""
        uses = self._index.uses(meant.key)
        return tuple(made for made in map(construction, uses) if made is not None)

    def _is_made_once(self, made: tuple[Site, ...]) -> bool:
        """Tell whether values are made at start, or by a constructor that nobody here calls."""
        return bool(made) and all(self._is_made_at_start(site) for site in made)

    def _is_made_at_start(self, site: Site, seen: frozenset[str] = frozenset()) -> bool:
        """Tell whether a place runs at start, or in what only constructors of an API call."""
        if self._occasions.is_at_start(site, in_command=False):
            return True
        function = declaration_around(site.file, site.node)
        if function is None or function.declared is None or function.key in seen:
            return False
        if len(seen) >= _DEPTH or self._occasions.repetition(site):
            return False
        found = self._occasions.callers(function)
        if not found.calls and not found.values:
            return function.declared.name.startswith("New")
        seen |= {function.key}
        return not found.values and all(self._is_made_at_start(c, seen) for c in found.calls)


def _spelled(holder: Holder) -> str:
    return f"{holder.owner.rpartition('.')[2]}.{holder.object.name}"


def _is_mutex(type_: GoType) -> bool:
    if isinstance(type_, Pointer):
        type_ = type_.element
    return isinstance(type_, Named) and type_.key in _MUTEXES


def _gives(function: Function, meant: GoObject) -> bool:
    """Tell whether a function returns a value of a type, or an interface that may be one."""
    for result in function.results:
        type_ = function.file.type_of(result.type)
        inner = type_.element if isinstance(type_, Pointer) else type_
        if not isinstance(inner, Named) or inner.key == "error":
            continue
        under = function.file.types.underlying(inner)
        if inner.key == meant.key or isinstance(under, Interface):
            return True
    return False


def _starts_loop(function: Function) -> bool:
    """Tell whether a function starts a literal as a goroutine that loops without end."""
    return any(
        node.type == "go_statement" and _has_unending_loop(function.file, node)
        for node in descendants(function.node)
    )


def _has_unending_loop(file: File, node: Node) -> bool:
    loops = (inner for inner in descendants(node) if inner.type == "for_statement")
    return any(is_unending(file, loop) for loop in loops)


def _is_started(name: Node) -> bool:
    """Tell whether an identifier names what a `go` statement calls."""
    call = call_of(name)
    return call is not None and call.parent is not None and call.parent.type == "go_statement"
