"""What a site costs, from compiler fact, type and Go version.

"Escapes" is not "allocates", and "does not escape" is not "free". What each construct costs was
measured on Go 1.21 to 1.27.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tree_sitter import Node

from gomemlint.model.allocations import Kind, Storage, Verdict
from gomemlint.model.gotypes import Map, Pointer, Slice
from gomemlint.semantic.allocation.answers import (
    CONSTANT,
    NO_CAPTURES,
    NO_SIZE,
    ON_HEAP,
    ON_STACK,
    SILENT,
    stored,
)
from gomemlint.semantic.allocation.boxes import boxing_verdict, size_of
from gomemlint.semantic.allocation.candidates import Candidate
from gomemlint.semantic.allocation.limits import (
    BUFFER_BYTES,
    MAP_ENTRIES,
    RUNE_BUFFER_BYTES,
    has_buffered_make,
)
from gomemlint.semantic.allocation.silent import given_to
from gomemlint.semantic.allocation.wording import constant_size
from gomemlint.semantic.conversions.conversions import Copy, Text, conversion_at, copy_of
from gomemlint.semantic.program.calls import is_builtin
from gomemlint.semantic.program.captures import captured_by
from gomemlint.semantic.program.code import File, Versions
from gomemlint.semantic.program.coretypes import core
from gomemlint.syntax.expressions import (
    arguments,
    elements,
    is_call,
    is_nil,
    is_spread,
    unparenthesised,
)

Judge = Callable[[Candidate, Versions], Verdict]

GROWTH = Verdict(Storage.CONDITIONAL, "it allocates when the slice has to grow", "growth")


def verdict_of(candidate: Candidate, versions: Versions) -> Verdict:
    """Judge a site that is not inside of an inlined callee."""
    return _JUDGES[candidate.kind](candidate, versions)


def _variable(candidate: Candidate, _: Versions) -> Verdict:
    if not candidate.escaping:
        return ON_STACK if candidate.file.facts is not None else SILENT
    type_ = candidate.file.type_of(candidate.node)
    return NO_SIZE if size_of(type_) == 0 else ON_HEAP


def _created(candidate: Candidate, _: Versions) -> Verdict:
    """`new(T)` and `&T{}`: the size of what the pointer points to decides."""
    type_ = core(candidate.file, candidate.file.type_of(candidate.node))
    if isinstance(type_, Pointer) and type_.element.size == 0:
        return NO_SIZE
    return stored(candidate)


def _literal(candidate: Candidate, versions: Versions) -> Verdict:
    file, node = candidate.file, unparenthesised(candidate.node)
    if node.type != "composite_literal":
        return _created(candidate, versions)
    match core(file, file.type_of(node)):
        case Slice(element=element) if element.size == 0 or not elements(node):
            return NO_SIZE
        case Map() if not candidate.escaping and len(elements(node)) > MAP_ENTRIES:
            return Verdict(Storage.HEAP, f"it has more than {MAP_ENTRIES} entries")
        case _:
            return stored(candidate)


def _make_slice(candidate: Candidate, versions: Versions) -> Verdict:
    type_ = core(candidate.file, candidate.file.type_of(candidate.node))
    element = type_.element.size if isinstance(type_, Slice) else None
    size = constant_size(candidate.spelled, candidate.file, candidate.node)
    if element == 0 or size == 0:
        return NO_SIZE
    if candidate.escaping or not candidate.facts:
        return stored(candidate)
    if size is not None or not has_buffered_make(versions):
        return ON_STACK
    if element is not None and element > BUFFER_BYTES:
        reason = f"no element fits into the {BUFFER_BYTES} bytes that the frame has for it"
        return Verdict(Storage.HEAP, reason)
    reason = f"above {BUFFER_BYTES} bytes it is on the heap"
    return Verdict(Storage.CONDITIONAL, reason, str(BUFFER_BYTES))


def _make_map(candidate: Candidate, _: Versions) -> Verdict:
    if candidate.escaping or not candidate.facts:
        return stored(candidate)
    if len(arguments(candidate.node)) < 2:
        return ON_STACK
    size = constant_size(candidate.spelled, candidate.file, candidate.node)
    if size is None:
        reason = f"with a hint above {MAP_ENTRIES} it is on the heap"
        return Verdict(Storage.CONDITIONAL, reason, str(MAP_ENTRIES))
    if size > MAP_ENTRIES:
        return Verdict(Storage.HEAP, f"its hint is above {MAP_ENTRIES}")
    return ON_STACK


def _make_channel(_: Candidate, __: Versions) -> Verdict:
    return Verdict(Storage.HEAP, "channels are always on the heap")


def _closure(candidate: Candidate, _: Versions) -> Verdict:
    if not captured_by(candidate.file, candidate.node):
        return NO_CAPTURES
    if not candidate.facts and _is_called_at_once(candidate.node):
        return ON_STACK
    return stored(candidate)


def _statement(candidate: Candidate, _: Versions) -> Verdict:
    """The closure that the compiler makes of `go f(x)`, and of `defer f(x)` in a loop."""
    given = given_to(candidate.node)
    if all(isinstance(candidate.file.constant_of(each), str) for each in given):
        return NO_CAPTURES
    return stored(candidate)


def _conversion(candidate: Candidate, versions: Versions) -> Verdict:
    conversion = conversion_at(candidate.file, candidate.node)
    if conversion is None or not candidate.facts:
        return stored(candidate)
    match copy_of(conversion, versions):
        case Copy.ELIDED:
            return Verdict(Storage.STATIC, "the compiler leaves the copy out")
        case Copy.ON_STACK:
            return ON_STACK
        case Copy.UNKNOWN:
            return SILENT
        case Copy.ON_HEAP if candidate.escaping:
            return Verdict(Storage.HEAP, "the copy outlives the function")
        case Copy.ABOVE_BUFFER | Copy.ON_HEAP:
            limit = RUNE_BUFFER_BYTES if conversion.target is Text.RUNES else BUFFER_BYTES
            reason = f"up to {limit} bytes the copy is in the frame, above it is on the heap"
            return Verdict(Storage.CONDITIONAL, reason, str(limit))


def _concatenation(candidate: Candidate, _: Versions) -> Verdict:
    if isinstance(candidate.file.constant_of(candidate.node), str):
        return CONSTANT
    if candidate.node.type != "binary_expression":
        return Verdict(Storage.HEAP, "`+=` makes a new string each time")
    if candidate.escaping or not candidate.facts:
        return stored(candidate)
    reason = f"up to {BUFFER_BYTES} bytes the result is in the frame, above it is on the heap"
    return Verdict(Storage.CONDITIONAL, reason, str(BUFFER_BYTES))


def _append(candidate: Candidate, _: Versions) -> Verdict:
    given = arguments(candidate.node)
    if len(given) == 2 and is_spread(candidate.node) and _is_empty(candidate.file, given[0]):
        return Verdict(Storage.HEAP, "it copies into a new array")
    return GROWTH


def _map_entry(_: Candidate, __: Versions) -> Verdict:
    return Verdict(Storage.CONDITIONAL, "it allocates when the map has to grow", "growth")


def _plain(candidate: Candidate, _: Versions) -> Verdict:
    return stored(candidate)


def _is_empty(file: File, node: Node) -> bool:
    """Tell whether an expression is a slice without room: `nil`, `[]T(nil)`, `[]T{}`."""
    node = unparenthesised(node)
    if is_call(node) and not is_builtin(file, node, "append"):
        given = arguments(node)
        return len(given) == 1 and is_nil(given[0])
    return is_nil(node) or (node.type == "composite_literal" and not elements(node))


def _is_called_at_once(literal: Node) -> bool:
    parent = literal.parent
    while parent is not None and parent.type == "parenthesized_expression":
        literal, parent = parent, parent.parent
    return parent is not None and parent.child_by_field_name("function") == literal


_JUDGES: Mapping[Kind, Judge] = {
    Kind.VARIABLE: _variable,
    Kind.LITERAL: _literal,
    Kind.NEW: _created,
    Kind.MAKE_SLICE: _make_slice,
    Kind.MAKE_MAP: _make_map,
    Kind.MAKE_CHANNEL: _make_channel,
    Kind.CLOSURE: _closure,
    Kind.METHOD_VALUE: _plain,
    Kind.STATEMENT: _statement,
    Kind.BOXING: boxing_verdict,
    Kind.CONVERSION: _conversion,
    Kind.CONCATENATION: _concatenation,
    Kind.APPEND: _append,
    Kind.ARGUMENTS: _plain,
    Kind.MAP_ENTRY: _map_entry,
    Kind.INLINED: _plain,
}
