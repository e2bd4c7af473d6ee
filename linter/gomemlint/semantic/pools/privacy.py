"""Pools that only one call can reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from tree_sitter import Node

from gomemlint.model.gotypes import (
    Array,
    GoObject,
    GoType,
    Named,
    ObjectKind,
    Pointer,
    Scope,
    Struct,
    Unknown,
)
from gomemlint.semantic.program.calls import call_of, callee_of
from gomemlint.semantic.program.code import File, Site, Unit
from gomemlint.semantic.program.definitions import sole_value
from gomemlint.semantic.program.functions import declaration_around, function_at
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.paths import path_of
from gomemlint.syntax.expressions import (
    call_around,
    called_name,
    is_address_of,
    is_call,
    is_dereference,
    parenthesised,
    receiver_argument,
    unparenthesised,
)
from gomemlint.syntax.nodes import ancestors, descendants, enclosing, named, text
from gomemlint.syntax.statements import declared, range_of

POOL = "sync.Pool"
# What a file names that makes a pool or uses one.
_NAMES = (POOL, "sync.(Pool).Get", "sync.(Pool).Put")
_DEPTH = 3


class Reason(Enum):
    """Why nobody else can reach a pool."""

    LOCAL = "dies with the call"
    RECEIVER = "has a value receiver, which copies the pool at every call"
    RANGE = "is a copy of the element"
    OWNER = "belongs to a value that is made for one call"


@dataclass(frozen=True, slots=True)
class PrivatePool:
    """A pool that only one call can reach; `made` is where the value that holds it is made."""

    file: File
    node: Node
    name: str
    reason: Reason
    owner: str = ""
    made: Site | None = None


def private_pools(index: Index, unit: Unit) -> Iterator[PrivatePool]:
    """Yield the private pools of a package, in source order."""
    spoken_of = {use.path for key in _NAMES for use in unit.types.uses(key)}
    for file in unit.files:
        if file.absolute not in spoken_of:
            continue
        for node in descendants(file.tree.root):
            if node.type == "method_declaration":
                yield from _receiver(unit, file, node)
            elif node.type in ("var_spec", "short_var_declaration"):
                for name in declared(node):
                    yield from _local(index, unit, file, name)
            elif node.type == "range_clause":
                yield from _range(unit, file, node)
            elif node.type == "type_spec":
                yield from _owner(index, unit, file, node)


def holds_pool(unit: Unit, type_: GoType | Unknown, depth: int = 0) -> bool:
    """Tell whether values of a type hold a pool themselves, not behind a pointer."""
    match type_:
        case Named(key=key):
            if key == POOL:
                return True
            return depth < _DEPTH and holds_pool(unit, unit.types.underlying(type_), depth + 1)
        case Struct(fields=fields):
            return any(holds_pool(unit, field.type, depth + 1) for field in fields)
        case Array(element=element):
            return holds_pool(unit, element, depth)
        case _:
            return False


def _receiver(unit: Unit, file: File, method: Node) -> Iterator[PrivatePool]:
    function = function_at(file, method)
    receiver, name = function.receiver, method.child_by_field_name("name")
    if receiver is None or receiver.object is None or name is None:
        return
    if holds_pool(unit, unit.types.type_of(receiver.object)) and _asks_pool(
        file, method, receiver.object
    ):
        yield PrivatePool(file, name, function.name, Reason.RECEIVER)


def _range(unit: Unit, file: File, clause: Node) -> Iterator[PrivatePool]:
    loop = clause.parent
    parts = None if loop is None else range_of(loop)
    name = None if parts is None else parts.value
    found = None if name is None else file.object_of(name)
    if loop is None or name is None or not isinstance(found, GoObject):
        return
    if holds_pool(unit, unit.types.type_of(found)) and _asks_pool(file, loop, found):
        yield PrivatePool(file, name, found.name, Reason.RANGE)


def _asks_pool(file: File, region: Node, variable: GoObject) -> bool:
    """Tell whether `Get` or `Put` is called on a pool in a variable."""
    for node in descendants(region):
        name = called_name(node) if is_call(node) else None
        meant = None if name is None else file.object_of(name)
        if not isinstance(meant, GoObject) or not meant.key.startswith("sync.(Pool)."):
            continue
        receiver = receiver_argument(node)
        path = None if receiver is None else path_of(file, receiver)
        if path is not None and path.root is not None and path.root.key == variable.key:
            return True
    return False


def _local(index: Index, unit: Unit, file: File, name: Node) -> Iterator[PrivatePool]:
    found = file.object_of(name)
    if not isinstance(found, GoObject) or found.scope is not Scope.LOCAL:
        return
    type_ = unit.types.type_of(found)
    if isinstance(type_, Pointer) and _is_pool(type_.element):
        value = sole_value(index, found)
        if value is None or not _makes(value.file, value.node):
            return
    elif not _is_pool(type_) or declaration_of(name) is None:
        return
    if not _runs_once(file, name) and Privacy(index).is_private(file, found):
        yield PrivatePool(file, name, found.name, Reason.LOCAL)


def _is_pool(type_: GoType | Unknown) -> bool:
    if isinstance(type_, Array):
        return _is_pool(type_.element)
    return isinstance(type_, Named) and type_.key == POOL


def declaration_of(name: Node) -> Node | None:
    """Return the declaration that makes a pool: not one that copies another pool."""
    statement = enclosing(name, ("short_var_declaration", "var_spec"))
    value = None if statement is None else statement.child_by_field_name("right")
    if statement is not None and value is None:
        value = statement.child_by_field_name("value")
    if value is None:
        return statement
    return statement if value.named_children[0].type == "composite_literal" else None


def _makes(file: File, value: Node) -> bool:
    """Tell whether an expression is `&T{...}` or `new(T)`."""
    value = unparenthesised(value)
    if is_address_of(value):
        return unparenthesised(named(value)[0]).type == "composite_literal"
    name = called_name(value) if is_call(value) else None
    return name is not None and text(name) == "new"


def _runs_once(file: File, node: Node) -> bool:
    function = declaration_around(file, node)
    declared_ = None if function is None else function.declared
    is_method = function is not None and function.receiver is not None
    return declared_ is None or (not is_method and declared_.name in ("main", "init"))


def _owner(index: Index, unit: Unit, file: File, spec: Node) -> Iterator[PrivatePool]:
    """Yield the pool in a struct type if every value of the type is made for one call."""
    name, struct = spec.child_by_field_name("name"), spec.child_by_field_name("type")
    owner = None if name is None else file.object_of(name)
    if struct is None or struct.type != "struct_type" or not isinstance(owner, GoObject):
        return
    fields = [f for f in descendants(struct) if f.type == "field_declaration"]
    pools = [f for f in fields if _is_pool_field(file, f)]
    if not pools:
        return
    made = Privacy(index).made_per_call(owner)
    if made is not None:
        field = pools[0].child_by_field_name("name") or pools[0].child_by_field_name("type")
        where = pools[0] if field is None else field
        label = f"the pool of {owner.name}" if field is None else text(field)
        yield PrivatePool(file, where, label, Reason.OWNER, owner.name, made)


def _is_pool_field(file: File, field: Node) -> bool:
    type_ = field.child_by_field_name("type")
    return type_ is not None and _is_pool(file.type_of(type_))


@dataclass(slots=True)
class Privacy:
    """Judges whether a variable stays with the call that made it."""

    index: Index
    seen: set[str] = field(default_factory=set)

    def is_private(self, file: File, variable: GoObject, depth: int = 0) -> bool:
        """Tell whether no use of a variable hands it to somebody who outlives the call."""
        if depth > _DEPTH or variable.key in self.seen:
            return depth <= _DEPTH
        self.seen.add(variable.key)
        return all(self._is_kept(use, depth) for use in self.index.uses(variable.key))

    def made_per_call(self, owner: GoObject) -> Site | None:
        """Return a place where values of a type are made, None unless all are private."""
        made: list[Site] = []
        for use in self.index.uses(owner.key):
            if _is_mention(use.node):
                continue
            name = _variable_made(use)
            found = None if name is None else use.file.object_of(name)
            if name is None or not isinstance(found, GoObject) or found.scope is not Scope.LOCAL:
                return None
            if _runs_once(use.file, use.node) or not self.is_private(use.file, found):
                return None
            made.append(Site(use.file, use.node))
        return made[0] if made else None

    def _is_kept(self, use: Site, depth: int) -> bool:
        literal = enclosing(use.node, ("func_literal",))
        declared_ = declaration_around(use.file, use.node)
        if literal is not None and declared_ is not None and not self._runs_here(use, literal):
            return False
        place = parenthesised(use.node)
        while place.parent is not None and _is_step(place):
            place = parenthesised(place.parent)
        parent = place.parent
        if parent is None:
            return False
        if parent.type == "selector_expression":
            return self._is_kept_call(use, parent, depth)
        if parent.type == "argument_list":
            return self._is_kept_argument(use, place, depth)
        return parent.type in ("range_clause", "index_expression")

    def _is_kept_call(self, use: Site, selector: Node, depth: int) -> bool:
        """Judge `x.f` and `x.m()`: fields are read, methods may keep their receiver."""
        name = selector.child_by_field_name("field")
        meant = None if name is None else use.file.object_of(name)
        if not isinstance(meant, GoObject):
            return False
        if meant.kind is ObjectKind.FIELD:
            outer = selector.parent
            return outer is None or not is_address_of(outer)
        if meant.key.startswith("sync.(Pool)."):
            return True
        call = None if name is None else call_of(name)
        function = self.index.function(meant)
        receiver = None if function is None else function.receiver
        if call is None or call.parent is None or call.parent.type == "go_statement":
            return False
        if function is None or receiver is None:
            return False
        known = receiver.object
        return known is None or self.is_private(function.file, known, depth + 1)

    def _is_kept_argument(self, use: Site, argument: Node, depth: int) -> bool:
        around = call_around(argument)
        if around is None or (around[0].parent and around[0].parent.type == "go_statement"):
            return False
        callee = callee_of(self.index, use.file, around[0])
        function = None if callee is None else callee.function
        for parameter in () if function is None else function.parameters:
            if callee is not None and parameter.index == callee.parameter_of(around[1]):
                known = parameter.object
                return known is None or self.is_private(use.file, known, depth + 1)
        return False

    def _runs_here(self, use: Site, literal: Node) -> bool:
        """Tell whether a literal that uses the variable runs before the call returns."""
        parent = parenthesised(literal).parent
        if parent is None:
            return False
        if parent.type == "call_expression":
            return parent.parent is not None and parent.parent.type != "go_statement"
        names = declared(parent.parent) if parent.parent is not None else ()
        found = use.file.object_of(names[0]) if len(names) == 1 else None
        if not isinstance(found, GoObject):
            return False
        calls = [call_of(site.node) for site in self.index.uses(found.key)]
        return all(c is not None and c.parent and c.parent.type != "go_statement" for c in calls)


def _is_step(place: Node) -> bool:
    """Tell whether an expression goes on to the same memory: `&x`, `x[i]`."""
    parent = place.parent
    if parent is None:
        return False
    if parent.type == "index_expression":
        return parent.child_by_field_name("operand") == place
    return is_address_of(parent) or is_dereference(parent)


def _is_mention(name: Node) -> bool:
    """Tell whether a type is only named: for a receiver, a parameter or an assertion."""
    for outer in ancestors(name):
        if outer.type in ("parameter_declaration", "type_assertion_expression"):
            return outer.parent is None or outer.parent.parent is None or not _is_result(outer)
        if outer.type not in ("pointer_type", "generic_type", "type_elem", "type_arguments"):
            return False
    return False


def _is_result(parameter: Node) -> bool:
    listed = parameter.parent
    function = None if listed is None else listed.parent
    return function is not None and function.child_by_field_name("result") == listed


def _variable_made(use: Site) -> Node | None:
    """Return the variable that gets the value made where a type is named."""
    for outer in ancestors(use.node):
        if outer.type in ("short_var_declaration", "var_spec"):
            names = declared(outer)
            value = outer.child_by_field_name("right") or outer.child_by_field_name("value")
            if len(names) != 1:
                return None
            if value is None:
                return names[0]
            inner = unparenthesised(value.named_children[0])
            is_value = inner.type == "composite_literal" or _makes(use.file, inner)
            return names[0] if is_value else None
        if outer.type in ("block", "func_literal", "field_declaration", "keyed_element"):
            return None
    return None
