"""Which code may change a variable, a field, or the memory that it leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, ObjectKind, Scope
from gomemlint.semantic.program.calls import Callee, callee_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.functions import RECEIVER, Function, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import is_standard
from gomemlint.semantic.program.places import Context, Role, context_of
from gomemlint.syntax.expressions import arguments, calls, is_call, unparenthesised
from gomemlint.syntax.nodes import descendants

_DEPTH = 3
# Functions of the standard library that write to a slice that they get.
_WRITERS = re.compile(
    r"Append|Clear|Compact|Crypt|Decode|Delete|Encode|Fill|Get|Grow|Insert|Put|Read|Recv|Reverse"
    r"|Scan|Shuffle|Sort|XOR|Stable"
)
# Methods of interfaces that promise to leave their argument alone (package io, "Writer").
_READERS = frozenset(
    {"Log", "Print", "Printf", "Println", "Sum", "Write", "WriteAt", "WriteString"}
)


def is_assigned(index: Index, file: File, variable: GoObject, region: Node) -> bool:
    """Tell whether a variable may get another value while a region runs.

    Its address counts if it is taken in the region or kept; so does every literal that writes.
    """
    function, is_local = function_around(file, region), not is_shared(variable)
    for use in _uses(index, file, variable):
        context = context_of(use.file, use.node)
        if context.role is not Role.TARGET and not context.is_address:
            continue
        is_kept = context.is_address and context.role is Role.VALUE
        is_elsewhere = function_around(use.file, use.node) != function
        if is_kept or (is_local and is_elsewhere) or _is_within(file, region, use):
            return True
    return False


def is_shared(cell: GoObject) -> bool:
    """Tell whether other functions can name a variable or field."""
    return cell.kind is ObjectKind.FIELD or cell.scope is Scope.PACKAGE


def is_filled(index: Index, file: File, container: GoObject, region: Node | None) -> bool:
    """Tell whether the elements behind a variable or field may change while a region runs.

    Without a region the whole function of a parameter counts.
    """
    return _is_filled(index, file, container, region, frozenset())


def _is_filled(
    index: Index, file: File, container: GoObject, region: Node | None, seen: frozenset[str]
) -> bool:
    if container.key in seen or len(seen) > _DEPTH:
        return True
    seen |= {container.key}
    for use in _uses(index, file, container):
        context = context_of(use.file, use.node)
        is_here = region is None or _is_within(file, region, use)
        if context.role is Role.VALUE and (is_here or not is_shared(container)):
            alias = _alias(use.file, context)
            if alias is not None and _is_filled(index, file, alias, region, seen):
                return True
        elif is_here and _writes(index, use.file, context, seen):
            return True
    return False


def _alias(file: File, context: Context) -> GoObject | None:
    """Return the local variable that gets the container, or a part of it."""
    target = None if context.target is None else unparenthesised(context.target)
    meant = None if target is None or target.type != "identifier" else file.object_of(target)
    return meant if isinstance(meant, GoObject) and meant.scope is Scope.LOCAL else None


def _writes(index: Index, file: File, context: Context, seen: frozenset[str]) -> bool:
    match context.role:
        case Role.ELEMENT_TARGET:
            return True
        case Role.ARGUMENT | Role.RECEIVER:
            return _is_written_by(index, file, context, seen)
        case Role.READ:
            return context.call is not None and _appends_over(context)
        case _:
            return False


def _appends_over(context: Context) -> bool:
    """`append(b[:0], ...)` writes where b is, `append(b, ...)` behind it."""
    call = context.call
    if call is None or not calls(call, "append"):
        return False
    return unparenthesised(arguments(call)[0]).type == "slice_expression"


def _is_written_by(index: Index, file: File, context: Context, seen: frozenset[str]) -> bool:
    call = context.call
    callee = None if call is None else callee_of(index, file, call)
    if call is None or callee is None:
        return True
    return may_write(index, callee, _position(callee, context), seen)


def may_write(
    index: Index, callee: Callee, position: int, seen: frozenset[str] = frozenset()
) -> bool:
    """Tell whether a callee may write to the elements of an argument."""
    if callee.is_builtin:
        return callee.key in ("clear", "copy") and position == 0
    if callee.is_conversion:
        return False
    if callee.function is not None:
        parameter = _parameter(callee, callee.function, position)
        return parameter is not None and _is_filled(
            index, callee.function.file, parameter, None, seen
        )
    meant = callee.object
    if meant is None:
        return True
    if is_standard(meant.package):
        return _WRITERS.search(meant.name) is not None or position == RECEIVER
    return meant.name not in _READERS


def _parameter(callee: Callee, function: Function, position: int) -> GoObject | None:
    wanted = callee.parameter_of(position)
    return next((p.object for p in function.inputs if p.index == wanted), None)


def _position(callee: Callee, context: Context) -> int:
    if context.role is Role.RECEIVER:
        return RECEIVER
    place = context.place
    found = (i for i, n in callee.operands if n.start_byte <= place.start_byte < n.end_byte)
    return next(found, 0)


def is_reached(index: Index, file: File, region: Node, cell: GoObject) -> bool:
    """Tell whether a call in a region leads to a function that changes a field or variable."""
    writers = frozenset(_writers(index, file, cell))
    if not writers:
        return False
    pending = [(file, region, 0)]
    seen: set[str] = set()
    while pending:
        where, node, depth = pending.pop()
        for callee in _callees(index, where, node):
            function = callee.function
            if function is None or function.key in seen or function.body is None:
                continue
            if function.key in writers:
                return True
            seen.add(function.key)
            if depth < _DEPTH:
                pending.append((function.file, function.body, depth + 1))
    return False


def _writers(index: Index, file: File, cell: GoObject) -> Iterator[str]:
    for use in _uses(index, file, cell):
        context = context_of(use.file, use.node)
        is_change = context.role in (Role.TARGET, Role.ELEMENT_TARGET) or context.is_address
        function = function_around(use.file, use.node) if is_change else None
        if function is not None:
            yield function.key


def _callees(index: Index, file: File, region: Node) -> Iterator[Callee]:
    for node in descendants(region):
        callee = callee_of(index, file, node) if is_call(node) else None
        if callee is not None:
            yield callee


def _is_within(file: File, region: Node, use: Site) -> bool:
    if use.file.absolute != file.absolute:
        return False
    return region.start_byte <= use.node.start_byte < region.end_byte


def _uses(index: Index, file: File, cell: GoObject) -> Iterator[Site]:
    """Yield the uses of a variable or field in its own package and in that of a file.

    To ask all packages would load them all, for what hardly any of them does to a foreign field.
    """
    if not is_shared(cell):
        yield from index.uses(cell.key)
        return
    for path in sorted({file.package, cell.package}):
        unit = index.code.unit(path)
        for use in () if unit is None else unit.types.uses(cell.key):
            found = None if unit is None else unit.by_path.get(use.path)
            node = None if found is None else _node_at(found, use.offset)
            if found is not None and node is not None:
                yield Site(found, node)


def _node_at(file: File, offset: int) -> Node | None:
    return file.tree.root.named_descendant_for_byte_range(offset, offset + 1)
