"""Edits that do without a conversion."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.findings import Edit
from gomemlint.model.gotypes import Basic, Named, Slice
from gomemlint.semantic.conversions.conversions import Conversion, Text, conversion_at
from gomemlint.semantic.conversions.roundtrips import RoundTrip
from gomemlint.semantic.conversions.twins import CHARACTER_SEARCHES, RANGE, Twin
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.edits import called, replaced, with_imports
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.passing import passed
from gomemlint.syntax.expressions import (
    arguments,
    callee,
    is_call,
    operand,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.nodes import text

_PRIMARY = frozenset({"identifier", "selector_expression", "call_expression", "index_expression"})


def without_conversion(index: Index, conversion: Conversion, twin: Twin) -> tuple[Edit, ...]:
    """Return the edits that call a twin, none where the text goes a way of its own to it."""
    file, node = conversion.file, conversion.node
    around = passed(index, file, node)
    if twin is RANGE:
        clause = parenthesised(node).parent
        is_here = clause is not None and clause.type == "range_clause"
        return (replaced(file, node, text(conversion.operand)),) if is_here else ()
    if conversion.target is Text.BYTES and is_call(conversion.operand):
        made = _appended(file, conversion, twin)
        if made:
            return made
    if around is None or around.value != node or _plain(conversion) is None:
        return ()
    key, function = around.callee.key, callee(around.call)
    if key == "io.WriteString":
        writer = arguments(around.call)[0]
        receiver = text(writer) if writer.type in _PRIMARY else f"({text(writer)})"
        whole = f"{receiver}.Write({_plain(conversion)})"
        return with_imports(file, [replaced(file, around.call, whole)])
    if twin.name == "io.WriteString":
        return _written(file, around.call, conversion)
    if key in ("append", "copy") or twin.is_formatter:
        return _dropped(file, conversion) if _is_unnamed(conversion) else ()
    if function is None or function.type != "selector_expression":
        return ()
    return _renamed(file, around.call, function, twin)


def of_round_trip(back: Conversion, trip: RoundTrip) -> tuple[Edit, ...]:
    """Return the edits that clone a string instead of converting it there and back.

    The clone of nil bytes is nil, which the conversions are not: those edits could be noticed.
    """
    file = back.file
    inner = conversion_at(file, unparenthesised(back.operand))
    if back.target is not Text.STRING or inner is None or inner.node != trip.there:
        return ()
    name = called(file, "strings")
    if name is None or text(back.node).partition("(")[0] != "string":
        return ()
    whole = f"{name}.Clone({_plain(inner)})"
    return with_imports(file, [replaced(file, back.node, whole)], "strings")


def _appended(file: File, conversion: Conversion, twin: Twin) -> tuple[Edit, ...]:
    """`[]byte(fmt.Sprintf(f, x))` is `fmt.Appendf(nil, f, x)`."""
    call = conversion.operand
    function = callee(call)
    if not twin.name.startswith("fmt.Append") or function is None:
        return ()
    package, given = operand(function), call.child_by_field_name("arguments")
    if package is None or given is None or function.type != "selector_expression":
        return ()
    inside = text(given)[1:]
    separator = "" if inside.startswith(")") else ", "
    name = twin.name.rpartition(".")[2]
    whole = f"{text(package)}.{name}(nil{separator}{inside}"
    return (replaced(file, conversion.node, whole),)


def _written(file: File, call: Node, conversion: Conversion) -> tuple[Edit, ...]:
    """`w.Write([]byte(s))` is `io.WriteString(w, s)`."""
    function = callee(call)
    writer = None if function is None else operand(function)
    name = called(file, "io")
    if writer is None or name is None:
        return ()
    whole = f"{name}.WriteString({text(writer)}, {_plain(conversion)})"
    return with_imports(file, [replaced(file, call, whole)], "io")


def _renamed(file: File, call: Node, function: Node, twin: Twin) -> tuple[Edit, ...]:
    """Call the twin: another function of the same package or receiver, or of another package."""
    package, _, name = twin.name.rpartition(".")
    field, old = function.child_by_field_name("field"), operand(function)
    if field is None or old is None:
        return ()
    edits = [replaced(file, field, name)]
    needed = package if package in ("bytes", "strings") else ""
    if needed:
        new = called(file, needed)
        if new is None:
            return ()
        edits = [replaced(file, function, f"{new}.{name}")]
    changed = tuple(_arguments(file, call, is_text=name in CHARACTER_SEARCHES))
    if any(edit is None for edit in changed):
        return ()
    edits += (edit for edit in changed if edit is not None)
    return with_imports(file, edits, *filter(None, [needed]))


def _arguments(file: File, call: Node, *, is_text: bool) -> Iterator[Edit | None]:
    """Yield the edits of arguments: no conversion, or one of a constant; None if one is unclear.

    What `is_text` looks for characters, which the twin takes as they are.
    """
    found = [conversion_at(file, unparenthesised(argument)) for argument in arguments(call)]
    sources = {each.source for each in found if each is not None}
    for argument, conversion in zip(arguments(call), found, strict=True):
        if conversion is not None:
            plain = _plain(conversion)
            yield None if plain is None else replaced(file, conversion.node, plain)
        elif Text.BYTES in sources and not is_text and _is_string(file, argument):
            yield replaced(file, argument, f"[]byte({text(argument)})")


def _dropped(file: File, conversion: Conversion) -> tuple[Edit, ...]:
    return (replaced(file, conversion.node, text(conversion.operand)),)


def _plain(conversion: Conversion) -> str | None:
    """Spell what is converted as a plain string or plain bytes, None if that takes a copy."""
    spelled, type_ = text(conversion.operand), conversion.file.type_of(conversion.operand)
    if conversion.source is Text.STRING:
        return spelled if isinstance(type_, Basic) else f"string({spelled})"
    is_bytes = conversion.source is Text.BYTES and isinstance(type_, (Named, Slice))
    return spelled if is_bytes else None


def _is_unnamed(conversion: Conversion) -> bool:
    """Tell whether no method of a named type could print it another way."""
    return isinstance(conversion.file.type_of(conversion.operand), Slice)


def _is_string(file: File, argument: Node) -> bool:
    type_ = file.type_of(argument)
    return isinstance(type_, Basic) and "string" in type_.name
