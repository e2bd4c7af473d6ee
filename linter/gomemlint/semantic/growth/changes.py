"""What a change of a container leaves as it was."""

from __future__ import annotations

from gomemlint.model.gotypes import Pointer, Unknown
from gomemlint.semantic.lifetimes.mutations import Change, Mutation
from gomemlint.syntax.expressions import is_address_of, is_nil, unparenthesised


def is_blanking(insertion: Mutation) -> bool:
    """Tell whether an insertion writes the zero value: `m[k] = 0`."""
    value = None if insertion.value is None else unparenthesised(insertion.value)
    if value is None:
        return False
    constant = insertion.site.file.constant_of(value)
    return is_nil(value) or constant in ("", "0", "false")


def is_of_constant(change: Mutation) -> bool:
    """Tell whether a removal takes out one key that the program spells."""
    if change.change is not Change.REMOVE or change.key is None:
        return False
    return not isinstance(change.site.file.constant_of(change.key), Unknown)


def leaves_length(change: Mutation) -> bool:
    """Tell whether a change of a slice cannot make it shorter: a copy of its header was given."""
    if change.change is Change.CLEAR:
        return True
    if change.change is not Change.SHARED or is_address_of(change.place):
        return False
    return not isinstance(change.site.file.type_of(change.place), Pointer)
