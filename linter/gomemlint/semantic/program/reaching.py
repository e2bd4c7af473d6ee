"""What leads to an object, by the assignments and literals of one function."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import Array, GoObject, ObjectKind, Pointer, Scope, Unknown
from gomemlint.semantic.program.calls import Callee, callee_of
from gomemlint.semantic.program.captures import captured_by
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.paths import Path, path_of, resolve
from gomemlint.semantic.program.results import results
from gomemlint.syntax.expressions import (
    arguments,
    calls,
    elements,
    is_address_of,
    is_call,
    operand,
    unparenthesised,
)
from gomemlint.syntax.nodes import descendants, named
from gomemlint.syntax.statements import ASSIGNMENTS, assigned

_ROUNDS = 4
_HOPS = 2
_PLACES = frozenset({"identifier", "index_expression", "selector_expression", "unary_expression"})


class Reach:
    """The places of a function that lead to an object, in whatever order it sets them."""

    def __init__(self, index: Index, function: Function, object_: Path, hops: int = _HOPS) -> None:
        self._index = index
        self._file = function.file
        self._hops = hops
        self._object = object_
        self._holders: dict[Path, Node | None] = {object_: None}
        self._follow(function)

    def through(self, expression: Node) -> Node | None:
        """Return the part of an expression that leads to the object, None if nothing does."""
        node = unparenthesised(expression)
        if is_address_of(node):
            return self._interior(named(node)[0])
        if node.type == "selector_expression" and self._is_bound_method(node):
            return self._receiver(node)
        if node.type in _PLACES:
            return self._place(node)
        return next((found for part in self._parts(node) if (found := self.through(part))), None)

    def is_object(self, node: Node) -> bool:
        """Tell whether an expression is the object itself and not what leads to it."""
        return path_of(self._file, node) == self._object

    def link_back(self) -> Node | None:
        """Return what makes the object lead to another one that leads to it."""
        for path, value in self._holders.items():
            is_own = path.starts_with(self._object) and path != self._object
            if is_own and value is not None and not self.is_object(value):
                return value
        return None

    def _follow(self, function: Function) -> None:
        pairs = [
            (pair.target, pair.value)
            for node in (() if function.body is None else descendants(function.body))
            if node.type in ASSIGNMENTS and node.type != "range_clause"
            for pair in assigned(node)
            if pair.value is not None and pair.operator in ("=", ":=")
        ]
        for _ in range(_ROUNDS):
            known = len(self._holders)
            for target, value in pairs:
                path = path_of(self._file, target)
                if path is None or path.root is None or path in self._holders:
                    continue
                if self._is_registry(target, value) or not self._leads(target):
                    continue
                if self.through(value) is not None:
                    self._holders[path] = value
            if len(self._holders) == known:
                return

    def _is_registry(self, target: Node, value: Node) -> bool:
        """Tell whether a collection of somebody else gets a value: its owner decides until when."""
        is_collected = unparenthesised(target).type == "index_expression" or calls(value, "append")
        path = resolve(self._index, self._file, target) if is_collected else None
        if path is None or path.root is None or path.starts_with(self._object):
            return False
        return path.root.scope is not Scope.LOCAL

    def _leads(self, target: Node) -> bool:
        type_ = self._file.type_of(target)
        return isinstance(type_, Unknown) or type_.holds_pointers

    def _place(self, node: Node) -> Node | None:
        path = path_of(self._file, node)
        if path is None:
            return None
        return node if any(holder.starts_with(path) for holder in self._holders) else None

    def _interior(self, place: Node) -> Node | None:
        """`&c.buf` keeps all of `c`."""
        if unparenthesised(place).type == "composite_literal":
            return self.through(place)
        path = path_of(self._file, place)
        is_inside = path is not None and path.starts_with(self._object)
        return place if is_inside else self._place(place)

    def _is_bound_method(self, selector: Node) -> bool:
        meant = self._file.object_of(selector)
        return isinstance(meant, GoObject) and meant.kind is ObjectKind.METHOD

    def _receiver(self, selector: Node) -> Node | None:
        meant, receiver = self._file.object_of(selector), operand(selector)
        if not isinstance(meant, GoObject) or receiver is None or not meant.pointer_receiver:
            return None
        is_pointer = isinstance(core(self._file, self._file.type_of(receiver)), Pointer)
        return self._place(receiver) if is_pointer else self._interior(receiver)

    def _parts(self, node: Node) -> Iterator[Node]:
        match node.type:
            case "composite_literal" | "literal_value":
                yield from (element.value for element in elements(node))
            case "func_literal":
                yield from (each.uses[0] for each in captured_by(self._file, node))
            case "slice_expression":
                sliced = operand(node)
                if sliced is not None:
                    yield from self._sliced(sliced)
            case _ if is_call(node):
                yield from self._given(node)

    def _sliced(self, sliced: Node) -> Iterator[Node]:
        is_array = isinstance(core(self._file, self._file.type_of(sliced)), Array)
        if not is_array or self._interior(sliced) is not None:
            yield sliced

    def _given(self, call: Node) -> Iterator[Node]:
        """Yield the arguments that the result of a call leads to."""
        callee = callee_of(self._index, self._file, call)
        if callee is None:
            return
        if callee.is_conversion or callee.key == "append":
            yield from arguments(call)
        elif callee.function is not None and self._hops:
            for position, given in callee.operands:
                if self.through(given) is not None and self._returns(callee, position):
                    yield given

    def _returns(self, callee: Callee, position: int) -> bool:
        """Tell whether what a function of the run returns leads to one of its parameters."""
        function, wanted = callee.function, callee.parameter_of(position)
        if function is None or function.body is None:
            return False
        parameter = next((p.object for p in function.inputs if p.index == wanted), None)
        if parameter is None:
            return False
        inner = Reach(self._index, function, Path(parameter, (), parameter.key), self._hops - 1)
        return any(
            inner.through(value) is not None
            for values in results(self._index, function)
            for value in values
        )
