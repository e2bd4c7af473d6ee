"""Function values that are kept to be called later: in a table of handlers, a list, a field."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Named, ObjectKind, Scope
from gomemlint.semantic.program.calls import call_of, callee_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.definitions import field_value, holder_of
from gomemlint.semantic.program.functions import function_around
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import (
    call_around,
    called_name,
    is_call,
    operand,
    parenthesised,
)
from gomemlint.syntax.nodes import ancestors, text
from gomemlint.syntax.statements import assigned, range_of

_HOPS = 4
_SPECS = frozenset({"assignment_statement", "short_var_declaration", "var_spec"})


def keepers_of(index: Index, value: Site, hops: int = 0) -> Iterator[GoObject]:
    """Yield the fields, package variables and tables that a function value gets into.

    It is followed through conversions, through parameters of the run, and to callers.
    """
    node = parenthesised(value.node)
    kept = _field(value.file, node) or _table(index, value.file, node) or _target(value.file, node)
    if kept is not None and not _is_frame(kept):
        yield kept
    if hops >= _HOPS:
        return
    for use in _next(index, Site(value.file, node), kept):
        yield from keepers_of(index, use, hops + 1)


def calls_of_kept(index: Index, value: Site) -> Iterator[Site]:
    """Yield the calls of what a function value is kept in: of the field, of elements of the table.

    A value of a defined type is called by the methods of that type.
    """
    yield from _by_methods(index, value)
    for keeper in keepers_of(index, value):
        yield from _called(index, keeper, 0)
        yield from _of_elements(index, keeper)


def _next(index: Index, value: Site, kept: GoObject | None) -> Iterator[Site]:
    """Yield where a value goes on to: what it is converted to, and those who get it."""
    if kept is not None and _is_frame(kept):
        yield from (use for use in index.uses(kept.key) if call_of(use.node) is None)
        return
    around = call_around(value.node)
    callee = None if around is None else callee_of(index, value.file, around[0])
    if around is not None and callee is not None and callee.is_conversion:
        yield Site(value.file, around[0])
    elif around is not None and callee is not None and callee.function is not None:
        wanted = callee.parameter_of(around[1])
        parameter = next((p.object for p in callee.function.inputs if p.index == wanted), None)
        uses = () if parameter is None else index.uses(parameter.key)
        yield from (use for use in uses if call_of(use.node) is None)
    elif around is None:
        yield from _returned(index, value)


def _returned(index: Index, value: Site) -> Iterator[Site]:
    """Yield the calls of the declared function that returns a value."""
    holder = value.node.parent
    statement = None if holder is None else holder.parent
    function = function_around(value.file, value.node)
    is_result = statement is not None and statement.type == "return_statement"
    if not is_result or function is None or function.declared is None:
        return
    for use in index.uses(function.key):
        call = call_of(use.node)
        if call is not None:
            yield Site(use.file, call)


def _table(index: Index, file: File, node: Node) -> GoObject | None:
    """Return the map or slice that gets a value: `m[k] = f`, `append(s, f)`, `map[K]F{k: f}`."""
    holder, around = node.parent, call_around(node)
    if around is not None:
        name = called_name(around[0])
        if around[1] == 0 or name is None or text(name) != "append":
            return None
        return _target(file, around[0])
    if holder is not None and holder.type == "literal_element":
        return _of_literal(index, Site(file, node))
    target = _place(node)
    is_element = target is not None and target.type == "index_expression"
    return _named(file, operand(target)) if target is not None and is_element else None


def _target(file: File, value: Node) -> GoObject | None:
    """Return the variable or field that a value is assigned to."""
    target = _place(value)
    return None if target is None else _named(file, target)


def _place(value: Node) -> Node | None:
    statement = None if value.parent is None else value.parent.parent
    for pair in assigned(statement) if statement is not None and statement.type in _SPECS else ():
        if pair.value == value and not pair.result:
            return pair.target
    return None


def _of_literal(index: Index, value: Site) -> GoObject | None:
    """Return what a literal of a map, slice or array is assigned to."""
    for outer in ancestors(value.node):
        if outer.type == "composite_literal":
            kind = outer.child_by_field_name("type")
            is_table = kind is not None and kind.type.startswith(("map", "slice", "array"))
            key = holder_of(Site(value.file, outer)) if is_table else None
            unit = index.code.unit(value.file.package)
            found = None if key is None or unit is None else unit.types.object(key)
            return found if isinstance(found, GoObject) else None
        if is_call(outer):
            return None
    return None


def _field(file: File, node: Node) -> GoObject | None:
    """Return the field that a literal of a struct sets to a value."""
    element = None if node.parent is None else node.parent.parent
    key = None if element is None else element.child_by_field_name("key")
    name = key.named_children[0] if key is not None and key.named_children else None
    if name is None or field_value(name) != node:
        return None
    meant = file.object_of(name)
    return meant if isinstance(meant, GoObject) and meant.kind is ObjectKind.FIELD else None


def _by_methods(index: Index, value: Site) -> Iterator[Site]:
    """Yield the calls by methods of the function type of the run that a value is converted to."""
    around = call_around(value.node)
    type_ = None if around is None else value.file.type_of(around[0])
    unit = index.code.unit(type_.package) if isinstance(type_, Named) else None
    callee = None if around is None else callee_of(index, value.file, around[0])
    if unit is None or callee is None or not callee.is_conversion:
        return
    for declared in unit.types.declarations:
        if declared.kind is ObjectKind.METHOD and declared.owner == callee.key:
            method = index.function(declared)
            receiver = None if method is None or method.receiver is None else method.receiver.object
            if receiver is not None:
                yield from _called(index, receiver, _HOPS)


def _of_elements(index: Index, table: GoObject) -> Iterator[Site]:
    """Yield the calls of elements: `m[k](x)`, `f := m[k]; f(x)`, `for _, f := range m`."""
    for use in index.uses(table.key):
        place = parenthesised(_whole(use.node))
        outer = place.parent
        if outer is None:
            continue
        if outer.type == "range_clause":
            parts = None if outer.parent is None else range_of(outer.parent)
            yield from _of_variable(index, use.file, None if parts is None else parts.value)
        elif outer.type == "index_expression" and operand(outer) == place:
            element = parenthesised(outer)
            if element.parent is not None and is_call(element.parent):
                yield Site(use.file, element.parent)
            else:
                yield from _of_variable(index, use.file, _place(element))


def _of_variable(index: Index, file: File, target: Node | None) -> Iterator[Site]:
    meant = None if target is None else _named(file, target)
    if meant is not None and _is_frame(meant):
        yield from _called(index, meant, 0)


def _called(index: Index, meant: GoObject, hops: int) -> Iterator[Site]:
    """Yield the calls of a variable, and of the parameters that it is given for."""
    for use in index.uses(meant.key):
        call = call_of(use.node)
        if call is not None:
            yield Site(use.file, call)
        elif hops < _HOPS:
            around = call_around(use.node)
            callee = None if around is None else callee_of(index, use.file, around[0])
            function = None if callee is None else callee.function
            if around is None or callee is None or function is None:
                continue
            wanted = callee.parameter_of(around[1])
            for parameter in function.inputs:
                if parameter.index == wanted and parameter.object is not None:
                    yield from _called(index, parameter.object, hops + 1)


def _is_frame(meant: GoObject) -> bool:
    """Tell whether a variable belongs to one call of a function."""
    return meant.kind is ObjectKind.VARIABLE and meant.scope is not Scope.PACKAGE


def _named(file: File, target: Node | None) -> GoObject | None:
    meant = None if target is None else file.object_of(target)
    is_held = isinstance(meant, GoObject) and meant.kind in (ObjectKind.VARIABLE, ObjectKind.FIELD)
    return meant if isinstance(meant, GoObject) and is_held else None


def _whole(name: Node) -> Node:
    parent = name.parent
    is_selected = parent is not None and parent.type == "selector_expression"
    return parent if is_selected and parent is not None else name
