"""From where a function is called: by name, through an interface, through a variable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, ObjectKind
from gomemlint.semantic.program.calls import call_of
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.functions import RECEIVER, Function, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.interfaces import interface_methods
from gomemlint.syntax.expressions import arguments, is_call, parenthesised, receiver_argument
from gomemlint.syntax.statements import assigned

_HOPS = 3


@dataclass(frozen=True, slots=True)
class Callers:
    """The calls of a function, and the places where it is handed on as a value."""

    calls: tuple[Site, ...]
    values: tuple[Site, ...]

    @property
    def are_known(self) -> bool:
        """Tell whether anything in the run calls the function or gets it."""
        return bool(self.calls or self.values)

    def arguments(self, index: int) -> Iterator[Site]:
        """Yield what the calls give for a parameter, or for the receiver."""
        for call in self.calls:
            receiver = receiver_argument(call.node) if index == RECEIVER else None
            if receiver is not None:
                yield Site(call.file, receiver)
            given = arguments(call.node)
            if 0 <= index < len(given):
                yield Site(call.file, given[index])


class Calling:
    """Who calls the functions of a run; what is found out is kept."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._callers: dict[str, Callers] = {}

    def callers(self, function: Function) -> Callers:
        """Return who calls a declared function or a literal."""
        if function.key not in self._callers:
            self._callers[function.key] = self._found(function)
        return self._callers[function.key]

    def _found(self, function: Function) -> Callers:
        index = self._index
        if function.is_literal:
            calls, values = _of_literal(index, Site(function.file, function.node), 0)
            return Callers(tuple(calls), tuple(values))
        if function.declared is None:
            return Callers((), ())
        calls, values = _of_object(index, function.declared, 0)
        for method in interface_methods(index, function.declared):
            more, _ = _of_object(index, method, _HOPS)
            calls += more
        return Callers(tuple(calls), tuple(values))


def _of_object(index: Index, meant: GoObject, hops: int) -> tuple[list[Site], list[Site]]:
    """Split the uses of a function or of a function variable into calls and values."""
    calls: list[Site] = []
    values: list[Site] = []
    for use in index.uses(meant.key):
        call = call_of(use.node)
        if call is not None:
            calls.append(Site(use.file, call))
        elif meant.kind in (ObjectKind.FUNCTION, ObjectKind.METHOD):
            value = _whole(use.node)
            more, rest = _of_literal(index, Site(use.file, value), hops)
            calls += more
            values += rest
    return calls, values


def _whole(name: Node) -> Node:
    parent = name.parent
    is_selected = parent is not None and parent.type == "selector_expression"
    return parent if is_selected and parent is not None else name


def _of_literal(index: Index, value: Site, hops: int) -> tuple[list[Site], list[Site]]:
    """Follow a function value: called at once, held by a variable, returned by its maker."""
    node = parenthesised(value.node)
    outer = node.parent
    if outer is None or hops >= _HOPS:
        return [], [value]
    if outer.type == "call_expression" and outer.child_by_field_name("function") == node:
        return [Site(value.file, outer)], []
    variable = _held_by(value, node)
    if variable is not None:
        return _of_object(index, variable, hops + 1)
    if outer.type == "expression_list" and outer.parent is not None:
        outer = outer.parent
    if outer.type == "return_statement":
        return _of_result(index, value, hops)
    return [], [value]


def _held_by(value: Site, node: Node) -> GoObject | None:
    """Return the variable or field that a function value is assigned to."""
    holder = node.parent
    statement = holder.parent if holder is not None else None
    if holder is None or statement is None:
        return None
    if holder.type == "literal_element" and statement.type == "keyed_element":
        key = statement.child_by_field_name("key")
        named = None if key is None or not key.named_children else key.named_children[0]
        return None if named is None else _variable(value, named)
    if holder.type != "expression_list":
        return None
    for pair in assigned(statement) if statement.type in _ASSIGNING else ():
        if pair.value == node and pair.result is None:
            return _variable(value, pair.target)
    return None


_ASSIGNING = frozenset({"assignment_statement", "short_var_declaration", "var_spec"})


def _variable(value: Site, target: Node) -> GoObject | None:
    meant = value.file.object_of(target)
    if not isinstance(meant, GoObject):
        return None
    return meant if meant.kind in (ObjectKind.VARIABLE, ObjectKind.FIELD) else None


def _of_result(index: Index, value: Site, hops: int) -> tuple[list[Site], list[Site]]:
    maker = function_around(value.file, value.node)
    if maker is None:
        return [], [value]
    if maker.declared is None:
        at_once = parenthesised(maker.node).parent
        if at_once is None or not is_call(at_once):
            return [], [value]
        return _of_literal(index, Site(value.file, at_once), hops + 1)
    calls: list[Site] = []
    values: list[Site] = []
    for use in index.uses(maker.declared.key):
        made = call_of(use.node)
        if made is not None:
            more, rest = _of_literal(index, Site(use.file, made), hops + 1)
            calls += more
            values += rest
    return calls, values or ([] if calls else [value])
