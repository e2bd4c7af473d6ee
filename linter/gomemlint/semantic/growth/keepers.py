"""What keeps a container alive: the process, an owner that lives long, a closure that stays."""

from __future__ import annotations

from dataclasses import dataclass

from gomemlint.model.gotypes import GoObject, ObjectKind, Scope, Unknown
from gomemlint.semantic.frequency.occasions import Occasions
from gomemlint.semantic.lifetimes.lifetimes import Lifetime, Lifetimes
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.functions import function_around, function_at
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.tables import keepers_of
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import ancestors


@dataclass(frozen=True, slots=True)
class Keeper:
    """How long a container lives, the name of what keeps it, and why that lives so long.

    `is_lasting` holds for a strong sign, and for weak ones of what is made when the program starts.
    """

    lifetime: Lifetime
    name: str
    reason: str
    is_strong: bool
    is_lasting: bool = True


def keeper_of(
    index: Index, lifetimes: Lifetimes, occasions: Occasions, container: GoObject
) -> Keeper | None:
    """Return what keeps a container, None if it goes with a frame or a short-lived owner."""
    if container.kind is ObjectKind.FIELD:
        owner = lifetimes.owner(container)
        if not owner.is_long_lived:
            return None
        name = owner.type.rpartition(".")[2]
        reasons = owner.strong or owner.starting or owner.weak
        is_strong, is_early = bool(owner.strong), bool(owner.starting and owner.weak)
        return Keeper(Lifetime.OBJECT, name, reasons[0], is_strong, is_strong or is_early)
    if container.scope is Scope.PACKAGE:
        name = f"package variable {container.name}"
        return Keeper(Lifetime.PROCESS, name, "it lives as long as the program", is_strong=True)
    return _closure(index, lifetimes, occasions, container)


def _closure(
    index: Index, lifetimes: Lifetimes, occasions: Occasions, variable: GoObject
) -> Keeper | None:
    """Return the function literal that keeps a local variable for as long as the program runs."""
    declared = index.declaration(variable)
    home = None if declared is None else function_around(declared.file, declared.node)
    if declared is None or home is None:
        return None
    for use in index.uses(variable.key):
        for outer in ancestors(use.node):
            if outer == home.node:
                break
            literal = Site(use.file, outer)
            if outer.type in FUNCTIONS and _stays(index, lifetimes, occasions, literal):
                reason = "a function that the program keeps captures it"
                return Keeper(Lifetime.PROCESS, home.name, reason, is_strong=True)
    return None


def _stays(index: Index, lifetimes: Lifetimes, occasions: Occasions, literal: Site) -> bool:
    """Tell whether a literal is registered as a handler or is kept by something long-lived."""
    function = function_at(literal.file, literal.node)
    found = occasions.callers(function)
    if any(occasions.is_registered(value) for value in found.values):
        return not occasions.repetition(literal)
    if any(_is_kept(lifetimes, _meant(call)) for call in found.calls):
        return True
    kept = (keeper for value in found.values for keeper in keepers_of(index, value))
    return any(_is_kept(lifetimes, keeper) for keeper in kept) and not (
        occasions.repetition(literal)
    )


def _meant(call: Site) -> GoObject | Unknown:
    name = call.node.child_by_field_name("function")
    return Unknown() if name is None else call.file.object_of(name)


def _is_kept(lifetimes: Lifetimes, meant: GoObject | Unknown) -> bool:
    """Tell whether a place is a package variable or a field of a long-lived object."""
    if not isinstance(meant, GoObject):
        return False
    if meant.kind is ObjectKind.FIELD:
        return lifetimes.owner(meant).is_long_lived
    return meant.kind is ObjectKind.VARIABLE and meant.scope is Scope.PACKAGE
