"""Who keeps what leaves a function, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Named, ObjectKind, Scope
from gomemlint.semantic.lifetimes.lifetimes import Lifetimes
from gomemlint.semantic.program.calls import Callee, callee_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.definitions import sole_value
from gomemlint.semantic.program.functions import RECEIVER
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import KEEPS
from gomemlint.semantic.program.paths import resolve
from gomemlint.semantic.program.storage import moved_to_heap, stays_in_frame
from gomemlint.semantic.retention.origins import Kept
from gomemlint.semantic.values.summary import Fate
from gomemlint.syntax.expressions import (
    CALLS,
    call_around,
    callee,
    is_address_of,
    operand,
    parenthesised,
    receiver_argument,
    unparenthesised,
)
from gomemlint.syntax.nodes import ancestors, named
from gomemlint.syntax.statements import assigned

_FOREVER = "for the life of the program"
# The heap that `heap.Push` gets is its first argument.
_HEAP = 0
_TIMERS = frozenset({"time.AfterFunc"})


@dataclass(frozen=True, slots=True)
class Keeper:
    """What keeps a value: how the program spells it, and until when.

    `root` is the variable behind which the value is kept, None for results and timers.
    """

    text: str
    until: str
    root: GoObject | None = None


class Keepers:
    """Finds keepers; places of the frame and of short-lived objects keep nothing for long."""

    def __init__(self, index: Index, lifetimes: Lifetimes) -> None:
        self._index = index
        self._lifetimes = lifetimes
        self._types: dict[str, bool] = {}

    def keeper(self, file: File, kept: Kept) -> Keeper | None:
        """Return what keeps a value for long, None if nothing does."""
        match kept.fate:
            case None:
                return Keeper("the caller", "as long as the caller has it")
            case Fate.SENT:
                return self._channel(file, kept.whole)
            case Fate.STARTED:
                return self._timer(file, kept.whole)
            case Fate.STORED:
                return self._stored(file, kept)
            case _:
                return None

    def is_long(self, file: File, place: Node) -> bool:
        """Tell whether a place lives as long as the process or a long-lived object."""
        path = resolve(self._index, file, place)
        if path is not None and path.root is not None and path.root.scope is Scope.PACKAGE:
            return True
        if self._is_of_frame(file, place):
            return False
        return any(self._lifetimes.of_object(field).is_long for field in _fields(file, place))

    def is_long_cell(self, cell: str) -> bool:
        """Tell whether the field or package variable of a cell lives long."""
        found = self._object(cell)
        return found is not None and self._lifetimes.of_object(found).is_long

    def may_stay(self, cell: str) -> bool:
        """Tell whether the owner of a field lives for as long as its users want."""
        found = self._object(cell)
        is_field = found is not None and found.kind is ObjectKind.FIELD
        return is_field and found is not None and self._lifetimes.may_stay(found)

    def is_kept(self, cell: str) -> bool:
        """Tell whether something long-lived has the owner of a field, until it takes another."""
        found = self._object(cell)
        is_field = found is not None and found.kind is ObjectKind.FIELD
        return is_field and found is not None and self._lifetimes.is_kept(found)

    def may_type_stay(self, type_: Named) -> bool:
        """Tell whether others see a type, or a field of something that may stay has it."""
        if type_.key.rpartition(".")[2][:1].isupper():
            return True
        holders = (
            s.file.object_of(name)
            for s in self._index.uses(type_.key)
            if (outer := _declaration(s.node)) is not None and outer.type == "field_declaration"
            for name in outer.children_by_field_name("name")
        )
        return any(isinstance(o, GoObject) and self.may_stay(o.key) for o in holders)

    def is_long_type(self, type_: Named) -> bool:
        """Tell whether values of a type live long, whatever field they are asked through."""
        if type_.key not in self._types:
            self._types[type_.key] = any(
                self._is_declared_long(s) for s in self._index.uses(type_.key)
            )
        return self._types[type_.key]

    def _is_declared_long(self, name: Site) -> bool:
        """Tell whether a type's name declares a package variable or a field that lives long."""
        outer = _declaration(name.node)
        if outer is None or outer.type not in (
            "field_declaration",
            "var_spec",
            "composite_literal",
        ):
            return False
        if outer.type == "composite_literal":
            target = parenthesised(outer)
            while target.parent is not None and target.type != "var_spec":
                if target.type in ("block", "argument_list"):
                    return False
                target = target.parent
            outer = target
        declared = (name.file.object_of(n) for n in outer.children_by_field_name("name"))
        return any(
            isinstance(o, GoObject) and self._lifetimes.of_object(o).is_long for o in declared
        )

    def _stored(self, file: File, kept: Kept) -> Keeper | None:
        target = _target(self._index, file, kept)
        if target is not None:
            return self.at(file, target)
        around = _call_with(kept.whole)
        known = None if around is None else callee_of(self._index, file, around)
        if known is None:
            return None
        if known.key not in KEEPS:
            return self.through(file, known, kept.whole, kept.cell)
        place = known.operand(_HEAP if known.key.startswith("container/heap.") else RECEIVER)
        return self._timer(file, kept.whole) if place is None else self.at(file, place)

    def at(self, file: File, target: Node) -> Keeper | None:
        """Return what keeps a value that is assigned to a place, None if it lives short."""
        return self._place(file, target) if self.is_long(file, target) else None

    def through(self, file: File, known: Callee, value: Node, cell: str) -> Keeper | None:
        """Judge a store that a callee makes, by the field and by what the call names."""
        field = self._object(cell)
        if field is None:
            return None
        if field.kind is ObjectKind.VARIABLE:
            return Keeper(field.name, _FOREVER, field)
        owner = known.operand(RECEIVER)
        places = [node for _, node in known.operands if node != value]
        if any(self.is_long(file, place) for place in places):
            spelled = file.text(owner if owner is not None else places[0])
            return self._owned(file, f"{spelled.lstrip('&')}.{field.name}", field, owner)
        if owner is not None and self._is_of_frame(file, owner):
            return None
        if not self._lifetimes.of_object(field).is_long:
            return None
        spelled = f"{field.owner.rpartition('.')[2]}.{field.name}"
        return self._owned(file, spelled, field, owner)

    def _owned(self, file: File, spelled: str, field: GoObject, owner: Node | None) -> Keeper:
        path = None if owner is None else resolve(self._index, file, owner)
        root = None if path is None else path.root
        if root is not None and root.scope is Scope.PACKAGE:
            return Keeper(spelled, _FOREVER, root)
        return Keeper(spelled, _while_lives(field), root)

    def _place(self, file: File, target: Node) -> Keeper:
        place = _container(target)
        path = resolve(self._index, file, target)
        root = None if path is None else path.root
        if root is not None and root.scope is Scope.PACKAGE:
            return Keeper(file.text(place), _FOREVER, root)
        long = (f for f in _fields(file, target) if self._lifetimes.of_object(f).is_long)
        owner = next(long, None)
        until = _FOREVER if owner is None else _while_lives(owner)
        return Keeper(file.text(place), until, root)

    def _channel(self, file: File, value: Node) -> Keeper | None:
        sent = next((n for n in ancestors(value) if n.type == "send_statement"), None)
        channel = None if sent is None else sent.child_by_field_name("channel")
        path = None if channel is None else resolve(self._index, file, channel)
        if channel is None or path is None or path.root is None:
            return None
        if path.root.scope is Scope.LOCAL and not path.steps:
            return None
        spelled = f"who receives from {file.text(channel)}"
        return Keeper(spelled, "until the receiver drops it", path.root)

    def _timer(self, file: File, value: Node) -> Keeper | None:
        around = _call_with(value)
        known = None if around is None else callee_of(self._index, file, around)
        if known is None or known.key not in _TIMERS:
            return None
        return Keeper("the timer", "until it fires")

    def _is_of_frame(self, file: File, place: Node) -> bool:
        """Tell whether a place belongs to a local value that the compiler keeps in the frame."""
        path = resolve(self._index, file, place)
        root = None if path is None else path.root
        if root is None or root.scope is not Scope.LOCAL:
            return False
        value = sole_value(self._index, root)
        if value is None:
            return False
        node = unparenthesised(value.node)
        inside = named(node)[0] if is_address_of(node) else node
        if inside.type != "composite_literal":
            return False
        if is_address_of(node):
            return stays_in_frame(value.file, inside)
        return moved_to_heap(file, root) is None and not _is_copied(self._index, root)

    def _object(self, cell: str) -> GoObject | None:
        """Return the field or package variable that a cell names."""
        key = cell.replace("[*]", "")
        package = key.rpartition(".")[0]
        while package:
            unit = self._index.code.unit(package)
            found = None if unit is None else unit.types.object(key)
            if isinstance(found, GoObject):
                return found
            package = package.rpartition(".")[0]
        return None


