"""How much of an array a slice expression keeps in sight."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Unknown
from gomemlint.semantic.program.calls import Callee, is_builtin
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import declared_value, declared_with
from gomemlint.semantic.program.functions import RECEIVER, Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import GLIMPSES, SAME, How, Relation
from gomemlint.semantic.program.results import results
from gomemlint.semantic.program.sizes import BIG_BYTES, made_length
from gomemlint.syntax.expressions import (
    arguments,
    call_around,
    called_name,
    is_address_of,
    is_call,
    operand,
    operator,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.functions import enclosing_loops
from gomemlint.syntax.nodes import descendants, text
from gomemlint.syntax.statements import range_of

# A part is at most one eighth of something big (rules, GML104).
_EIGHTH = 8
_SMALL = BIG_BYTES // _EIGHTH
_SEARCHES = re.compile(r"(?:Last)?Index\w*|Find\w*Index")
_LAST = re.compile(r"LastIndex\w*")
_TEXTS = frozenset({"bytes.(Buffer).String", "strings.(Builder).String"})
# They write little at a time.
_WRITERS = ("Fprint", "Write", "write")
# What the kernel shows there is a few lines.
_KERNEL = ("/proc/", "/sys/")
_SEARCHING = frozenset({"bytes", "strings", "slices", "regexp"})


def relation_of_slice(file: File, node: Node) -> Relation:
    """Return how `x[i:j:k]` is related to x; for other expressions nothing."""
    if node.type != "slice_expression":
        return SAME
    start, end = node.child_by_field_name("start"), node.child_by_field_name("end")
    found = {How.SLICE}
    if start is not None and _constant(file, start) != 0:
        found.add(How.ADVANCED)
    if node.child_by_field_name("capacity") is not None:
        found.add(How.CAPPED)
    if _is_part(file, node, start, end):
        found.add(How.PART)
    return frozenset(found)


def relation_of_call(file: File, callee: Callee) -> Relation:
    """Return how a result is related to what it shares memory with, by the call's own limits."""
    if callee.key in GLIMPSES:
        return frozenset({How.PART})
    limit = None
    if callee.key in ("bufio.(Reader).Peek", "bytes.(Buffer).Next"):
        limit = callee.operand(0)
    elif callee.key in ("unsafe.String", "unsafe.Slice"):
        limit = callee.operand(1)
    elements = None if limit is None else _constant(file, limit)
    return frozenset({How.PART}) if elements is not None and elements <= _SMALL else SAME


def is_empty_slice(file: File, node: Node) -> bool:
    """Tell whether an expression is `x[:0:0]`: appending to it copies, unless nothing is added."""
    capacity = node.child_by_field_name("capacity") if node.type == "slice_expression" else None
    return capacity is not None and _constant(file, capacity) == 0


def is_limited(index: Index, file: File, callee: Callee) -> bool:
    """Tell whether a function that gives everything gives little: all that it has is bounded."""
    if callee.key in _TEXTS:
        buffer = callee.operand(RECEIVER)
        return buffer is None or not _is_poured_into(index, file, buffer)
    reader = callee.operand(0)
    if reader is not None and _is_of_kernel(file, reader):
        return True
    if reader is None or not is_call(reader):
        return False
    name, given = called_name(reader), arguments(reader)
    if name is None or text(name) != "LimitReader" or len(given) != len(("reader", "limit")):
        return False
    limit = _constant(file, given[1])
    return limit is not None and limit < BIG_BYTES


def _is_of_kernel(file: File, name: Node) -> bool:
    """Tell whether a file's name is a constant, or a layout or join of one, under `/proc`."""
    first = arguments(name)[:1] if is_call(name) else [name]
    spelled = file.constant_of(first[0]) if first else ""
    return isinstance(spelled, str) and spelled.startswith(_KERNEL)


def _is_poured_into(index: Index, file: File, buffer: Node) -> bool:
    """Tell whether something else writes into a buffer: `io.Copy(&b, r)`, `cmd.Stdout = &b`."""
    is_named = buffer.type in ("identifier", "selector_expression")
    meant = file.object_of(buffer) if is_named else None
    for site in index.uses(meant.key) if isinstance(meant, GoObject) else ():
        node = parenthesised(site.node)
        outer = node.parent
        if outer is not None and outer.child_by_field_name("field") == node:
            node, outer = outer, parenthesised(outer).parent
        if outer is not None and is_address_of(outer):
            node, outer = outer, parenthesised(outer).parent
        if outer is None:
            continue
        if outer.type == "selector_expression":
            field = outer.child_by_field_name("field")
            if field is not None and text(field) == "ReadFrom":
                return True
        around = call_around(node)
        if around is not None:
            name = called_name(around[0])
            if name is not None and not text(name).startswith(_WRITERS):
                return True
        elif outer.type == "literal_element" or text(outer.parent or outer).count(" = &"):
            return True
    return False


def _is_part(file: File, node: Node, start: Node | None, end: Node | None) -> bool:
    """Tell whether the bounds show little: constants close together, or results of a search."""
    if end is None:
        return start is not None and (_is_tail(file, start) or _is_searched(file, start, _LAST))
    low = 0 if start is None else _constant(file, start)
    high = _at_most(file, end)
    if low is not None and high is not None:
        return 0 < high - low <= _limit(file, node)
    if start is not None and _is_close(file, start, end):
        return True
    is_found = _is_searched(file, end) or _is_reached(file, node, end)
    return is_found and (start is None or low is not None or _is_searched(file, start))


