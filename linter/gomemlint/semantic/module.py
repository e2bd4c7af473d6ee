"""What rules ask about the whole module: who uses an object, and with which types."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from gomemlint.model.gotypes import GoType
from gomemlint.semantic.code import Code, Site, Unit, uses


class Module:
    """All packages of a run, as one rule sees them from its package."""

    def __init__(self, code: Code) -> None:
        self.code = code

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """All packages to analyse, sorted by path. Loads them all: ask for one where you can."""
        found = (self.code.unit(path) for path in self.code.units())
        return tuple(unit for unit in found if unit is not None)

    def uses_of(self, key: str) -> Iterator[Site]:
        """Yield every identifier that means an object, its declaration left out."""
        return uses(self.code, key)

    def instances_of(self, key: str) -> tuple[tuple[GoType, ...], ...]:
        """Return the type arguments that the module gives a generic function or type."""
        found: dict[tuple[str, ...], tuple[GoType, ...]] = {}
        for site in self.uses_of(key):
            arguments = site.file.types.instance_at(site.file.absolute, site.node.start_byte)
            if arguments:
                found.setdefault(tuple(a.spelling for a in arguments), arguments)
        return tuple(found.values())