def _declaration(type_name: Node) -> Node | None:
    """Return what a type's name is part of, beyond pointers and type arguments."""
    outer = type_name.parent
    while outer is not None and outer.type in ("generic_type", "pointer_type", "qualified_type"):
        outer = outer.parent
    return outer


def _while_lives(field: GoObject) -> str:
    return f"as long as the {field.owner.rpartition('.')[2]} lives"


def _target(index: Index, file: File, kept: Kept) -> Node | None:
    """Return the place that a value, or a key, is assigned to; None if it is not assigned."""
    node = parenthesised(kept.whole)
    outer = node.parent
    if outer is not None and outer.type == "index_expression":
        return outer if outer.child_by_field_name("index") == node else None
    statement = outer.parent if outer is not None and outer.type == "expression_list" else outer
    if statement is None or statement.type != "assignment_statement":
        return None
    targets = [
        pair.target
        for pair in assigned(statement)
        if pair.value is not None and unparenthesised(pair.value) == unparenthesised(kept.whole)
    ]
    for target in targets:
        path = resolve(index, file, target)
        if path is not None and path.cell == kept.cell:
            return target
    return targets[0] if targets else None


def _call_with(value: Node) -> Node | None:
    around = call_around(value)
    if around is not None:
        return around[0]
    outer = parenthesised(value).parent
    if outer is not None and outer.type == "selector_expression":
        call = outer.parent
        return call if call is not None and call.type in CALLS and callee(call) == outer else None
    return None


def _container(target: Node) -> Node:
    """Return the map or slice of an element, any other place as it is."""
    place = unparenthesised(target)
    inner = operand(place) if place.type == "index_expression" else None
    return place if inner is None else inner


def _fields(file: File, place: Node) -> Iterator[GoObject]:
    """Yield the fields that a place goes through, the last one first."""
    node: Node | None = unparenthesised(place)
    while node is not None:
        if node.type == "selector_expression":
            found = file.object_of(node)
            if isinstance(found, GoObject) and found.kind is ObjectKind.FIELD:
                yield found
        if node.type == "unary_expression":
            node = unparenthesised(named(node)[0])
            continue
        inner = receiver_argument(node) if node.type in CALLS else operand(node)
        node = None if inner is None else unparenthesised(inner)


def _is_copied(index: Index, variable: GoObject) -> bool:
    """Tell whether a local value is returned or stored as a whole."""
    holders = ("argument_list", "expression_list", "literal_element", "send_statement")
    for site in index.uses(variable.key):
        outer = parenthesised(site.node).parent
        if outer is not None and outer.type in holders:
            return True
    return False
