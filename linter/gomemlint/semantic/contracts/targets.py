"""What a call runs: a function whose body is seen, one that is known, or nobody can tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tree_sitter import Node

from gomemlint.model.facts import Devirtualization, Devirtualized, Form
from gomemlint.model.gotypes import GoObject, ObjectKind, Scope
from gomemlint.semantic.allocation.arguments import is_devirtualized, is_dispatched
from gomemlint.semantic.contracts.knowledge import POOL_GET, is_known_free
from gomemlint.semantic.program.calls import Callee, callee_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.definitions import sole_value
from gomemlint.semantic.program.functions import RECEIVER, Function, function_at
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.anchors import anchor
from gomemlint.syntax.expressions import (
    called_name,
    callee,
    elements,
    is_address_of,
    is_dereference,
    name_of,
    operand,
    unparenthesised,
)
from gomemlint.syntax.nodes import named, text

Bindings: TypeAlias = Mapping[str, Function]


@dataclass(frozen=True, slots=True)
class Runs:
    """A call runs a function; `callee` says which of its parameters get what."""

    function: Function
    callee: Callee | None = None


@dataclass(frozen=True, slots=True)
class RunsNothing:
    """A call that allocates nothing and runs nothing that could."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Nobody can tell what a call runs; `reason` says why, after "it"."""

    reason: str


Target: TypeAlias = Runs | RunsNothing | Blocked
NOTHING = RunsNothing()


def target_of(index: Index, file: File, call: Node, bindings: Bindings) -> Target:
    """Tell what a call runs, where `bindings` are the functions that parameters hold."""
    found = callee_of(index, file, call)
    if found is None or found.object is None:
        return _of_value(file, call, found, bindings)
    meant = found.object
    if found.is_builtin or found.is_conversion:
        return NOTHING
    if meant.kind is ObjectKind.METHOD and is_dispatched(file, call):
        return _devirtualized(index, file, call)
    if meant.key == POOL_GET:
        return _maker(index, file, found)
    if is_known_free(meant.package, meant.key):
        return NOTHING
    if found.function is not None:
        return Runs(found.function, found)
    shown = f"`{text(callee(call) or call)}`"
    if index.code.unit(meant.package) is None:
        return Blocked(f"calls {shown}, whose package is not looked into")
    return Blocked(f"calls {shown}, which has no body in Go and is not known to us")


def _of_value(file: File, call: Node, found: Callee | None, bindings: Bindings) -> Target:
    if found is not None and found.function is not None:
        return Runs(found.function, found)
    name = called_name(call)
    meant = None if name is None else file.object_of(name)
    if isinstance(meant, GoObject) and meant.key in bindings:
        return Runs(bindings[meant.key])
    function = callee(call)
    if function is None or _is_type(file, function):
        return NOTHING
    return Blocked(f"calls the function value `{text(function)}`")


def _is_type(file: File, node: Node) -> bool:
    """Tell a conversion, such as `[]byte(s)` or `(*T)(p)`; a pointer type parses as a value."""
    node = unparenthesised(node)
    while is_dereference(node):
        node = unparenthesised(named(node)[0])
    name = name_of(node)
    meant = None if name is None else file.object_of(name)
    is_named = isinstance(meant, GoObject) and meant.kind is ObjectKind.TYPE
    return is_named or node.type.endswith("_type")


def _devirtualized(index: Index, file: File, call: Node) -> Target:
    """Find the method that the compiler put in place of a call through an interface."""
    function = callee(call)
    shown = "" if function is None else text(function)
    blocked = Blocked(f"calls `{shown}` through an interface")
    name = called_name(call)
    if name is None or not is_devirtualized(file, call) or file.facts is None:
        return blocked
    position = file.lines.position(anchor(call))
    for fact in file.facts.at(position.line, position.column, Form.DEVIRTUALIZING):
        if isinstance(fact, Devirtualized) and fact.kind is Devirtualization.FULL:
            found = _method(index, file, fact.target, text(name))
            if found is not None:
                return Runs(found)
    return blocked


def _method(index: Index, file: File, type_: str, name: str) -> Function | None:
    """Find a method by its type as the compiler spells it: `*square`, `bytes.Buffer`."""
    qualifier, _, own = type_.lstrip("*").partition("[")[0].rpartition(".")
    for path in index.code.units():
        is_meant = path == file.package if not qualifier else path.split("/")[-1] == qualifier
        unit = index.code.unit(path) if is_meant else None
        found = None if unit is None else unit.types.object(f"{path}.({own}).{name}")
        if isinstance(found, GoObject):
            return index.function(found)
    return None


def _maker(index: Index, file: File, get: Callee) -> Target:
    """`Get` of a pool runs the pool's `New`."""
    receiver = get.operand(RECEIVER)
    name = None if receiver is None else name_of(unparenthesised(receiver))
    pool = None if name is None else file.object_of(name)
    blocked = Blocked("gets from a pool whose `New` is not seen")
    if not isinstance(pool, GoObject) or pool.scope is not Scope.PACKAGE:
        return blocked
    value = _initial(index, pool)
    if value is None:
        return blocked
    for element in elements(value.node):
        if element.key is not None and text(element.key) == "New":
            return _function_of(index, Site(value.file, element.value)) or blocked
    return NOTHING


def _initial(index: Index, pool: GoObject) -> Site | None:
    """Return the composite literal that a pool is initialised with."""
    value = sole_value(index, pool)
    node = None if value is None else unparenthesised(value.node)
    if node is not None and is_address_of(node):
        node = operand(node)
    if value is None or node is None or node.type != "composite_literal":
        return None
    return Site(value.file, node)


def _function_of(index: Index, value: Site) -> Target | None:
    node = unparenthesised(value.node)
    if node.type == "func_literal":
        return Runs(function_at(value.file, node))
    name = name_of(node)
    meant = None if name is None else value.file.object_of(name)
    found = index.function(meant) if isinstance(meant, GoObject) else None
    return None if found is None else Runs(found)
