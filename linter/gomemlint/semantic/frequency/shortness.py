"""Loops of few rounds: over what the text of a program, or its configuration, lists."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import Array, GoObject, Map, Named, Scope, Signature, Slice
from gomemlint.semantic.frequency.settings import goes_over_settings
from gomemlint.semantic.program.calls import call_of, callee_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import sole_value
from gomemlint.semantic.program.functions import Function, Parameter, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import arguments, elements, is_call, is_spread, unparenthesised
from gomemlint.syntax.statements import condition, range_of

MAXIMUM_ELEMENTS = 16
MAXIMUM_CALLS = 40
_HOPS = 3
_PARTS_OF_TYPES = frozenset(
    f"reflect.({holder}).{method}"
    for holder in ("Type", "Value")
    for method in ("NumField", "NumMethod", "NumIn", "NumOut")
)


def is_short(index: Index, file: File, loop: Node) -> bool:
    """Tell whether a loop has as few rounds as somebody wrote things down.

    It goes over settings, the parts of a type, functions, or a list that each caller spells.
    """
    if goes_over_settings(index, file, loop) or _goes_over_type(index, file, loop):
        return True
    parts = range_of(loop)
    if parts is None:
        return False
    return _holds_functions(file, parts.operand) or _is_spelled(
        index, Site(file, unparenthesised(parts.operand)), _HOPS
    )


def _goes_over_type(index: Index, file: File, loop: Node) -> bool:
    """Tell whether a loop counts the fields or methods of a type."""
    parts, test = range_of(loop), condition(loop)
    limit = parts.operand if parts is not None else None
    if test is not None and parts is None:
        limit = test.child_by_field_name("right")
    if limit is None:
        return False
    limit = unparenthesised(limit)
    meant = file.object_of(limit) if limit.type == "identifier" else None
    value = sole_value(index, meant) if isinstance(meant, GoObject) else None
    counted = limit if value is None else unparenthesised(value.node)
    callee = callee_of(index, file, counted) if is_call(counted) else None
    return callee is not None and callee.key in _PARTS_OF_TYPES


def _holds_functions(file: File, ranged: Node) -> bool:
    """Tell whether a container holds functions or options, of which a program has so many."""
    held = core(file, file.type_of(ranged))
    if not isinstance(held, Slice | Array | Map):
        return False
    is_option = isinstance(held.element, Named) and held.element.name.endswith("Option")
    return is_option or isinstance(core(file, held.element), Signature)


def _is_spelled(index: Index, ranged: Site, hops: int) -> bool:
    """Tell whether what a loop goes over is a short list in the text of every caller."""
    if ranged.node.type == "composite_literal":
        return len(elements(ranged.node)) <= MAXIMUM_ELEMENTS
    meant = ranged.file.object_of(ranged.node) if ranged.node.type == "identifier" else None
    if not isinstance(meant, GoObject) or not hops:
        return False
    if meant.scope is Scope.LOCAL:
        value = sole_value(index, meant)
        return (
            value is not None
            and value.node.type == "composite_literal"
            and (_is_spelled(index, value, hops - 1))
        )
    function = function_around(ranged.file, ranged.node)
    given = next((p for p in function.parameters if p.object == meant), None) if function else None
    if function is None or given is None or function.declared is None:
        return False
    # Whoever else calls an exported function may have a list of any length.
    if function.declared.exported and not given.is_variadic:
        return False
    lists = list(_lists(index, function, given))
    is_called = bool(lists) or given.is_variadic
    return is_called and all(
        isinstance(each, Site) and _is_spelled(index, each, hops - 1) for each in lists
    )


def _lists(index: Index, function: Function, parameter: Parameter) -> Iterator[Site | None]:
    """Yield what callers give as a list, none where nobody can tell; spelled arguments are few."""
    uses = [use for use in index.uses(function.key) if not use.file.is_test]
    if len(uses) > MAXIMUM_CALLS:
        yield None
        return
    for use in uses:
        call = call_of(use.node)
        if call is None:
            yield None
            continue
        given = arguments(call)
        if parameter.is_variadic and not is_spread(call):
            continue
        is_given = parameter.index < len(given)
        yield Site(use.file, unparenthesised(given[parameter.index])) if is_given else None
