"""Conversions and copies that every round of a loop makes anew of the same operands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import (
    Array,
    Basic,
    GoObject,
    Map,
    Named,
    ObjectKind,
    Scope,
    Slice,
    Unknown,
)
from gomemlint.semantic.conversions.conversions import (
    Conversion,
    Copy,
    Text,
    conversion_at,
    copy_of,
)
from gomemlint.semantic.flow import Event, NoFlow
from gomemlint.semantic.frequency.cycles import comes_again, constant_rounds, is_at, runs_each_round
from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.code import File, Versions
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import sole_value
from gomemlint.semantic.program.functions import function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.paths import path_of
from gomemlint.semantic.program.places import Context, Role, context_of
from gomemlint.semantic.program.writes import (
    is_assigned,
    is_filled,
    is_reached,
    is_shared,
    may_write,
)
from gomemlint.syntax.expressions import (
    arguments,
    call_around,
    is_call,
    is_spread,
    operand,
    operator,
    parenthesised,
    receiver_argument,
    unparenthesised,
)
from gomemlint.syntax.functions import FUNCTIONS, enclosing_loops
from gomemlint.syntax.nodes import ancestors, descendants, named
from gomemlint.syntax.statements import STATEMENTS, range_of

FEW_ROUNDS = 4
# What makes a new text or slice of its arguments and of nothing else.
MAKERS = frozenset(
    {
        "regexp.QuoteMeta",
        "strings.Join",
        "strings.Repeat",
        "strings.Split",
        "strings.ToLower",
        "strings.ToUpper",
    }
)
# It copies what the buffer holds.
_BUFFER = "bytes.(Buffer).String"
_PLACES = frozenset({"identifier", "index_expression", "selector_expression", "slice_expression"})
_MEASURES = frozenset({"len", "cap", "min", "max"})
_SLICES = frozenset({Text.BYTES, Text.RUNES})


@dataclass(frozen=True, slots=True)
class Repeated:
    """What each round of a loop makes of the same operands.

    `conversion` is None for a call of a library function. `is_movable` holds if it can stand
    before the loop as it is written.
    """

    loop: Node
    conversion: Conversion | None
    is_movable: bool


def repeated(index: Index, file: File, node: Node, versions: Versions) -> Repeated | None:
    """Return the loop that makes the same conversion again and again, None if there is none."""
    loop = next(
        (
            each
            for each in enclosing_loops(node)
            if (constant_rounds(index, file, each) or FEW_ROUNDS + 1) > FEW_ROUNDS
        ),
        None,
    )
    if loop is None:
        return None
    conversion, callee = conversion_at(file, node), callee_of(index, file, node)
    maker = "" if callee is None else callee.key
    if not _is_costly(conversion, maker, versions):
        return None
    is_unchanged = (
        _is_left_alone(file, node, loop)
        if maker == _BUFFER
        else is_same(index, file, arguments(node), loop)
    )
    if not is_unchanged:
        return None
    if not _runs_each_round(index, file, node, loop):
        return None
    if _yields_slice(conversion, maker) and not _is_only_read(index, file, node):
        return None
    outer = call_around(node)
    if outer is not None and repeated(index, file, outer[0], versions) is not None:
        return None
    return Repeated(loop, conversion, _is_movable(file, node, loop))


def _is_left_alone(file: File, call: Node, loop: Node) -> bool:
    """Tell whether a loop over elements only asks a buffer for its content.

    Other loops may wait for what somebody else writes to it.
    """
    ranged, buffer = range_of(loop), receiver_argument(call)
    path = None if buffer is None else path_of(file, buffer)
    if ranged is None or buffer is None or path is None or path.root is None:
        return False
    if not isinstance(core(file, file.type_of(ranged.operand)), Array | Map | Slice):
        return False
    spelled, name = file.text(buffer), path.root.name
    asked = sum(
        file.text(each) in (f"{spelled}.String()", f"{spelled}.Len()")
        for each in descendants(loop)
        if is_call(each)
    )
    return asked == sum(
        each.type == "identifier" and file.text(each) == name for each in descendants(loop)
    )


def _is_costly(conversion: Conversion | None, maker: str, versions: Versions) -> bool:
    if conversion is None:
        return maker in MAKERS or maker == _BUFFER
    if conversion.source is Text.CHARACTER:
        return False
    return copy_of(conversion, versions) in (Copy.ABOVE_BUFFER, Copy.ON_HEAP)


def _runs_each_round(index: Index, file: File, node: Node, loop: Node) -> bool:
    if any(
        operator(outer) in ("&&", "||") and outer.child_by_field_name("right") == inner
        for inner, outer in _steps_up(node)
    ):
        return False
    function = function_around(file, loop)
    graph = None if function is None else index.graph(function)
    if graph is None or isinstance(graph, NoFlow):
        return False

    def is_node(event: Event) -> bool:
        return is_at(event, node)

    return runs_each_round(graph, loop, is_node) and comes_again(graph, loop, is_node)


def _steps_up(node: Node) -> Iterator[tuple[Node, Node]]:
    """Yield the binary expressions around a node in its statement, each with its side."""
    inner = node
    for outer in ancestors(node):
        if outer.type in STATEMENTS or outer.type in FUNCTIONS:
            return
        if outer.type == "binary_expression":
            yield inner, outer
        inner = outer


def is_same(index: Index, file: File, expressions: Iterable[Node], loop: Node) -> bool:
    """Tell whether expressions have the same values in every round of a loop."""
    pending = list(expressions)
    while pending:
        inner = unparenthesised(pending.pop())
        if not isinstance(file.constant_of(inner), Unknown):
            continue
        if is_call(inner):
            callee = callee_of(index, file, inner)
            is_pure = callee is not None and (
                callee.key in MAKERS
                or callee.is_conversion
                or (callee.is_builtin and callee.key in _MEASURES)
            )
            if not is_pure and inner.type != "type_conversion_expression":
                return False
            pending += arguments(inner)
        elif inner.type == "binary_expression":
            pending += [named(inner)[0], named(inner)[-1]]
        elif not _is_same_place(index, file, inner, loop):
            return False
        else:
            pending += _choices(inner)
    return True


def _choices(place: Node) -> list[Node]:
    """Return what chooses a part of a place: indexes and bounds."""
    found: list[Node] = []
    node: Node | None = place
    while node is not None:
        for field in ("index", "start", "end"):
            chosen = node.child_by_field_name(field)
            if chosen is not None and node.type in ("index_expression", "slice_expression"):
                found.append(chosen)
        inner = operand(node)
        node = None if inner is None else unparenthesised(inner)
    return found


def _is_same_place(index: Index, file: File, place: Node, loop: Node) -> bool:
    path = path_of(file, place) if place.type in _PLACES else None
    if path is None or path.root is None or path.root.declaration is None:
        return False
    declared = path.root.declaration
    if declared.path == file.absolute and _is_inside(loop, declared.offset):
        return False
    return not any(
        is_assigned(index, file, cell, loop)
        or (is_shared(cell) and is_reached(index, file, loop, cell))
        or (_leads_on(file, cell) and is_filled(index, file, cell, loop))
        for cell in (path.root, *_fields(file, place))
    )


def _is_inside(loop: Node, offset: int) -> bool:
    return loop.start_byte <= offset < loop.end_byte


def _fields(file: File, place: Node) -> Iterator[GoObject]:
    """Yield the fields that a place goes through."""
    node: Node | None = place
    while node is not None:
        if node.type == "selector_expression":
            meant = file.object_of(node)
            if isinstance(meant, GoObject) and meant.kind is ObjectKind.FIELD:
                yield meant
        inner = operand(node)
        node = None if inner is None else unparenthesised(inner)


def _leads_on(file: File, cell: GoObject) -> bool:
    """Tell whether a variable leads to memory that may change while it does not."""
    type_ = file.types.type_of(cell)
    if isinstance(type_, Named):
        type_ = file.types.underlying(type_)
    return not isinstance(type_, Basic)


def _yields_slice(node: Conversion | None, maker: str) -> bool:
    return maker == "strings.Split" if node is None else node.target in _SLICES


def _is_only_read(index: Index, file: File, value: Node) -> bool:
    """Tell whether nothing writes to a new slice, or keeps it: then all rounds can share one."""
    context = context_of(file, value)
    if context.role is not Role.VALUE:
        return _reads(index, file, context)
    target = None if context.target is None else file.object_of(context.target)
    if not isinstance(target, GoObject) or sole_value(index, target) is None:
        return False
    return target.scope is Scope.LOCAL and all(
        _reads(index, use.file, context_of(use.file, use.node)) for use in index.uses(target.key)
    )


def _reads(index: Index, file: File, context: Context) -> bool:
    if context.role in (Role.RANGE, Role.READ, Role.LENGTH_TEST):
        return not context.is_address
    if context.role is not Role.ARGUMENT or context.call is None:
        return False
    callee = callee_of(index, file, context.call)
    around = call_around(context.place)
    if callee is None or around is None or callee.is_conversion:
        return False
    if callee.is_builtin and callee.key == "append" and not is_spread(context.call):
        return False
    return not may_write(index, callee, around[1])


def _is_movable(file: File, node: Node, loop: Node) -> bool:
    """Tell whether the expression can be evaluated before the loop, where it cannot panic."""
    statement = parenthesised(loop)
    if loop.parent is not None and loop.parent.type == "labeled_statement":
        statement = loop.parent
    is_listed = statement.parent is not None and statement.parent.type == "statement_list"
    given = arguments(node)
    is_plain = len(given) == 1 and unparenthesised(given[0]).type == "identifier"
    return is_listed and is_plain
