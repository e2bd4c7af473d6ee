"""Where keys come from that are taken out of something: by a loop, or from a channel."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import Array, Chan, GoObject, Scope, Slice
from gomemlint.semantic.growth.openness import ROUND, Domain, Openness
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.contents import is_table, sent_on
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import Definition, definitions
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import operand, unparenthesised
from gomemlint.syntax.statements import range_of

_SENDERS = 30
_HOPS = 3


def received(index: Index, channel: Site, pending: list[Site]) -> Iterator[Domain]:
    """Judge what comes out of a channel by what the module sends, open if nobody is seen to."""
    meant = channel.file.object_of(unparenthesised(channel.node))
    sent = list(sent_on(index, meant)) if isinstance(meant, GoObject) else []
    if not sent:
        yield Domain(Openness.OPEN, f"it comes out of the channel {channel.text}", channel)
    pending += sent[:_SENDERS]


def ranged(index: Index, defined: Definition, pending: list[Site]) -> Iterator[Domain]:
    """Judge a variable of a loop: a number of a round, or an element of what it goes over.

    A table of the program is closed; for anything else, ask what the loop goes over.
    """
    loop = defined.statement.parent
    parts = None if loop is None else range_of(loop)
    if parts is None:
        return
    over = Site(defined.file, unparenthesised(parts.operand))
    meant = over.file.object_of(over.node)
    type_ = core(over.file, over.file.type_of(over.node))
    if isinstance(type_, Chan):
        yield from received(index, over, pending)
    elif defined.assigned.target == parts.key and isinstance(type_, Array | Slice):
        yield ROUND
    elif over.node.type == "composite_literal" or is_table(index, meant):
        yield Domain(Openness.CLOSED, "it goes over a fixed table", over)
    elif isinstance(meant, GoObject) and meant.scope is Scope.PACKAGE:
        yield Domain(Openness.UNKNOWN, f"it goes over {meant.name}", over)
    else:
        pending.append(over)


def collections_of(index: Index, key: Site, hops: int = 0) -> list[Site] | None:
    """Return what a key, or what has it as a field, is an element of; None if it is anything else.

    `for _, e := range c.ring { if best == nil || e.load < best.load { best = e } }` gives `c.ring`.
    """
    node = unparenthesised(key.node)
    while node.type == "selector_expression" and (inner := operand(node)) is not None:
        node = unparenthesised(inner)
    meant = key.file.object_of(node) if node.type == "identifier" else None
    if not isinstance(meant, GoObject) or meant.scope is not Scope.LOCAL or hops >= _HOPS:
        return None
    found: list[Site] = []
    for definition in definitions(index, meant):
        value = definition.assigned.value
        if value is None and definition.statement.type == "var_spec":
            continue
        more = None if value is None else _collections(index, definition, value, hops)
        if more is None:
            return None
        found += more
    return found


def _collections(index: Index, definition: Definition, value: Node, hops: int) -> list[Site] | None:
    place = Site(definition.file, unparenthesised(value))
    if definition.statement.type == "range_clause":
        return [place] if definition.assigned.result == 1 else None
    if place.node.type == "index_expression":
        inner = operand(place.node)
        return None if inner is None else [Site(place.file, inner)]
    is_name = place.node.type == "identifier"
    return collections_of(index, place, hops + 1) if is_name else None
