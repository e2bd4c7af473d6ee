"""Which fields of an object a function empties, judged by its statements alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tree_sitter import Node

from gomemlint.model.gotypes import UNKNOWN, GoObject, Map, Named
from gomemlint.semantic.program.calls import Callee, callee_of
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import RECEIVER, Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.paths import ELEMENT, Path, path_of
from gomemlint.syntax.expressions import is_call, is_dereference, operand, unparenthesised
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import contains, descendants, enclosing, text
from gomemlint.syntax.statements import ASSIGNMENTS, BRANCHES, assigned, condition, taken

_WORDS = ("reset", "clear", "truncate", "init", "setlength", "zero", "release")
_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Clearing:
    """What becomes of an object's fields; `""` is the object itself.

    `replaced` fields let go of what they held, `truncated` ones keep their array for the next
    use, `zeroed` ones have no old elements in it. `is_whole` says that nothing is left.
    """

    replaced: frozenset[str] = frozenset()
    truncated: frozenset[str] = frozenset()
    zeroed: frozenset[str] = frozenset()
    is_whole: bool = False

    def __or__(self, other: Clearing) -> Clearing:
        return Clearing(
            self.replaced | other.replaced,
            self.truncated | other.truncated,
            self.zeroed | other.zeroed,
            self.is_whole or other.is_whole,
        )

    @property
    def emptied(self) -> frozenset[str]:
        """Return the fields that are empty afterwards."""
        return self.replaced | self.truncated | self.zeroed

    def lets_go_of(self, field: str) -> bool:
        return self.is_whole or field in self.replaced


NO_CLEARING = Clearing()
ALL_CLEARED = Clearing(is_whole=True)


@lru_cache(maxsize=4096)
def is_reset_name(name: str) -> bool:
    """Tell whether a function that gets an object empties it, judged by its name."""
    lower = name.lower()
    return any(lower.startswith(word) or lower.endswith(word) for word in _WORDS)


def clearing_by(index: Index, callee: Callee, position: int, depth: int = 0) -> Clearing:
    """Return what a call does to the fields of one of its operands."""
    if callee.function is not None and depth < _DEPTH:
        wanted = callee.parameter_of(position)
        for parameter in callee.function.inputs:
            if parameter.index == wanted and parameter.object is not None:
                return clearing_in(index, callee.function, parameter.object, depth + 1)
        return NO_CLEARING
    is_first = position == RECEIVER or (callee.operand(RECEIVER) is None and position == 0)
    if callee.object is not None and is_first and is_reset_name(callee.object.name):
        return ALL_CLEARED
    return NO_CLEARING


def clearing_in(index: Index, function: Function, variable: GoObject, depth: int = 0) -> Clearing:
    """Return what the statements of a function do to the fields of what a variable names."""
    return index.once(_clearing, _Question(function, variable, depth))


@dataclass(frozen=True, slots=True)
class _Question:
    """What `function`, called at some depth, does to the fields of `variable`."""

    function: Function
    variable: GoObject
    depth: int

    def __hash__(self) -> int:
        return hash((self.function.key, self.variable.key, self.depth))


def _clearing(index: Index, asked: _Question) -> Clearing:
    found = NO_CLEARING
    file = asked.function.file
    for node, names in index.once(_doings, asked.function):
        if asked.variable.name.encode() not in names:
            continue
        if node.type in ASSIGNMENTS:
            found |= _assigned(file, node, asked.variable)
        else:
            found |= _called(index, file, node, asked.variable, asked.depth)
    return found


def _doings(_: Index, function: Function) -> tuple[tuple[Node, bytes], ...]:
    """Return the assignments and calls of a function, each with its text."""
    body = function.body
    return tuple(
        (node, node.text or b"")
        for node in (() if body is None else descendants(body))
        if node.type in ASSIGNMENTS or is_call(node)
    )


def _assigned(file: File, statement: Node, variable: GoObject) -> Clearing:
    found = NO_CLEARING
    for each in assigned(statement):
        path = _path(file, each.target, variable)
        if path is None or each.value is None or each.operator != "=":
            continue
        if _is_first(statement, each.target):
            continue
        is_kept = _keeps(file, each.value, path)
        if ELEMENT in path.steps:
            field = "" if path.steps[0] == ELEMENT else path.steps[0]
            if _is_zero(each.value) and not _is_key(file, each.target):
                found |= Clearing(zeroed=frozenset({field}))
        elif not path.steps and is_dereference(unparenthesised(each.target)):
            found |= _cut(frozenset({""}), each.value) if is_kept else ALL_CLEARED
        elif len(path.steps) == 1:
            names = frozenset(path.steps)
            if not is_kept and _is_for_size(statement, each.target):
                found |= Clearing(zeroed=names)
            else:
                found |= _of_field(names, each.value, is_kept=is_kept)
    return found


def _is_key(file: File, target: Node) -> bool:
    """Tell whether an assignment gives a map a key: `seen[key] = struct{}{}` empties nothing."""
    holder = operand(unparenthesised(target))
    type_ = UNKNOWN if holder is None else file.type_of(holder)
    type_ = file.types.underlying(type_) if isinstance(type_, Named) else type_
    return isinstance(type_, Map)


def _is_first(statement: Node, target: Node) -> bool:
    """Tell whether a place is set where it was nil, which empties nothing: `if x.m == nil`."""
    branch = enclosing(statement, BRANCHES | FUNCTIONS)
    asked = None if branch is None else condition(branch)
    inside = None if branch is None else taken(branch)
    if asked is None or inside is None or not contains(inside, statement):
        return False
    return " ".join(text(asked).split()) == f"{text(target)} == nil"


def _is_for_size(statement: Node, target: Node) -> bool:
    """Tell whether a place is set anew only when it has grown too far: others keep what it has."""
    branch = enclosing(statement, BRANCHES | FUNCTIONS)
    asked = None if branch is None else condition(branch)
    return asked is not None and f"cap({text(target)})" in text(asked)


def _of_field(names: frozenset[str], value: Node, *, is_kept: bool) -> Clearing:
    return _cut(names, value) if is_kept else Clearing(replaced=names)


def _cut(names: frozenset[str], value: Node) -> Clearing:
    """Judge `x.f = x.f[:n]`, and `append(x.f[:0], ...)`."""
    is_slice = unparenthesised(value).type == "slice_expression" or b"[:0]" in (value.text or b"")
    return Clearing(truncated=names) if is_slice else NO_CLEARING


def _is_zero(value: Node) -> bool:
    value = unparenthesised(value)
    if value.type == "composite_literal":
        body = value.child_by_field_name("body")
        return body is not None and not body.named_children
    return text(value) in ("nil", "0", "false", '""')


def _called(index: Index, file: File, call: Node, variable: GoObject, depth: int) -> Clearing:
    callee = callee_of(index, file, call)
    found = NO_CLEARING
    for position, node in () if callee is None else callee.operands:
        path = _path(file, node, variable)
        if path is None or callee is None or len(path.steps) > 1:
            continue
        if not path.steps:
            found |= _of_object(index, callee, position, depth)
        elif _empties(callee, position):
            found |= Clearing(truncated=frozenset(path.steps), zeroed=frozenset(path.steps))
    return found


def _of_object(index: Index, callee: Callee, position: int, depth: int) -> Clearing:
    if callee.is_builtin and callee.key in ("clear", "delete"):
        return Clearing(truncated=frozenset({""}), zeroed=frozenset({""}))
    return clearing_by(index, callee, position, depth)


def _empties(callee: Callee, position: int) -> bool:
    if callee.is_builtin:
        return callee.key in ("clear", "delete") and position == 0
    is_method = callee.object is not None and callee.operand(RECEIVER) is not None
    name = "" if callee.object is None else callee.object.name
    return is_reset_name(name) and position == (RECEIVER if is_method else 0)


def _path(file: File, node: Node, variable: GoObject) -> Path | None:
    path = path_of(file, node)
    is_of = path is not None and path.root is not None and path.root.key == variable.key
    return path if is_of else None


def _keeps(file: File, value: Node, path: Path) -> bool:
    """Tell whether a new value is made of the old one: `x.f = x.f[:0]`, `append(x.f, ...)`."""
    return any(inner == path or inner.starts_with(path) for inner in _paths(file, (value,)))


def _paths(file: File, nodes: Iterable[Node]) -> Iterator[Path]:
    for node in nodes:
        for inner in (node, *descendants(node)):
            if inner.type in ("identifier", "selector_expression"):
                path = path_of(file, inner)
                if path is not None:
                    yield path
