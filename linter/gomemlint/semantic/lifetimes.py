"""How long memory lives: with the frame, the caller, a long-lived object, or the process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from gomemlint.model.facts import Escape, Verdict
from gomemlint.model.gotypes import (
    Array,
    Chan,
    GoObject,
    GoType,
    Map,
    Named,
    ObjectKind,
    Pointer,
    Scope,
    Slice,
    Struct,
    Unknown,
)
from gomemlint.semantic.code import Site, Unit
from gomemlint.semantic.functions import Function
from gomemlint.semantic.index import Index
from gomemlint.semantic.paths import Path
from gomemlint.syntax.expressions import called_name
from gomemlint.syntax.functions import enclosing_declaration
from gomemlint.syntax.nodes import ancestors, descendants, text
from gomemlint.syntax.statements import is_endless

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
_DEPTH = 4


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
    """Why a type is long-lived or is not: one strong sign, or two weak ones, and no contrary."""

    type: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    contrary: tuple[str, ...]

    @property
    def is_long_lived(self) -> bool:
        return not self.contrary and (bool(self.strong) or len(self.weak) > 1)


class Lifetimes:
    """Lifetimes of places; what is found out about a type is kept."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._owners: dict[str, Owner] = {}

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
        """Judge the type that has a field."""
        if field.owner not in self._owners:
            self._owners[field.owner] = self._judged(field)
        return self._owners[field.owner]

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
        if meant.kind is ObjectKind.VARIABLE:
            is_global = meant.scope is Scope.PACKAGE
            return Owner(field.owner, ("it is a package variable",) if is_global else (), (), ())
        type_ = unit.types.type_of(meant)
        if not isinstance(type_, Named):
            return Owner(field.owner, (), (), ("its type is not known",))
        return Owner(
            field.owner,
            tuple(self._strong(meant, unit)),
            tuple(self._weak(meant, type_, unit)),
            tuple(self._contrary(meant, type_)),
        )

    def _strong(self, meant: GoObject, unit: Unit) -> Iterator[str]:
        for user in self._index.code.users_of(meant.key):
            for declared in user.types.declarations:
                if declared.kind is not ObjectKind.VARIABLE or declared.name == "_":
                    continue
                if _holds(user, user.types.type_of(declared), meant.key):
                    yield f"the package variable {declared.name} holds it"
                    break
        for method in self._methods(meant, unit):
            if _starts_endless_goroutine(method.node):
                yield f"{method.name} starts a goroutine that never ends"

    def _weak(self, meant: GoObject, type_: Named, unit: Unit) -> Iterator[str]:
        inside = unit.types.underlying(type_)
        fields = inside.fields if isinstance(inside, Struct) else ()
        if any(isinstance(f.type, Named) and f.type.key in _MUTEXES for f in fields):
            yield "it has a mutex"
        closer = sorted(_CLOSERS.intersection(type_.methods))
        if closer:
            yield f"it has {closer[0]}"
        if meant.name.endswith(_OWNERS):
            yield "its name says so"
        if self._is_made_once(meant):
            yield "it is made at start"

    def _contrary(self, meant: GoObject, type_: Named) -> Iterator[str]:
        if {"Reset", "reset"}.intersection(type_.methods):
            yield "it has a Reset method"
        lower = meant.name.lower()
        if any(lower.endswith(word) for word in _VISITORS):
            yield "its name says that it works and goes"
        uses = self._index.uses(meant.key)
        if any(_is_pooled(site) for site in uses):
            yield "it comes from a pool"
        made = [found for found in (_construction(site) for site in uses) if found is not None]
        if made and all(_stays(site) for site in made):
            yield "every one stays in its frame"

    def _methods(self, meant: GoObject, unit: Unit) -> Iterator[Function]:
        for declared in unit.types.declarations:
            if declared.kind is ObjectKind.METHOD and declared.owner == meant.key:
                function = self._index.function(declared)
                if function is not None:
                    yield function

    def _is_made_once(self, meant: GoObject) -> bool:
        made = [found for site in self._index.uses(meant.key) if (found := _construction(site))]
        names = set()
        for site in made:
            outer = enclosing_declaration(site.node)
            name = None if outer is None else outer.child_by_field_name("name")
            names.add("init" if name is None else text(name))
        return bool(names) and all(n in ("main", "init") or n.startswith("New") for n in names)


def _holds(unit: Unit, type_: GoType | Unknown, key: str) -> bool:
    """Tell whether values of a type hold, or lead to, those of another one."""
    pending: list[tuple[GoType | Unknown, int]] = [(type_, 0)]
    seen: set[str] = set()
    while pending:
        inner, depth = pending.pop()
        if isinstance(inner, Unknown) or depth > _DEPTH:
            continue
        match inner:
            case Named():
                if inner.key == key:
                    return True
                if inner.key not in seen:
                    seen.add(inner.key)
                    pending.append((unit.types.underlying(inner), depth + 1))
                    pending.extend((argument, depth + 1) for argument in inner.arguments)
            case Pointer(element=element) | Slice(element=element) | Array(element=element):
                pending.append((element, depth))
            case Chan(element=element) | Map(element=element):
                pending.append((element, depth))
            case Struct(fields=fields):
                pending.extend((field.type, depth) for field in fields)
            case _:
                continue
    return False


def _starts_endless_goroutine(method: Node) -> bool:
    for node in descendants(method):
        if node.type != "go_statement":
            continue
        loops = (inner for inner in descendants(node) if inner.type == "for_statement")
        if any(is_endless(loop) for loop in loops):
            return True
    return False


def _construction(site: Site) -> Site | None:
    """Return the literal or `new` that makes a value of the type that an identifier names."""
    for outer in ancestors(site.node):
        if outer.type == "composite_literal":
            made = outer.child_by_field_name("type")
            is_type = made is not None and made.start_byte <= site.node.start_byte < made.end_byte
            is_plain = is_type and made is not None and "map" not in made.type
            return Site(site.file, outer) if is_plain else None
        if outer.type == "call_expression":
            name = called_name(outer)
            return Site(site.file, outer) if name is not None and text(name) == "new" else None
        if outer.type not in ("qualified_type", "generic_type", "argument_list", "type_elem"):
            return None
    return None


def _stays(site: Site) -> bool:
    """Tell whether the compiler says that a value does not escape."""
    node = site.node
    outer = node.parent
    if outer is not None and outer.type == "unary_expression":
        offset = outer.start_byte
    else:
        inside = node.child_by_field_name("body") or node.child_by_field_name("arguments")
        offset = node.start_byte if inside is None else inside.start_byte
    verdicts = [f.verdict for f in site.file.facts_at(offset) if isinstance(f, Escape)]
    return bool(verdicts) and all(v is Verdict.DOES_NOT_ESCAPE for v in verdicts)


def _is_pooled(site: Site) -> bool:
    """Tell whether an identifier names what a pool makes or returns: `Get().(*T)`, `New: ...`."""
    for outer in ancestors(site.node):
        if outer.type == "type_assertion_expression":
            return ".Get()" in text(outer)
        if outer.type == "keyed_element":
            key = outer.child_by_field_name("key")
            owner = outer.parent.parent if outer.parent is not None else None
            kind = None if owner is None else owner.child_by_field_name("type")
            is_new = key is not None and text(key) == "New"
            if is_new and kind is not None and text(kind).endswith("Pool"):
                return True
        if outer.type in ("function_declaration", "method_declaration"):
            return False
    return False
