"""Why the elements behind the end of a cut slice are kept on purpose."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import arguments, called_name, is_call, unparenthesised
from gomemlint.syntax.nodes import descendants, enclosing, text
from gomemlint.syntax.statements import assigned


def is_reused(index: Index, field: str) -> bool:
    """Tell whether old elements of a slice are used again, or are memory of the same object.

    `x.f = x.f[:len(x.f)+1]` takes up an element that was cut before, with the buffers it has.
    """
    uses = index.uses(field)
    if any(map(_lengthens, uses)):
        return True
    added = [_adds_own_part(use, value) for use in uses for value in _appended(use)]
    return bool(added) and all(added)


def _lengthens(use: Site) -> bool:
    """Tell whether a use assigns a longer piece of the same array to its field."""
    place = enclosing(use.node, ("selector_expression",))
    statement = None if place is None else enclosing(place, ("assignment_statement",))
    for each in () if statement is None else assigned(statement):
        value = None if each.value is None else unparenthesised(each.value)
        if value is None or place != each.target or value.type != "slice_expression":
            continue
        whole, end = value.child_by_field_name("operand"), value.child_by_field_name("end")
        if whole is None or end is None or text(whole) != text(place):
            continue
        sums = (n for n in (end, *descendants(end)) if n.type == "binary_expression")
        if any(n.children[1].type == "+" and f"len({text(place)})" in text(n) for n in sums):
            return True
    return False


def _appended(use: Site) -> Iterator[Node]:
    """Yield what an `append` adds to a field."""
    place = enclosing(use.node, ("selector_expression",))
    call = None if place is None else enclosing(place, ("call_expression",))
    name = None if call is None or not is_call(call) else called_name(call)
    if call is not None and name is not None and text(name) == "append":
        given = arguments(call)
        if given and given[0] == place:
            yield from given[1:]


def _adds_own_part(use: Site, value: Node) -> bool:
    """Tell whether an element is a part of another field of the same object."""
    place = enclosing(use.node, ("selector_expression",))
    value = unparenthesised(value)
    whole = value.child_by_field_name("operand") if value.type == "slice_expression" else None
    if place is None or whole is None or whole.type != "selector_expression":
        return False
    owner, other = place.child_by_field_name("operand"), whole.child_by_field_name("operand")
    return owner is not None and other is not None and text(owner) == text(other)
