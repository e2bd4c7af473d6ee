"""Large values that are copied where a pointer or an index would do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from gomemlint.model.facts import Moved
from gomemlint.model.gotypes import (
    Array,
    Chan,
    GoObject,
    GoType,
    Interface,
    Named,
    ObjectKind,
    Pointer,
    Scope,
    Slice,
    Unknown,
)
from gomemlint.semantic.program.calls import is_builtin
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import assignment_to
from gomemlint.semantic.program.functions import Function, function_at
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.storage import moved_to_heap
from gomemlint.syntax.expressions import parenthesised, root_operand
from gomemlint.syntax.functions import FUNCTIONS, enclosing_function
from gomemlint.syntax.nodes import ancestors, contains, descendants, enclosing, text
from gomemlint.syntax.statements import range_of

RANGE_BYTES = 256
PARAMETER_BYTES = 512
ARRAY_BYTES = 1024
MOVED_BYTES = 64
STORING = frozenset({"keyed_element", "literal_element", "return_statement", "send_statement"})


class Copied(Enum):
    """What is copied."""

    ELEMENT = "each element"
    ARRAY = "the whole array"
    PARAMETER = "the argument"
    RECEIVER = "the receiver"
    MESSAGE = "each message"


@dataclass(frozen=True, slots=True)
class LargeCopy:
    """A value of `size` bytes that is copied; `moved` tells that the copy goes to the heap."""

    place: Node
    name: str
    size: int
    what: Copied
    moved: Moved | None = None


def copies_in_range(index: Index, file: File, loop: Node) -> LargeCopy | None:
    """Return the copy that a range loop makes in each round, or once of a whole array."""
    parts = range_of(loop)
    if parts is None or parts.value is None or parts.value.type != "identifier":
        return None
    variable = file.object_of(parts.value)
    if not isinstance(variable, GoObject) or not parts.defines:
        return None
    whole = core(file, file.type_of(parts.operand))
    if not isinstance(whole, Array | Slice | Pointer):
        return None  # What maps, channels and functions give has no address.
    if moved_to_heap(file, variable) is not None or _is_changed(file, parts.operand, loop):
        return None
    if isinstance(whole, Array) and (whole.size or 0) > ARRAY_BYTES:
        return LargeCopy(parts.value, file.text(parts.operand), whole.size or 0, Copied.ARRAY)
    if not _is_only_read(index, variable, loop):
        return None
    size = _size(file.types.type_of(variable))
    if size <= RANGE_BYTES:
        return None
    return LargeCopy(parts.value, variable.name, size, Copied.ELEMENT)


def copy_of_parameter(index: Index, file: File, name: Node) -> LargeCopy | None:
    """Return the copy that a call makes for a parameter or receiver, None for a small one."""
    meant = file.object_of(name)
    if not isinstance(meant, GoObject) or meant.scope not in (Scope.PARAMETER, Scope.RECEIVER):
        return None
    size = _size(file.types.type_of(meant))
    if size <= MOVED_BYTES:
        return None
    moved = moved_to_heap(file, meant)
    node = enclosing(name, FUNCTIONS)
    if node is None or (size <= PARAMETER_BYTES and moved is None):
        return None
    if _is_mandated(index, function_at(file, node)) or _is_stored(index, meant, node):
        return None
    what = Copied.RECEIVER if meant.scope is Scope.RECEIVER else Copied.PARAMETER
    return LargeCopy(name, meant.name, size, what, moved)


def copies_of_messages(file: File, call: Node) -> LargeCopy | None:
    """Return the copies that a channel of large arrays makes in and out."""
    if not is_builtin(file, call, "make"):
        return None
    made = core(file, file.type_of(call))
    if not isinstance(made, Chan) or not isinstance(core(file, made.element), Array):
        return None
    size = _size(made.element)
    if size <= ARRAY_BYTES:
        return None
    return LargeCopy(call, made.element.spelling, size, Copied.MESSAGE)


def _size(type_: GoType | Unknown) -> int:
    """Return the size of a value, 0 where it has no fixed one."""
    return 0 if isinstance(type_, Unknown) or type_.size is None else type_.size


def _is_mandated(index: Index, function: Function) -> bool:
    """Tell whether an interface of the run demands a method of this name."""
    meant = function.declared
    if meant is None or meant.kind is not ObjectKind.METHOD:
        return False
    units = map(index.code.unit, index.code.units())
    return any(unit and meant.name in index.once(_demanded, unit.path) for unit in units)


def _demanded(index: Index, path: str) -> frozenset[str]:
    """Return the names of the methods that the interfaces of a package demand."""
    unit, names = index.code.unit(path), set[str]()
    for declared in () if unit is None else unit.types.declarations:
        if unit is None or declared.kind is not ObjectKind.TYPE:
            continue
        type_ = unit.types.type_of(declared)
        inside = unit.types.underlying(type_) if isinstance(type_, Named) else type_
        if isinstance(inside, Interface):
            names.update(inside.methods)
    return frozenset(names)


def _is_stored(index: Index, variable: GoObject, function: Node) -> bool:
    """Tell whether the value itself is kept or handed on: then somebody needs the copy."""
    return any(
        _stores(site.node) for site in index.uses(variable.key) if contains(function, site.node)
    )


def _stores(use: Node) -> bool:
    place = parenthesised(use)
    parent = place.parent
    if parent is not None and parent.type == "expression_list":
        parent = parent.parent
        is_value = parent is not None and parent.type == "assignment_statement"
        right = parent.child_by_field_name("right") if is_value and parent is not None else None
        if right is not None and contains(right, use):
            return True
    return parent is not None and parent.type in STORING


def _is_only_read(index: Index, variable: GoObject, loop: Node) -> bool:
    """Tell whether a loop variable is neither changed, sliced, captured nor kept whole.

    Its address may be taken: where it leaves the round, the compiler moves the variable.
    """
    function = enclosing_function(loop)
    for site in index.uses(variable.key):
        if enclosing_function(site.node) != function or _stores(site.node):
            return False
        for outer in (site.node, *ancestors(site.node)):
            if outer == loop or (root_operand(outer) != site.node and outer != site.node):
                break
            if assignment_to(outer) is not None or _is_sliced(outer):
                return False
    return True


def _is_sliced(place: Node) -> bool:
    parent = parenthesised(place).parent
    return parent is not None and parent.type == "slice_expression"


def _is_changed(file: File, over: Node, loop: Node) -> bool:
    """Tell whether the loop assigns to what it goes over, or to an element of it."""
    spelled = file.text(over)
    for node in descendants(loop):
        if node.type in ("identifier", "selector_expression") and text(node) == spelled:
            statement = enclosing(node, {"assignment_statement"})
            left = None if statement is None else statement.child_by_field_name("left")
            if left is not None and contains(left, node) and contains(loop, left):
                return True
    return False
