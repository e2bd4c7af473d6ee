"""How slices get shorter: by pop, delete, filter, from the front, or to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Scope
from gomemlint.semantic.program.calls import callee_of, is_builtin
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import declared_value
from gomemlint.semantic.program.functions import RECEIVER, Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.paths import Path, path_of, resolve
from gomemlint.semantic.program.results import results
from gomemlint.semantic.program.slicing import is_empty_slice
from gomemlint.syntax.expressions import (
    arguments,
    called_name,
    is_call,
    is_dereference,
    operand,
    operator,
    unparenthesised,
)
from gomemlint.syntax.functions import own_nodes_of
from gomemlint.syntax.nodes import descendants, named, text
from gomemlint.syntax.statements import assigned

# Before Go 1.22 these left what they cut off as it was (release notes, "slices").
_LIBRARY = frozenset({"Compact", "CompactFunc", "Delete", "DeleteFunc", "Replace"})
_KEPT_BEFORE = (1, 22)
_HOPS = 4
_SEARCHES = frozenset(
    {
        "slices.BinarySearch",
        "slices.BinarySearchFunc",
        "slices.Index",
        "slices.IndexFunc",
        "sort.Find",
        "sort.Search",
    }
)


class Manner(Enum):
    """How a slice is shortened; `QUEUE` takes from the front, `REUSE` cuts it to nothing."""

    POP = "pop"
    DELETE = "delete"
    FILTER = "filter"
    QUEUE = "queue"
    REUSE = "reuse"


@dataclass(frozen=True, slots=True)
class Shortening:
    """A statement that makes a slice shorter and leaves the slots behind.

    `target` is assigned, `slice` names the array and `call` is the helper that does it, if one
    does. `end` is the new length where it is written out.
    """

    manner: Manner
    file: File
    statement: Node
    target: Node
    slice: Node
    value: Node
    end: Node | None = None
    call: Node | None = None


def shortenings(
    index: Index, function: Function, statement: Node, tool: tuple[int, int]
) -> Iterator[Shortening]:
    """Yield how an assignment shortens slices in place."""
    for pair in assigned(statement):
        if pair.value is None or pair.result is not None or pair.operator != "=":
            continue
        value = _unclipped(index, function.file, unparenthesised(pair.value))
        found = _manner(index, function, pair.target, value, tool)
        if found is not None:
            manner, array, end, call = found
            target = pair.target
            yield Shortening(manner, function.file, statement, target, array, value, end, call)


def _unclipped(index: Index, file: File, value: Node) -> Node:
    """Return x of `slices.Clip(x)`, which hides what is behind the end and clears nothing."""
    known = callee_of(index, file, value) if is_call(value) else None
    inner = known.operand(0) if known is not None and known.key == "slices.Clip" else None
    return value if inner is None else unparenthesised(inner)


_Found = tuple[Manner, Node, Node | None, Node | None]


def _manner(
    index: Index, function: Function, target: Node, value: Node, tool: tuple[int, int]
) -> _Found | None:
    found = _direct(index, function, target, value)
    if found is not None or not is_call(value):
        return found
    return _called(index, function, target, value, tool)


def _direct(index: Index, function: Function, target: Node, value: Node) -> _Found | None:
    """Judge what the statement itself does, without looking into helpers."""
    file = function.file
    if value.type == "slice_expression":
        array = operand(value)
        if array is None or not same_slice(index, file, target, array):
            return _refiltered(index, function, target, value)
        return _cut(index, function, array, value)
    if value.type == "identifier":
        return _filtered(index, function, target, value)
    name, given = (called_name(value), arguments(value)) if is_call(value) else (None, ())
    if name is None or text(name) != "append" or not given:
        return None
    array = _deleted_from(index, file, given)
    if array is None or not same_slice(index, file, target, array):
        return None
    return Manner.DELETE, array, None, None


def _cut(index: Index, function: Function, array: Node, value: Node) -> _Found | None:
    start, end = value.child_by_field_name("start"), value.child_by_field_name("end")
    file = function.file
    if end is None:
        is_front = start is not None and file.constant_of(start) != "0"
        return (Manner.QUEUE, array, None, None) if is_front else None
    if file.constant_of(end) == "0":
        return None if is_empty_slice(file, value) else (Manner.REUSE, array, end, None)
    if start is not None and file.constant_of(start) != "0":
        return None
    if _measures(index, file, end, array):
        return Manner.POP, array, end, None
    if _counts(function, end) or _is_found(index, file, end, array):
        return Manner.FILTER, array, end, None
    if _moves_down(index, file, end, array):
        return Manner.FILTER if end.type == "identifier" else Manner.DELETE, array, end, None
    return None


def _is_found(index: Index, file: File, end: Node, array: Node) -> bool:
    """Tell whether a bound was searched for in the slice itself: what is behind it goes."""
    value = declared_value(file, unparenthesised(end))
    known = None if value is None or not is_call(value) else callee_of(index, file, value)
    if known is None or known.key not in _SEARCHES:
        return False
    asked = known.operand(0)
    measured = None if asked is None else _measured(file, unparenthesised(asked)) or asked
    return measured is not None and same_slice(index, file, measured, array)


def _moves_down(index: Index, file: File, end: Node, array: Node) -> bool:
    """Tell whether a bound is what `copy(s, s[k:])` moved, directly or through a variable."""
    end = declared_value(file, end) or end
    moved = end.child_by_field_name("right") if operator(end) == "+" else end
    if moved is None or not is_call(moved) or not is_builtin(file, moved, "copy"):
        return False
    to, of = map(unparenthesised, arguments(moved))
    source = operand(of) if of.type == "slice_expression" else None
    target = operand(to) if to.type == "slice_expression" else to
    if source is None or target is None or of.child_by_field_name("start") is None:
        return False
    return same_slice(index, file, target, array) and same_slice(index, file, source, array)


def _measures(index: Index, file: File, end: Node, array: Node) -> bool:
    """Tell whether a bound is the length of the slice less something, also through variables."""
    for _ in range(_HOPS):
        end = unparenthesised(end)
        if is_call(end) and any(is_builtin(file, end, name) for name in ("max", "min")):
            return any(_measures(index, file, given, array) for given in arguments(end))
        if operator(end) == "-":
            left = end.child_by_field_name("left")
            return left is not None and _is_length(index, file, left, array)
        value = declared_value(file, end)
        if value is None:
            return False
        end = value
    return False


def _is_length(index: Index, file: File, node: Node, array: Node) -> bool:
    node = unparenthesised(node)
    value = declared_value(file, node)
    node = node if value is None else unparenthesised(value)
    given = _measured(file, node)
    if given is not None:
        return same_slice(index, file, given, array)
    return _is_length_method(index, file, node, array)


def _measured(file: File, node: Node) -> Node | None:
    """Return x of `len(x)`."""
    return arguments(node)[0] if is_call(node) and is_builtin(file, node, "len") else None


def _is_length_method(index: Index, file: File, call: Node, array: Node) -> bool:
    """Tell whether a call is that of a method that returns the length of the slice: `h.Len()`."""
    known = callee_of(index, file, call) if is_call(call) else None
    owner = None if known is None else known.operand(RECEIVER)
    if known is None or known.function is None or owner is None:
        return False
    inside = known.function.file
    counts = [value for values in results(index, known.function) for value in values]
    counted = _measured(inside, counts[0]) if len(counts) == 1 else None
    within = None if counted is None else resolve(index, inside, counted)
    ours, theirs = resolve(index, file, owner), slice_path(index, file, array)
    if within is None or within.root is None or within.root.scope is not Scope.RECEIVER:
        return False
    if ours is None or theirs is None or ours.root is None or theirs.root is None:
        return False
    return ours.root.key == theirs.root.key and (*ours.steps, *within.steps) == theirs.steps


def _counts(function: Function, end: Node) -> bool:
    """Tell whether a bound counts what a compacting loop keeps: `s[n] = x; n++`."""
    if end.type != "identifier":
        return False
    name = text(end)
    steps = (text(named(s)[0]) == name for s in own_nodes_of(function.node, "inc_statement"))
    writes = (
        target
        for statement in own_nodes_of(function.node, "assignment_statement")
        for pair in assigned(statement)
        if (target := unparenthesised(pair.target)).type == "index_expression"
    )
    return any(steps) and any(_index_text(target) == name for target in writes)


def _index_text(element: Node) -> str:
    index = element.child_by_field_name("index")
    return "" if index is None else text(index)


def _refiltered(index: Index, function: Function, target: Node, value: Node) -> _Found | None:
    """`l.items = kept[:n]` with `kept := l.items[:0]`."""
    array = operand(value)
    if array is None or array.type != "identifier":
        return None
    return _filtered(index, function, target, array)


def _filtered(index: Index, function: Function, target: Node, value: Node) -> _Found | None:
    """`l.items = kept` with `kept := l.items[:0]` and appends to kept."""
    declared = declared_value(function.file, value)
    if declared is None:
        return None
    declared = unparenthesised(declared)
    end = declared.child_by_field_name("end") if declared.type == "slice_expression" else None
    array = None if end is None else operand(declared)
    if array is None or end is None or function.file.constant_of(end) != "0":
        return None
    if not same_slice(index, function.file, target, array):
        return None
    is_read = _is_read(index, function, array)
    return (Manner.FILTER if is_read else Manner.REUSE), array, value, None


def _is_read(index: Index, function: Function, array: Node) -> bool:
    """Tell whether a function reads the elements of a slice, of which it keeps some."""
    for node in descendants(function.node):
        if node.type == "range_clause":
            read = node.child_by_field_name("right")
        else:
            read = operand(node) if node.type == "index_expression" else None
        if read is not None and same_slice(index, function.file, read, array):
            return True
    return False


def _called(
    index: Index, function: Function, target: Node, call: Node, tool: tuple[int, int]
) -> _Found | None:
    """Judge the library's functions, and helpers that return a rest."""
    file = function.file
    known = callee_of(index, file, call)
    if known is None or known.is_builtin:
        return None
    position = next((i for i, n in known.operands if same_slice(index, file, target, n)), None)
    array = None if position is None else known.operand(position)
    if position is None or array is None:
        return None
    if known.object is not None and known.object.package == "slices":
        is_kept = known.object.name in _LIBRARY and tool < _KEPT_BEFORE
        return (Manner.DELETE, array, None, call) if is_kept else None
    if known.function is None:
        return None
    manner = returned_manner(index, known.function, known.parameter_of(position))
    return None if manner is None else (manner, array, None, call)


