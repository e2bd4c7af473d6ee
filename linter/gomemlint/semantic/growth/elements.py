"""Where keys come from that are taken out of something: by a loop, or from a channel."""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.model.gotypes import Array, Chan, GoObject, Scope, Slice
from gomemlint.semantic.growth.openness import ROUND, Domain, Openness
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.contents import is_table, sent_on
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import Definition
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import unparenthesised
from gomemlint.syntax.statements import range_of

_SENDERS = 30


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
