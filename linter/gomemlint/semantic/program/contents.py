"""What the module puts into variables, fields and channels, as far as it shows."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import Array, GoObject, Named, Pointer, Scope, Slice, Unknown
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import assignment_to, definitions, is_addressed
from gomemlint.semantic.program.functions import function_around
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import call_around, called_name, parenthesised
from gomemlint.syntax.nodes import text

_DECODING = ("decode", "unmarshal", "scan", "bind", "parse", "read", "recv", "receive")
# The formats of settings, which the operator of a program writes.
_SETTINGS = (
    "yaml",
    "toml",
    "ini",
    "hcl",
    "envconfig",
    "viper",
    "flag",
    "pflag",
    "kong",
    "mapstructure",
)
_MESSAGES = ("json:", "xml:", "protobuf:", "form:")
_STEPS = frozenset({"inc_statement", "dec_statement"})
# Who has one of these is part of settings.
_SETTING = frozenset({"UnmarshalFlag", "UnmarshalTOML", "UnmarshalYAML"})


def is_counted(index: Index, variable: GoObject) -> bool:
    """Tell whether a variable or field is a counter: `n++`, `n += 1`, `atomic.AddInt64(&n, 1)`."""
    for definition in definitions(index, variable):
        sign = definition.assigned.operator
        if definition.statement.type in _STEPS or sign in ("+=", "-="):
            return _is_number(definition.file.type_of(definition.assigned.target))
    return False


def is_decoded(index: Index, field: GoObject) -> bool:
    """Tell whether the tag of a field names a format of messages, and none of settings."""
    declared = index.declaration(field)
    holder = None if declared is None else declared.node.parent
    tag = None if holder is None else holder.child_by_field_name("tag")
    spelled = "" if tag is None else text(tag)
    is_written = any(f'{mark}:"' in spelled for mark in _SETTINGS)
    is_sent = ':"-"' not in spelled and any(mark in spelled for mark in _MESSAGES)
    return is_sent and not is_written


def is_filled_elsewhere(index: Index, variable: GoObject) -> bool:
    """Tell whether a local variable goes to something that decodes into it, or reads into it."""
    for use in index.uses(variable.key):
        if _is_read_into(use) or _is_poured_into(use):
            return True
        if not is_addressed(use.node) or _is_of_settings(use):
            continue
        around = call_around(parenthesised(use.node.parent or use.node))
        name = None if around is None else called_name(around[0])
        is_decoding = name is not None and text(name).lower().startswith(_DECODING)
        if around is not None and is_decoding and not text(around[0]).startswith(_SETTINGS):
            return True
    return False


def _is_of_settings(use: Site) -> bool:
    """Tell whether a place belongs to a type that settings have: it can be read from YAML."""
    function = function_around(use.file, use.node)
    receiver = None if function is None or function.receiver is None else function.receiver.object
    type_ = None if receiver is None else use.file.types.type_of(receiver)
    of = type_.element if isinstance(type_, Pointer) else type_
    return isinstance(of, Named) and not _SETTING.isdisjoint(of.methods)


def _is_read_into(buffer: Site) -> bool:
    """Tell whether bytes are an argument of a read: `c.Read(buf)`, `io.ReadFull(r, buf[:])`."""
    place = parenthesised(buffer.node)
    if place.parent is not None and place.parent.type == "slice_expression":
        place = parenthesised(place.parent)
    around = call_around(place)
    name = None if around is None else called_name(around[0])
    if name is None or not text(name).startswith("Read"):
        return False
    type_ = core(buffer.file, buffer.file.type_of(buffer.node))
    return isinstance(type_, Slice | Array) and type_.element.size == 1


def _is_poured_into(buffer: Site) -> bool:
    """Tell whether all of a reader goes into a buffer: `io.Copy(&b, r)`, `b.ReadFrom(r)`."""
    place = parenthesised(buffer.node)
    selector = place.parent
    field = None if selector is None else selector.child_by_field_name("field")
    if field is not None and field != place:
        return text(field) == "ReadFrom"
    if is_addressed(buffer.node) and selector is not None:
        place = parenthesised(selector)
    around = call_around(place)
    name = None if around is None else called_name(around[0])
    is_target = around is not None and around[1] == 0
    return name is not None and is_target and text(name) in ("Copy", "CopyBuffer", "CopyN")


def is_table(index: Index, meant: GoObject | Unknown) -> bool:
    """Tell whether a package variable keeps the elements that it starts with."""
    if not isinstance(meant, GoObject) or meant.scope is not Scope.PACKAGE:
        return False
    return not any(_is_changed(use.node) for use in index.uses(meant.key))


def stored_in(index: Index, field: GoObject) -> list[Site]:
    """Return the values that fields are set to, by assignment or in a literal with names."""
    found = [
        Site(definition.file, definition.value)
        for definition in definitions(index, field)
        if definition.value is not None
    ]
    return [*found, *_in_literals(index, field)]


def sent_on(index: Index, channel: GoObject) -> Iterator[Site]:
    """Yield what is sent on a channel, under the name of this variable or field."""
    for use in index.uses(channel.key):
        outer = use.node.parent
        if outer is not None and outer.type == "selector_expression":
            outer = outer.parent
        if outer is None or outer.type != "send_statement":
            continue
        value = outer.child_by_field_name("value")
        if value is not None and use.node.end_byte <= value.start_byte:
            yield Site(use.file, value)


def _in_literals(index: Index, field: GoObject) -> Iterator[Site]:
    for use in index.uses(field.key):
        holder = use.node.parent
        element = None if holder is None else holder.parent
        if element is None or element.type != "keyed_element":
            continue
        value = element.child_by_field_name("value")
        if element.child_by_field_name("key") == holder and value is not None:
            yield from (Site(use.file, inside) for inside in value.named_children[:1])


def _is_changed(name: Node) -> bool:
    """Tell whether a variable is assigned to, or an element of it."""
    if assignment_to(name) is not None:
        return True
    place = parenthesised(name)
    if place.parent is not None and place.parent.type == "selector_expression":
        place = place.parent
    outer = place.parent
    is_indexed = outer is not None and outer.type == "index_expression"
    return is_indexed and outer is not None and assignment_to(outer) is not None


def _is_number(type_: object) -> bool:
    return getattr(type_, "spelling", "") != "string"
