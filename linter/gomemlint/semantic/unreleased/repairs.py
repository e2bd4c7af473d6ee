"""Edits that let goroutines end, and objects go."""

from __future__ import annotations

from gomemlint.model.findings import Edit
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import sole_value
from gomemlint.semantic.program.edits import replaced
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.unreleased.blocking import Blocked
from gomemlint.semantic.unreleased.finalizing import Kept
from gomemlint.syntax.expressions import arguments, unparenthesised
from gomemlint.syntax.functions import enclosing_function, parameters
from gomemlint.syntax.nodes import text
from gomemlint.syntax.statements import body, statements


def room_for_one(index: Index, file: File, blocked: Blocked) -> tuple[Edit, ...]:
    """Return the edit that gives a channel room for its only send.

    There is none unless the goroutine ends with the send: what comes behind it could count on the
    receiver being there.
    """
    value = sole_value(index, blocked.channel)
    if value is None or not blocked.is_send or blocked.loop is not None:
        return ()
    sends = [
        use
        for use in index.uses(blocked.channel.key)
        if use.node.parent is not None
        and use.node.parent.type == "send_statement"
        and use.node.parent.child_by_field_name("channel") == use.node
    ]
    sender = enclosing_function(blocked.act)
    inside = None if sender is None else body(sender)
    if len(sends) != 1 or inside is None or statements(inside)[-1] != sends[0].node.parent:
        return ()
    made = unparenthesised(value.node)
    element = arguments(made)[0]
    return (replaced(file, made, f"make({text(element)}, 1)"),)


def object_as_parameter(kept: Kept) -> tuple[Edit, ...]:
    """Return the edit that calls the parameter of a finalizer what the object is called.

    The literal then means its parameter; there is none if it has a name, or means something else.
    """
    name, literal = kept.object, unparenthesised(kept.keeper)
    given = parameters(literal) if literal.type == "func_literal" else ()
    is_plain = name.type == "identifier" and text(kept.through) == text(name)
    if kept.is_cleanup or not kept.is_direct or not is_plain or len(given) != 1:
        return ()
    if given[0].name is None:
        whole = f"{text(name)} {text(given[0].type)}"
        return (replaced(kept.file, given[0].type, whole),)
    is_blank = text(given[0].name) == "_"
    return (replaced(kept.file, given[0].name, text(name)),) if is_blank else ()
