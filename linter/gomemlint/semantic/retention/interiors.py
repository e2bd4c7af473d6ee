"""Pointers into big objects, and closures over them, that outlive what else needs the object."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import (
    Array,
    GoObject,
    GoType,
    Named,
    Pointer,
    Scope,
    Slice,
    Struct,
    Unknown,
)
from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.captures import captured_by
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.definitions import assignment_to
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import BIG, How
from gomemlint.semantic.program.sizes import BIG_BYTES, big_array
from gomemlint.semantic.program.slicing import relation_of_slice
from gomemlint.semantic.retention.destinations import Destinations, spelled
from gomemlint.semantic.retention.keepers import Keeper
from gomemlint.syntax.expressions import (
    arguments,
    call_around,
    called_name,
    is_address_of,
    is_call,
    operand,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.functions import own_nodes_of
from gomemlint.syntax.nodes import named, text
from gomemlint.syntax.statements import returned


@dataclass(frozen=True, slots=True)
class Interior:
    """A pointer into a big object, or a closure that needs a scalar of one.

    `node` is the pointer or the literal, `variable` the name of the object, `origin` where it was
    made and `what` what it is. `scalar` is what a closure uses of it, empty for pointers.
    """

    node: Site
    variable: str
    origin: Site
    what: str
    keeper: Keeper
    scalar: str = ""

    @property
    def text(self) -> str:
        """Spell the pointer or literal on one line."""
        return spelled(self.node.node)


@dataclass(frozen=True, slots=True)
class _Big:
    variable: GoObject
    origin: Site
    what: str


class Interiors:
    """Finds pointers into big objects and closures over them."""

    def __init__(self, index: Index, destinations: Destinations) -> None:
        self._index = index
        self._destinations = destinations

    def pointer(self, file: File, address: Node) -> Interior | None:
        """Return the pointer that `&x.f` or `&x[i]` keeps for long, None where it keeps nothing."""
        inside = named(address)[0] if named(address) else None
        base = None if inside is None else _base(file, inside)
        return None if base is None else self._interior(file, address, base)

    def through(self, file: File, call: Node) -> Interior | None:
        """Return the pointer that a helper makes of its argument: `f(x)` with `return &x.f`."""
        if is_address_of(call) or not isinstance(file.type_of(call), Pointer):
            return None
        known = callee_of(self._index, file, call)
        function = None if known is None else known.function
        if known is None or function is None:
            return None
        for parameter in function.inputs:
            given = known.operand(parameter.index)
            meant = parameter.object
            if given is None or meant is None or given.type != "identifier":
                continue
            if _returns_interior(function, meant):
                return self._interior(file, call, given)
        return None

    def closure(self, file: File, literal: Node) -> Interior | None:
        """Return the big variable of which a long-lived function literal needs a scalar only."""
        for captured in captured_by(file, literal):
            scalars = [_scalar(file, use) for use in captured.uses]
            if not scalars or not all(scalars):
                continue
            big = self._big(file, captured.variable)
            if big is None:
                continue
            keepers = self._destinations.of(file, literal)
            keeper = next((k for k in keepers if k.text != "the caller"), None)
            if keeper is not None:
                name = captured.variable.name
                node = Site(file, literal)
                return Interior(node, name, big.origin, big.what, keeper, scalars[0])
        return None

    def _interior(self, file: File, node: Node, base: Node) -> Interior | None:
        meant = file.object_of(base) if base.type == "identifier" else None
        big = self._big(file, meant) if isinstance(meant, GoObject) else None
        if big is None:
            return None
        keeper = next(self._destinations.of(file, node), None)
        if keeper is None or self._is_kept(file, big.variable):
            return None
        return Interior(Site(file, node), big.variable.name, big.origin, big.what, keeper)

    def _is_kept(self, file: File, variable: GoObject) -> bool:
        """Tell whether something keeps the object itself."""
        for site in self._index.uses(variable.key):
            outer = parenthesised(site.node).parent
            is_whole = outer is not None and outer.type not in (
                "selector_expression",
                "index_expression",
                "slice_expression",
            )
            if is_whole and next(self._destinations.of(file, site.node), None) is not None:
                around = call_around(site.node)
                if around is None or self.through(file, around[0]) is None:
                    return True
        return False

    def _big(self, file: File, variable: GoObject) -> _Big | None:
        """Return what is big about a local variable that the function made itself."""
        declared = variable.declaration
        if variable.scope is not Scope.LOCAL or declared is None or declared.offset < 0:
            return None
        name = file.tree.root.named_descendant_for_byte_range(declared.offset, declared.offset + 1)
        found = None if name is None else assignment_to(name)
        if name is None or found is None or found[1].result not in (None, 0):
            return None
        value = found[1].value
        what = _big_type(file, file.type_of(name))
        if what:
            is_new = value is None or self._is_made(file, value)
            return _Big(variable, Site(file, value or name), what) if is_new else None
        what = "" if value is None else self._big_value(file, value)
        return _Big(variable, Site(file, value), what) if what and value is not None else None

    def _is_made(self, file: File, value: Node) -> bool:
        """Tell whether a value is new here, or in the function that is called."""
        value = unparenthesised(value)
        if is_address_of(value):
            value = unparenthesised(named(value)[0])
        if value.type == "composite_literal":
            return True
        if not is_call(value):
            return False
        name = called_name(value)
        if name is not None and text(name) == "new":
            return True
        known = callee_of(self._index, file, value)
        function = None if known is None else known.function
        return function is not None and _returns_new(function)

    def _big_value(self, file: File, value: Node) -> str:
        value = unparenthesised(value)
        meant = file.object_of(value) if value.type == "identifier" else None
        if isinstance(meant, GoObject):
            big = self._big(file, meant)
            return "" if big is None else big.what
        if not is_call(value):
            return ""
        known = callee_of(self._index, file, value)
        if known is None:
            return ""
        if known.key == "make":
            return big_array(file, value)
        if known.is_conversion:
            inside = arguments(value)
            return self._big_value(file, inside[0]) if inside else ""
        if known.key in self._destinations.summaries.producers:
            return "what it returns"
        return BIG.get(known.key, "")


def _base(file: File, place: Node) -> Node | None:
    """Return the variable whose own memory `x.f`, `x.f.g`, `x[i]` lies in."""
    node = unparenthesised(place)
    steps = 0
    while node.type in ("selector_expression", "index_expression"):
        inner = operand(node)
        if inner is None:
            return None
        type_ = _underlying(file, file.type_of(inner))
        is_root = unparenthesised(inner).type == "identifier"
        if not is_root and isinstance(type_, Pointer | Slice):
            return None
        if node.type == "index_expression" and not isinstance(type_, Slice | Array | Pointer):
            return None
        node, steps = unparenthesised(inner), steps + 1
    return node if steps and node.type == "identifier" else None


def _big_type(file: File, type_: GoType | Unknown) -> str:
    """Describe a big struct or array, or what a pointer leads to, if that is one."""
    inner = _underlying(file, type_)
    if isinstance(inner, Pointer):
        type_ = inner.element
        inner = _underlying(file, type_)
    if not isinstance(inner, Struct | Array) or isinstance(type_, Unknown):
        return ""
    size = inner.size or 0
    return f"the {type_.spelling} of {size} bytes" if size >= BIG_BYTES else ""


def _returns_new(function: Function) -> bool:
    """Tell whether the first result of a function is an object that it makes."""
    for statement in own_nodes_of(function.node, "return_statement"):
        values = returned(statement)
        if not values:
            continue
        value = unparenthesised(values[0])
        if value.type == "identifier":
            meant = function.file.object_of(value)
            declared = meant.declaration if isinstance(meant, GoObject) else None
            if declared is None or declared.offset < 0:
                continue
            root = function.file.tree.root
            name = root.named_descendant_for_byte_range(declared.offset, declared.offset + 1)
            found = None if name is None else assignment_to(name)
            value = value if found is None or found[1].value is None else found[1].value
        value = unparenthesised(value)
        name = called_name(value) if is_call(value) else None
        if is_address_of(value) or (name is not None and text(name) == "new"):
            return True
    return False


def _returns_interior(function: Function, parameter: GoObject) -> bool:
    """Tell whether a function returns a pointer into what a parameter points to."""
    file = function.file
    for statement in own_nodes_of(function.node, "return_statement"):
        for value in map(unparenthesised, returned(statement)):
            base = _base(file, named(value)[0]) if is_address_of(value) else None
            meant = None if base is None else file.object_of(base)
            if isinstance(meant, GoObject) and meant.key == parameter.key:
                return True
    return False


def _scalar(file: File, use: Node) -> str:
    """Spell what little is read of a variable: `len(x)`, `x[0]`, `x.f`, `x[:8]`; else nothing."""
    node = parenthesised(use)
    around = call_around(node)
    if around is not None:
        name = called_name(around[0])
        return text(around[0]) if name is not None and text(name) in ("len", "cap") else ""
    outer = node.parent
    if outer is not None and operand(outer) == node and How.PART in relation_of_slice(file, outer):
        return text(outer)
    if outer is None or outer.type not in ("index_expression", "selector_expression"):
        return ""
    if operand(outer) != node or assignment_to(outer) is not None:
        return ""
    holder = parenthesised(outer).parent
    if holder is not None and (is_address_of(holder) or holder.type == "slice_expression"):
        return ""
    type_ = file.type_of(outer)
    is_plain = not isinstance(type_, Unknown) and not type_.holds_pointers
    return text(outer) if is_plain and (getattr(type_, "size", None) or BIG_BYTES) <= 64 else ""


def _underlying(file: File, type_: GoType | Unknown) -> GoType | Unknown:
    return file.types.underlying(type_) if isinstance(type_, Named) else type_
