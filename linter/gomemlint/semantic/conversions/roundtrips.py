"""Conversions that undo another one, with two copies on the way."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Scope
from gomemlint.semantic.conversions.conversions import Conversion, Text, conversion_at
from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import sole_value
from gomemlint.semantic.program.functions import RECEIVER
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.passing import sole_use
from gomemlint.syntax.expressions import arguments, is_call, is_nil, unparenthesised

HOLDERS = frozenset({"bytes.(Buffer).String", "strings.(Builder).String"})
CLONES = {
    Text.STRING: "strings.Clone({})",
    Text.BYTES: "bytes.Clone({})",
    Text.RUNES: "slices.Clone({})",
}


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """What `there` converts and the conversion in question converts back.

    `source` is the text of what is copied, `instead` what copies it once.
    """

    there: Node
    source: str
    instead: str


def round_trip(index: Index, back: Conversion) -> RoundTrip | None:
    """Return the round trip that a conversion ends, if it ends one."""
    file = back.file
    there = _value(index, file, back.operand)
    if not is_call(there):
        return None
    first = conversion_at(file, there)
    if first is not None:
        source = file.text(first.operand)
        # Runes in between replace what is not UTF-8: that is no copy.
        is_same = first.source is back.target and first.target is not Text.RUNES
        return RoundTrip(there, source, CLONES[back.target].format(source)) if is_same else None
    return _library_trip(index, back, there)


def _value(index: Index, file: File, operand: Node) -> Node:
    """Follow a local variable that is used here alone to its only value."""
    if operand.type != "identifier":
        return operand
    variable = file.object_of(operand)
    if not isinstance(variable, GoObject) or variable.scope is not Scope.LOCAL:
        return operand
    value = sole_value(index, variable)
    if value is None or sole_use(index, file, value.node) != operand:
        return operand
    return unparenthesised(value.node)


def _library_trip(index: Index, back: Conversion, there: Node) -> RoundTrip | None:
    file = back.file
    callee = callee_of(index, file, there)
    if callee is None:
        return None
    holder = callee.operand(RECEIVER)
    if back.target is Text.BYTES and callee.key in HOLDERS and holder is not None:
        name = file.text(holder)
        is_buffer = callee.key.startswith("bytes.")
        instead = f"bytes.Clone({name}.Bytes())" if is_buffer else "a bytes.Buffer"
        return RoundTrip(there, name, instead)
    kind = callee.key.removeprefix("strconv.Append")
    given = arguments(there)
    if back.target is Text.STRING and kind != callee.key and given and is_nil(given[0]):
        rest = ", ".join(file.text(argument) for argument in given[1:])
        function = kind if kind.startswith("Quote") else f"Format{kind}"
        return RoundTrip(there, file.text(given[1]), f"strconv.{function}({rest})")
    return None
