"""Formats that say no more than a concatenation would."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import Basic, GoType, Named, Unknown
from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import STRINGS, arguments, is_spread, unparenthesised

_VERB = re.compile(r"%(?P<verb>[a-zA-Z])")
# What fmt calls instead of formatting the value (package fmt, "Printing").
_OWN = frozenset({"Error", "Format", "GoString", "String"})
_SIGNED = frozenset({"int", "int8", "int16", "int32", "int64", "rune"})
_UNSIGNED = frozenset({"byte", "uint", "uint8", "uint16", "uint32", "uint64"})
_DEFAULTS = {"untyped string": "string", "untyped int": "int", "untyped bool": "bool"}
_VERBS = {"string": "sv", "bool": "tv", "integer": "dvx"}


@dataclass(frozen=True, slots=True)
class Plain:
    """A call of `Sprintf` that is a concatenation or a conversion: `instead` spells it.

    `packages` are those that it needs, `is_spelled` says that the source shows the format.
    """

    instead: str
    packages: frozenset[str]
    is_spelled: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    package: str = ""


def plain_format(index: Index, file: File, call: Node) -> Plain | None:
    """Return what a call of `fmt.Sprintf` can be replaced by, None where it says more."""
    callee, given = callee_of(index, file, call), arguments(call)
    if callee is None or callee.key != "fmt.Sprintf" or len(given) < 2 or is_spread(call):
        return None
    layout = file.constant_of(given[0])
    if not isinstance(layout, str):
        return None
    verbs = [found["verb"] for found in _VERB.finditer(layout)]
    if layout.count("%") != len(verbs) or len(verbs) != len(given) - 1:
        return None
    pieces = [_piece(file, *each) for each in zip(verbs, given[1:], strict=True)]
    known = [piece for piece in pieces if piece is not None]
    if len(known) != len(pieces):
        return None
    # One number alone costs the result either way.
    if _VERB.fullmatch(layout) and known[0].package:
        return None
    literal = unparenthesised(given[0])
    is_spelled = literal.type in STRINGS
    instead = _concatenation(file, literal, layout, known)
    packages = frozenset(piece.package for piece in known if piece.package)
    return Plain(instead, packages, is_spelled)


def _concatenation(file: File, literal: Node, layout: str, pieces: list[_Piece]) -> str:
    """Spell the constant parts of a format, in the quotes of the source, between the pieces."""
    source = file.text(literal) if literal.type in STRINGS else f'"{layout}"'
    quote = source[0]
    texts = _VERB.split(source[1:-1])[::2]
    terms: list[str] = []
    for number, text in enumerate(texts):
        terms += [f"{quote}{text}{quote}"] if text else []
        terms += [pieces[number].text] if number < len(pieces) else []
    return " + ".join(terms)


def _piece(file: File, verb: str, operand: Node) -> _Piece | None:
    """Spell an operand as a string, None if fmt would print something else."""
    type_, text = file.type_of(operand), file.text(operand)
    is_named = isinstance(type_, Named)
    if isinstance(type_, Named):
        if _OWN & {*type_.methods, *type_.value_methods} or "error" in type_.implements:
            return None
        type_ = file.types.underlying(type_)
    name, kind = _kind(type_)
    if kind is None or verb not in _VERBS[kind]:
        return None
    if kind == "string":
        is_simple = unparenthesised(operand).type != "binary_expression"
        plain = text if is_simple else f"({text})"
        return _Piece(f"string({text})" if is_named else plain)
    if kind == "bool":
        return _Piece(f"strconv.FormatBool({f'bool({text})' if is_named else text})", "strconv")
    base = 16 if verb == "x" else 10
    if name == "int" and base == 10 and not is_named:
        return _Piece(f"strconv.Itoa({text})", "strconv")
    wide, function = ("int64", "FormatInt") if name in _SIGNED else ("uint64", "FormatUint")
    value = text if name == wide and not is_named else f"{wide}({text})"
    return _Piece(f"strconv.{function}({value}, {base})", "strconv")


def _kind(type_: GoType | Unknown) -> tuple[str, str | None]:
    if not isinstance(type_, Basic):
        return "", None
    name = _DEFAULTS.get(type_.name, type_.name)
    if name in ("string", "bool"):
        return name, name
    return name, "integer" if name in _SIGNED | _UNSIGNED else None
