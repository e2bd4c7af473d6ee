"""How sure the signs make that a container grows for ever."""

from __future__ import annotations

from dataclasses import dataclass

from gomemlint.model.findings import Confidence, Tier
from gomemlint.semantic.growth.domains import Domain
from gomemlint.semantic.growth.keepers import Keeper
from gomemlint.semantic.growth.keys import names_a_client
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.functions import Function


class Bounded:
    """The answer that something keeps a container from growing."""


BOUNDED = Bounded()


@dataclass(frozen=True, slots=True)
class Shape:
    """What is inserted: its key, where that comes from, whether it is made when it is missing."""

    key: Site | None
    domain: Domain
    is_created: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """All signs together, and how sure they make."""

    shape: Shape
    keeper: Keeper
    occasion: str
    ender: Function | None
    missed: Site | Bounded | None
    registers: bool
    is_library: bool

    @property
    def of_map(self) -> Confidence | None:
        """Weigh the signs of an open key domain; None if there is none.

        It is probable that a map grows if its keys are seen to be open and the insertion is seen
        to run again and again; the shape of a cache for what comes and goes counts as much.
        """
        key, domain = self.shape.key, self.shape.domain
        sources = (key, domain.site if domain.is_assumed else None)
        is_named = any(site is not None and names_a_client(site) for site in sources)
        is_cache = self.shape.is_created and is_named
        if domain.is_open and not domain.is_assumed:
            is_run = bool(self.occasion) or domain.is_traffic
            is_sure = is_run or is_cache or self.ender is not None
        elif domain.is_open:
            is_run = bool(self.occasion) or not self.is_library
            is_sure = self.ender is not None or (is_cache and is_run)
        elif not (self.shape.is_created or is_named or self.ender is not None):
            return None
        else:
            is_kept = bool(self.occasion) or self.keeper.is_strong
            is_ended = self.shape.is_created and self.ender is not None
            is_sure = is_ended or (is_kept and (is_cache or self.ender is not None))
        return Confidence.PROBABLE if is_sure else Confidence.POSSIBLE

    @property
    def of_slice(self) -> Confidence | None:
        """A slice grows where its append runs again and again."""
        if self.occasion:
            return Confidence.PROBABLE
        return None

    @property
    def tier(self) -> Tier:
        """Return the tier: a registration, and a removal that misses an exit, are strict."""
        is_called = self.shape.domain.is_open and not self.shape.domain.is_assumed
        is_registry = self.registers and (self._is_unregistered or not is_called)
        is_strict = isinstance(self.missed, Site) or is_registry
        return Tier.STRICT if is_strict else Tier.DEFAULT

    @property
    def _is_unregistered(self) -> bool:
        """Tell whether what is registered under a name can be taken back, and the name stays."""
        declared = None if self.ender is None else self.ender.declared
        name = "" if declared is None else declared.name.lower()
        return name.startswith(("unregister", "deregister"))