def _deleted_from(index: Index, file: File, given: tuple[Node, ...]) -> Node | None:
    """Return s of `append(s[:i], s[j:]...)`."""
    if len(given) != len(("head", "tail")):
        return None
    head, tail = map(unparenthesised, given)
    if head.type != "slice_expression" or tail.type != "slice_expression":
        return None
    left, right = operand(head), operand(tail)
    if left is None or right is None or not same_slice(index, file, left, right):
        return None
    end, start = head.child_by_field_name("end"), tail.child_by_field_name("start")
    if end is None or start is None or head.child_by_field_name("capacity") is not None:
        return None
    # `append(s[:i+1], s[i:]...)` makes room for an element.
    lower = end.child_by_field_name("left") if operator(end) == "+" else None
    return left if lower is None or text(lower) != text(start) else None


def returned_manner(index: Index, function: Function, parameter: int) -> Manner | None:
    """Return how a helper shortens the slice that it is given and returns, None if it does not.

    What the helper calls for that is not followed.
    """
    given = next((p for p in function.inputs if p.index == parameter), None)
    if given is None or given.object is None:
        return None
    name = given.node
    for values in results(index, function):
        for value in values:
            found = _direct(index, function, name, value)
            if found is not None and found[0] not in (Manner.REUSE, Manner.QUEUE):
                return found[0]
    for statement in own_nodes_of(function.node, "assignment_statement"):
        for pair in assigned(statement):
            if pair.value is None or not same_slice(index, function.file, pair.target, name):
                continue
            found = _direct(index, function, pair.target, unparenthesised(pair.value))
            if found is not None:
                return found[0]
    return None


