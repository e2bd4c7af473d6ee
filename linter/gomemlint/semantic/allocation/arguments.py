"""Calls on the way of memory: which argument it is, and what the callee does with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from gomemlint.model.facts import (
    HEAP,
    Devirtualization,
    Devirtualized,
    Form,
    ParameterPath,
)
from gomemlint.model.gotypes import (
    GoObject,
    Interface,
    ObjectKind,
    TypeParameter,
    Unknown,
)
from gomemlint.semantic.allocation.passages import Passage, Route, before, route_of
from gomemlint.semantic.program.calls import Callee, callee_of
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.anchors import anchor
from gomemlint.syntax.expressions import (
    arguments,
    called_name,
    callee,
    is_call,
    receiver_argument,
    root_operand,
)
from gomemlint.syntax.functions import DECLARATIONS
from gomemlint.syntax.nodes import contains, text


class Sight(Enum):
    """What the compiler can see of a callee."""

    BODY = "a function of this run"
    BUILTIN = "a builtin"
    OUTSIDE = "a function outside of this run"
    INTERFACE = "an interface method"
    VALUE = "a function value"
    BODILESS = "a function without a Go body"

    @property
    def is_unknown(self) -> bool:
        """Whether the compiler must think the worst."""
        return self in (Sight.INTERFACE, Sight.VALUE, Sight.BODILESS)


@dataclass(frozen=True, slots=True)
class Passing:
    """A call that gets the memory: its callee as written, the argument, and what is seen of it."""

    file: File
    call: Node
    name: str
    argument: Node | None
    sight: Sight
    callee: Callee | None

    @property
    def function(self) -> Function | None:
        return None if self.callee is None else self.callee.function

    @property
    def package(self) -> str:
        """Return the import path of the callee, empty for literals and builtins."""
        found = None if self.callee is None else self.callee.object
        return "" if found is None else found.package


def passing(index: Index, passage: Passage, route: Route) -> Passing | None:
    """Return the call that a step of a route speaks of, None where there is none in the run."""
    site = passage.site
    if site is None or not is_call(site.node):
        return None
    function = callee(site.node)
    name = "" if function is None else " ".join(text(function).split())
    if function is not None and function.type == "func_literal":
        name = "the function literal"
    found = callee_of(index, site.file, site.node)
    argument = _argument(site.node, passage, route)
    sight = _sight(index, site.file, site.node, found)
    return Passing(site.file, site.node, name, argument, sight, found)


def continuation(index: Index, given: Passing) -> Route | None:
    """Return how the callee lets the argument out, by the compiler's facts about its parameter."""
    function, named = given.function, given.callee
    if function is None or named is None or given.argument is None:
        return None
    position = next((i for i, node in named.operands if node == given.argument), None)
    if position is None:
        return None
    wanted = named.parameter_of(position)
    for parameter in function.inputs:
        if parameter.index == wanted and parameter.name:
            paths = _paths(function.file, parameter.node, parameter.name)
            path = next(iter(sorted(paths, key=_heap_first)), None)
            return None if path is None else route_of(index, function.file, path)
    return None


def _heap_first(path: ParameterPath) -> tuple[bool, bool]:
    return path.target != HEAP, not path.target.startswith("{")


def _paths(file: File, parameter: Node, name: str) -> Iterator[ParameterPath]:
    if file.facts is None:
        return
    position = file.lines.position(parameter.start_byte)
    for fact in file.facts.at(position.line, position.column, Form.PARAMETER_PATH):
        if isinstance(fact, ParameterPath) and fact.parameter == name:
            yield fact


def _argument(call: Node, passage: Passage, route: Route) -> Node | None:
    """Find the argument that holds the memory: around an earlier step, or by the variable."""
    receiver = receiver_argument(call)
    given: tuple[Node, ...] = arguments(call)
    if receiver is not None:
        given += (receiver,)
    last = before(passage, route)
    if last is not None:
        found = _around(given, last)
        if found is not None:
            return found
    for node in given:
        if text(root_operand(node)) == passage.flow.source:
            return node
    if len(given) == 1:
        return given[0]
    return next(filter(None, (_around(given, each) for each in route.passages)), None)


def _around(given: tuple[Node, ...], passage: Passage) -> Node | None:
    """Return the argument in which an earlier step happens."""
    if passage.site is None:
        return None
    node = passage.site.node
    return next((each for each in given if contains(each, node)), None)


def _sight(index: Index, file: File, call: Node, found: Callee | None) -> Sight:
    if is_devirtualized(file, call):
        return Sight.OUTSIDE
    if found is None:
        return Sight.VALUE
    if found.function is not None:
        return Sight.BODY
    if found.is_builtin or found.is_conversion:
        return Sight.BUILTIN
    if found.object is None:
        return Sight.VALUE
    if found.object.kind is ObjectKind.METHOD and is_dispatched(file, call):
        return Sight.INTERFACE
    return Sight.BODILESS if _is_bodiless(index, found.object) else Sight.OUTSIDE


def is_dispatched(file: File, call: Node) -> bool:
    """Tell whether a method is called through an interface, an embedded one included."""
    receiver = receiver_argument(call)
    if receiver is None:
        return False
    type_ = file.type_of(receiver)
    if isinstance(type_, TypeParameter):
        return True
    if not isinstance(type_, Unknown) and isinstance(file.types.underlying(type_), Interface):
        return True
    name = called_name(call)
    path = () if name is None else file.types.embedded_at(file.absolute, name.start_byte)
    return any(_is_interface(file, key) for key in path)


def _is_interface(file: File, key: str) -> bool:
    field = file.types.object(key)
    if not isinstance(field, GoObject):
        return False
    type_ = file.types.type_of(field)
    if isinstance(type_, Unknown):
        return False
    return isinstance(file.types.underlying(type_), Interface)


def _is_bodiless(index: Index, function: GoObject) -> bool:
    """Tell whether a function of the run is declared without a body: assembly."""
    site = index.declaration(function)
    declaration = None if site is None else site.node.parent
    return (
        declaration is not None
        and declaration.type in DECLARATIONS
        and declaration.child_by_field_name("body") is None
    )


def is_devirtualized(file: File, call: Node) -> bool:
    position = file.lines.position(anchor(call))
    if file.facts is None:
        return False
    return any(
        isinstance(fact, Devirtualized) and fact.kind is Devirtualization.FULL
        for fact in file.facts.at(position.line, position.column, Form.DEVIRTUALIZING)
    )