def _is_reached(file: File, node: Node, bound: Node) -> bool:
    """Tell whether a bound is the key of a loop over what is sliced: how far a search came."""
    array, meant = operand(node), file.object_of(bound) if bound.type == "identifier" else None
    for loop in enclosing_loops(node) if array is not None else ():
        ranged = range_of(loop)
        if ranged is None or ranged.key is None or array is None:
            continue
        is_key = isinstance(meant, GoObject) and file.object_of(ranged.key) == meant
        if is_key and text(unparenthesised(ranged.operand)) == text(unparenthesised(array)):
            return True
    return False


def _limit(file: File, node: Node) -> int:
    """Return how many elements are at most a part of what is sliced, if its size is known."""
    array = operand(node)
    made = None if array is None else declared_value(file, array)
    length = made_length(file, made) if made is not None and is_call(made) else None
    return _SMALL if length is None else max(_SMALL, length // _EIGHTH)


def _is_tail(file: File, start: Node) -> bool:
    """Tell whether `x[start:]` shows the last few elements: `x[len(x)-8:]`."""
    if operator(start) != "-":
        return False
    left, right = start.child_by_field_name("left"), start.child_by_field_name("right")
    name = None if left is None or not is_call(left) else called_name(left)
    count = None if right is None else _constant(file, right)
    return name is not None and text(name) == "len" and count is not None and count <= _SMALL


def _is_close(file: File, start: Node, end: Node) -> bool:
    """Tell whether the upper bound is the lower one and a constant: `x[i:i+8]`."""
    if operator(end) != "+":
        return False
    left, right = end.child_by_field_name("left"), end.child_by_field_name("right")
    count = None if right is None else _constant(file, right)
    return (
        left is not None and text(left) == text(start) and (count is not None and count <= _SMALL)
    )


def relation_of_limit(index: Index, file: File, callee: Callee, parameter: int) -> Relation:
    """Return `PART` where a call's own constant says that a helper cuts little off."""
    for sliced, limit in () if callee.function is None else _limits(index, callee.function):
        count = callee.operand(limit) if sliced == parameter else None
        most = None if count is None else _at_most(file, count)
        if most is not None and most <= _SMALL:
            return frozenset({How.PART})
    return SAME


def _limits(index: Index, function: Function) -> Iterator[tuple[int, int]]:
    """Yield the parameters that a function returns a slice of, and the one that says how long."""
    for values in results(index, function):
        for value in values:
            array = operand(value) if value.type == "slice_expression" else None
            end = value.child_by_field_name("end")
            start = value.child_by_field_name("start")
            if array is None:
                continue
            length = _from_end(array, start) if end is None else _length(start, end)
            if length is None:
                continue
            sliced = _parameter(function, array)
            is_least = is_builtin(function.file, length, "min")
            bounds = (length, *arguments(length)) if is_least else (length,)
            limit = next(
                (i for i in (_parameter(function, b) for b in bounds) if i is not None), None
            )
            if sliced is not None and limit is not None:
                yield sliced, limit


def _length(start: Node | None, end: Node) -> Node | None:
    """Return how much `x[:n]` and `x[i:i+n]` show, None where the bounds do not say it."""
    if start is None:
        return end
    left = end.child_by_field_name("left") if operator(end) == "+" else None
    is_from_start = left is not None and text(left) == text(start)
    return end.child_by_field_name("right") if is_from_start else None


def _from_end(array: Node, start: Node | None) -> Node | None:
    """Return how much `x[len(x)-n:]` shows, None where the bound does not say it."""
    left = None if start is None or operator(start) != "-" else start.child_by_field_name("left")
    is_length = left is not None and text(left) == f"len({text(array)})"
    return start.child_by_field_name("right") if start is not None and is_length else None


def _parameter(function: Function, node: Node) -> int | None:
    meant = function.file.object_of(node) if node.type == "identifier" else None
    found = (p.index for p in function.inputs if p.object is not None and p.object == meant)
    return next(found, None)


def _at_most(file: File, node: Node) -> int | None:
    """Return the constant that a bound does not go beyond: `64`, `min(64, len(x))`."""
    given = arguments(node) if is_builtin(file, unparenthesised(node), "min") else (node,)
    known = [constant for each in given if (constant := _constant(file, each)) is not None]
    return min(known, default=None)


def _constant(file: File, node: Node) -> int | None:
    value = file.constant_of(node)
    return int(value) if isinstance(value, str) and value.isdigit() else None


def _is_searched(file: File, bound: Node, of: re.Pattern[str] = _SEARCHES) -> bool:
    """Tell whether a bound comes from `bytes.Index` and its kin, directly or through a variable."""
    if _mentions_search(file, bound, of):
        return True
    for node in (bound, *descendants(bound)):
        if node.type != "identifier":
            continue
        found = declared_with(file, node)
        value = None if found is None else found.value
        if value is not None and _mentions_search(file, value, of):
            return True
    return False


def _mentions_search(file: File, node: Node, of: re.Pattern[str]) -> bool:
    return any(_is_search(file, inner, of) for inner in (node, *descendants(node)))


def _is_search(file: File, node: Node, of: re.Pattern[str]) -> bool:
    name = called_name(node) if is_call(node) else None
    if name is None or of.fullmatch(text(name)) is None:
        return False
    meant = file.object_of(name)
    return not isinstance(meant, Unknown) and meant.package in _SEARCHING
