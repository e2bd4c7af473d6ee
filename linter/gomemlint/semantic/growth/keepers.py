"""What keeps a container alive: the process, an owner that lives long, a closure that stays."""

from __future__ import annotations

from dataclasses import dataclass

from gomemlint.model.gotypes import GoObject, ObjectKind, Scope
from gomemlint.semantic.callers import callers
from gomemlint.semantic.code import Site
from gomemlint.semantic.functions import function_around, function_at
from gomemlint.semantic.index import Index
from gomemlint.semantic.lifetimes import Lifetime, Lifetimes
from gomemlint.semantic.occasions import Occasions
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import ancestors


@dataclass(frozen=True, slots=True)
class Keeper:
    """How long a container lives, the name of what keeps it, and why that lives so long."""

    lifetime: Lifetime
    name: str
    reason: str
    is_strong: bool


def keeper_of(
    index: Index, lifetimes: Lifetimes, occasions: Occasions, container: GoObject
) -> Keeper | None:
    """Return what keeps a container, None if it goes with a frame or a short-lived owner."""
    if container.kind is ObjectKind.FIELD:
        owner = lifetimes.owner(container)
        if not owner.is_long_lived:
            return None
        name = owner.type.rpartition(".")[2]
        reasons = owner.strong or owner.weak
        return Keeper(Lifetime.OBJECT, name, reasons[0], bool(owner.strong))
    if container.scope is Scope.PACKAGE:
        name = f"package variable {container.name}"
        return Keeper(Lifetime.PROCESS, name, "it lives as long as the program", is_strong=True)
    return _closure(index, occasions, container)


def _closure(index: Index, occasions: Occasions, variable: GoObject) -> Keeper | None:
    """Return the function literal that keeps a local variable for as long as the program runs."""
    declared = index.declaration(variable)
    home = None if declared is None else function_around(declared.file, declared.node)
    if declared is None or home is None:
        return None
    for use in index.uses(variable.key):
        for outer in ancestors(use.node):
            if outer == home.node:
                break
            if outer.type in FUNCTIONS and _stays(index, occasions, Site(use.file, outer)):
                reason = "a function that the program keeps captures it"
                return Keeper(Lifetime.PROCESS, home.name, reason, is_strong=True)
    return None


def _stays(index: Index, occasions: Occasions, literal: Site) -> bool:
    """Tell whether a literal is registered as a handler or is kept by a package variable."""
    function = function_at(literal.file, literal.node)
    found = callers(index, function)
    if any(occasions.is_registered(value) for value in found.values):
        home = function_around(literal.file, literal.node)
        return home is None or not occasions.repetition(literal)
    return any(_is_global_call(call) for call in found.calls)


def _is_global_call(call: Site) -> bool:
    name = call.node.child_by_field_name("function")
    meant = None if name is None else call.file.object_of(name)
    return isinstance(meant, GoObject) and (
        meant.scope is Scope.PACKAGE or meant.kind is ObjectKind.FIELD
    )