def same_slice(index: Index, file: File, left: Node, right: Node) -> bool:
    """Tell whether two expressions name one slice, local aliases and pointers followed."""
    ours, theirs = slice_path(index, file, left), slice_path(index, file, right)
    if ours is None or theirs is None or ours.root is None or theirs.root is None:
        return False
    is_same = ours.root.key == theirs.root.key and ours.steps == theirs.steps
    return is_same and _keys(left) == _keys(right) if _keys(left) and _keys(right) else is_same


def slice_path(index: Index, file: File, node: Node) -> Path | None:
    """Return the path of a slice; a variable that was set to it at first is an alias of it."""
    path = resolve(index, file, node)
    if path is None or path.root is None or path.root.scope is not Scope.LOCAL:
        return path
    for _ in range(_HOPS):
        variable = unparenthesised(node)
        value = declared_value(file, variable)
        if value is None:
            return path
        value = unparenthesised(value)
        if not (is_dereference(value) or value.type in ("selector_expression", "index_expression")):
            return path
        found = resolve(index, file, value)
        if found is None or found.root is None:
            return path
        path, node = found, value
    return path


def _keys(node: Node) -> tuple[str, ...]:
    """Return the indexes that an expression names: elements of two keys are two slices."""
    inside = (unparenthesised(node), *descendants(node))
    return tuple(_index_text(n) for n in inside if n.type == "index_expression")


def is_parameter(file: File, node: Node) -> GoObject | None:
    """Return the parameter or receiver that a place is, or points to: `*p`, `p`."""
    path = path_of(file, node)
    root = None if path is None or path.steps else path.root
    is_given = root is not None and root.scope in (Scope.PARAMETER, Scope.RECEIVER)
    return root if is_given else None
