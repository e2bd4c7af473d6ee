"""What becomes of the parts of a split text: one of them, their number, or a walk over them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Scope
from gomemlint.semantic.conversions.conversions import conversion_at
from gomemlint.semantic.program.calls import callee_of, is_builtin
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import assignment_to, sole_value
from gomemlint.semantic.program.functions import function_around
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import (
    arguments,
    call_around,
    elements,
    is_blank,
    operand,
    operator,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.nodes import contains, named
from gomemlint.syntax.statements import assigned, range_of

SPLITS = frozenset({"bytes.Split", "strings.Split"})


class Wanted(Enum):
    """All that is used of the parts."""

    FIRST = "first"
    LAST = "last"
    COUNT = "count"
    EACH = "each"


@dataclass(frozen=True, slots=True)
class Split:
    """A call of `Split` for less than all that it makes; `use` is the expression that uses it.

    `package` is `strings` or `bytes`, `text` and `separator` are the arguments.
    """

    wanted: Wanted
    use: Node
    package: str
    text: Node
    separator: Node


def split(index: Index, file: File, call: Node) -> Split | None:
    """Return what a call of `Split` is for, None where more is used or the separator is unknown."""
    callee, given = callee_of(index, file, call), arguments(call)
    if callee is None or callee.key not in SPLITS or len(given) != 2:
        return None
    if not _is_known(file, given[1]):
        return None
    found = _use(file, parenthesised(call)) or _by_variable(index, file, call)
    if found is None:
        return None
    return Split(found[0], found[1], callee.key.partition(".")[0], given[0], given[1])


def _is_known(file: File, separator: Node) -> bool:
    """Tell whether a separator is a constant and not empty; bytes are converted or listed."""
    if unparenthesised(separator).type == "composite_literal":
        listed = [element.value for element in elements(unparenthesised(separator))]
        return bool(listed) and all(isinstance(file.constant_of(each), str) for each in listed)
    conversion = conversion_at(file, unparenthesised(separator))
    constant = file.constant_of(separator if conversion is None else conversion.operand)
    return isinstance(constant, str) and constant != ""


def _use(file: File, value: Node) -> tuple[Wanted, Node] | None:
    """Return what an expression of all parts is used for."""
    parent = value.parent
    if parent is None:
        return None
    if parent.type == "index_expression" and operand(parent) == value:
        key = parent.child_by_field_name("index")
        is_first = key is not None and file.constant_of(key) == "0"
        is_read = assignment_to(parent) is None
        return (Wanted.FIRST, parent) if is_first and is_read else None
    if parent.type == "range_clause" and parent.parent is not None:
        return (Wanted.EACH, parent) if _takes_values(parent.parent, value) else None
    around = call_around(value)
    if around is not None and is_builtin(file, around[0], "len"):
        return Wanted.COUNT, around[0]
    return None


def _takes_values(loop: Node, operand_: Node) -> bool:
    """Tell whether a loop ranges over parts and looks at nothing but each of them."""
    ranged = range_of(loop)
    if ranged is None or parenthesised(unparenthesised(ranged.operand)) != operand_:
        return False
    is_unnumbered = ranged.key is not None and is_blank(ranged.key)
    return is_unnumbered and ranged.value is not None and not is_blank(ranged.value)


def _by_variable(index: Index, file: File, call: Node) -> tuple[Wanted, Node] | None:
    """Return what a local variable that holds the parts is used for, if it is for one thing."""
    variable = _variable(index, file, call)
    if variable is None:
        return None
    uses = index.uses(variable.key)
    function = function_around(file, call)
    if any(function_around(use.file, use.node) != function for use in uses):
        return None
    if len(uses) == 1:
        return _use(file, parenthesised(uses[0].node))
    read = [_use(file, parenthesised(use.node)) for use in uses]
    if read and read[0] is not None and all(r and r[0] is Wanted.FIRST for r in read):
        return read[0]
    return _last(file, [use.node for use in uses])


def _variable(index: Index, file: File, call: Node) -> GoObject | None:
    holder = parenthesised(call).parent
    statement = None if holder is None else holder.parent
    if statement is None or statement.type not in ("short_var_declaration", "var_spec"):
        return None
    pairs = [pair for pair in assigned(statement) if pair.value is not None]
    target = next((p.target for p in pairs if p.value and unparenthesised(p.value) == call), None)
    found = None if target is None else file.object_of(target)
    if not isinstance(found, GoObject) or found.scope is not Scope.LOCAL:
        return None
    return None if sole_value(index, found) is None else found


def _last(file: File, uses: list[Node]) -> tuple[Wanted, Node] | None:
    """`parts[len(parts)-1]` has two uses and wants the last part."""
    if len(uses) != 2:
        return None
    place, counted = parenthesised(uses[0]), uses[1]
    access = place.parent
    if access is None or access.type != "index_expression" or operand(access) != place:
        return None
    key = access.child_by_field_name("index")
    if key is None or not contains(key, counted):
        return None
    key = unparenthesised(key)
    if key.type != "binary_expression" or operator(key) != "-":
        return None
    is_length = is_builtin(file, named(key)[0], "len")
    is_one = file.constant_of(named(key)[-1]) == "1"
    return (Wanted.LAST, access) if is_length and is_one else None
