"""What fills the objects of a pool, and with what."""

from __future__ import annotations

import re

from tree_sitter import Node

from gomemlint.model.gotypes import GoType, Map, Named, Pointer, Unknown
from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.definitions import assignment_to
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.values.clearing import is_reset_name
from gomemlint.syntax.expressions import (
    arguments,
    call_around,
    called_name,
    calls,
    is_call,
    parenthesised,
)
from gomemlint.syntax.functions import enclosing_function
from gomemlint.syntax.nodes import descendants, enclosing, text
from gomemlint.syntax.statements import ASSIGNMENTS, assigned

BUFFER = "bytes.Buffer"
_HASH = "hash.Hash"
_LOOKS = frozenset({"Cap", "Len", "Available", "cap", "len", "Size"})
_ASKS = frozenset({"Available", "Bytes", "Cap", "Grow", "Len", "Reset", "String", "Truncate"})
# What is written out of a buffer does not fill it.
_FILLS = re.compile(r"Write(?!To$)|ReadFrom")
# They leave as it is what the input does not name, and add to the maps that they find.
_DECODERS = frozenset(
    {
        "encoding/gob.(Decoder).Decode",
        "encoding/json.(Decoder).Decode",
        "encoding/json.Unmarshal",
        "encoding/xml.(Decoder).Decode",
        "encoding/xml.Unmarshal",
    }
)


def grows(use: Site) -> bool:
    """Tell whether a field is appended to as it is, filled, or gets a key."""
    place = enclosing(use.node, ("selector_expression",))
    holder = None if place is None else place.parent
    if place is None or holder is None:
        return False
    if holder.type == "index_expression":
        if not isinstance(use.file.type_of(place), Map):
            return False
        statement = enclosing(holder, ("assignment_statement", "inc_statement"))
        left = None if statement is None else statement.child_by_field_name("left") or statement
        return left is not None and left.start_byte <= place.start_byte < left.end_byte
    if holder.type == "selector_expression":
        field = holder.child_by_field_name("field")
        return field is not None and _FILLS.match(text(field)) is not None
    call = enclosing(place, ("call_expression",))
    statement = enclosing(place, ("assignment_statement",))
    if call is None or statement is None or holder.type != "argument_list":
        return False
    name = called_name(call)
    is_first = arguments(call)[0] == place
    return name is not None and is_first and text(name) == "append"


def empties(use: Site) -> bool:
    """Tell whether a field gets a new value, or goes to a function that may empty it."""
    place = enclosing(use.node, ("selector_expression",))
    statement = None if place is None else enclosing(place, ASSIGNMENTS)
    for each in () if statement is None else assigned(statement):
        if (
            each.target == place
            and each.value is not None
            and not _extends(each.value, each.target)
        ):
            return True
    outer = None if place is None else place.parent
    call = None if outer is None or outer.type != "argument_list" else outer.parent
    name = None if call is None else called_name(call)
    return name is not None and text(name) not in ("append", "len", "cap")


def _extends(value: Node, target: Node) -> bool:
    return text(value).startswith(f"append({text(target)},")


def begins_anew(use: Site) -> bool:
    """Tell whether the function that fills a field has emptied it before: `x.f[:0]`, `clear(x.f)`.

    So has one that resets it: `x.f.Reset()`.
    """
    place, function = enclosing(use.node, ("selector_expression",)), enclosing_function(use.node)
    if place is None or function is None:
        return False
    body, spelled = use.file.text(function), text(place)
    begun = (
        body.find(each) for each in (f"{spelled}[:0]", f"{spelled}.Reset()", f"clear({spelled})")
    )
    return any(0 <= start < use.node.start_byte - function.start_byte for start in begun)


def fills(function: Function, type_: GoType | Unknown) -> bool:
    """Tell whether a function adds to a map, or appends to what a pointer leads to."""
    for node in () if function.body is None else descendants(function.body):
        if node.type in ("assignment_statement", "inc_statement"):
            for each in assigned(node):
                if _adds(function.file, each.target, each.value, type_):
                    return True
    return False


def decodes(index: Index, function: Function, type_: GoType | Unknown) -> bool:
    """Tell whether a function lets a decoder fill an object of a type."""
    calls = (n for n in (descendants(function.body) if function.body else ()) if is_call(n))
    for call in calls:
        given = arguments(call)
        if not given or function.file.type_of(given[-1]) != type_:
            continue
        callee = callee_of(index, function.file, call)
        if callee is not None and callee.key in _DECODERS:
            return True
    return False


def _adds(file: File, target: Node, value: Node | None, type_: GoType | Unknown) -> bool:
    if target.type == "index_expression":
        inner = target.child_by_field_name("operand")
        is_same = inner is not None and file.type_of(inner) == type_
        # What maps each key to itself is never out of date.
        key = target.child_by_field_name("index")
        is_interned = key is not None and value is not None and text(key) == text(value)
        return is_same and isinstance(type_, Map) and not is_interned
    spelled = text(target)
    if value is None or not spelled.startswith("*"):
        return False
    return text(value).startswith(f"append({spelled},")


def only_takes_room(function: Function) -> bool:
    """Tell whether a function writes to no `bytes.Buffer` that it has, and gives it to nobody.

    What is written into `b.Bytes()[:b.Cap()]` leaves the buffer as empty as it was.
    """
    nodes = descendants(function.body) if function.body is not None else ()
    return not any(
        node.type in ("identifier", "selector_expression")
        and getattr(function.file.type_of(node), "spelling", "").lstrip("*") == BUFFER
        and not _only_asks(node)
        for node in nodes
    )


def _only_asks(buffer: Node) -> bool:
    """Tell whether a buffer is assigned, goes back to a pool, or is asked for what it has."""
    outer = buffer.parent
    if outer is None or assignment_to(buffer) is not None:
        return True
    around = call_around(buffer)
    name = None if around is None else called_name(around[0])
    if name is not None:
        return text(name) == "Put"
    field = outer.child_by_field_name("field")
    return field is not None and (field == buffer or text(field) in _ASKS)


def is_hash(type_: GoType | Unknown) -> bool:
    """Tell whether what is written to an object goes into a sum until it is reset."""
    if isinstance(type_, Pointer) and isinstance(type_.element, Named):
        return _HASH in type_.element.pointer_implements
    return isinstance(type_, Named) and (type_.key == _HASH or _HASH in type_.implements)


def is_content(use: Node) -> bool:
    """Tell whether a use reads or adds content: no reset, no put, no look at the size."""
    if _is_renamed(use) or _is_listed(use):
        return False
    call = enclosing(use, ("call_expression",))
    name = None if call is None else called_name(call)
    if name is None:
        return True
    word = text(name)
    if word in _LOOKS or is_reset_name(word):
        return False
    is_put = word.lower().startswith(("put", "give", "release", "free", "recycle", "return"))
    return not is_put


def _is_listed(use: Node) -> bool:
    """Tell whether a use notes an object in a list: `lent = append(lent, b)`."""
    around = call_around(use)
    return around is not None and calls(around[0], "append") and use in arguments(around[0])[1:]


def _is_renamed(use: Node) -> bool:
    """Tell whether a use gives an object another name: `b := v.(*bytes.Buffer)`."""
    value = parenthesised(use)
    while value.parent is not None and value.parent.type == "type_assertion_expression":
        value = parenthesised(value.parent)
    holder = value.parent
    statement = None if holder is None else holder.parent
    pairs = assigned(statement) if statement and statement.type in ASSIGNMENTS else ()
    return any(pair.value == value and pair.target.type == "identifier" for pair in pairs)
