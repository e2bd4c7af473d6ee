"""How sure the signs make that a container grows for ever."""

from __future__ import annotations

from dataclasses import dataclass

from gomemlint.model.findings import Confidence, Tier
from gomemlint.semantic.growth.keepers import Keeper
from gomemlint.semantic.growth.keys import names_a_client, names_a_path, names_a_thing
from gomemlint.semantic.growth.openness import Domain
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.functions import Function


class Bounded:
    """The answer that something keeps a container from growing."""


BOUNDED = Bounded()


@dataclass(frozen=True, slots=True)
class Shape:
    """What is inserted: its key, where that comes from, whether it is made when it is missing.

    `is_tally` holds if the element counts or sums up what came under its key.
    """

    key: Site | None
    domain: Domain
    is_created: bool
    is_tally: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """All signs together, and how sure they make.

    `is_offered` holds for what a program reaches by an exported function that it does not call
    itself: a part of a service whose wiring is not seen.
    """

    shape: Shape
    keeper: Keeper
    occasion: str
    ender: Function | None
    missed: Site | Bounded | None
    registers: bool
    is_library: bool
    is_offered: bool

    @property
    def of_map(self) -> Confidence | None:
        """Weigh the signs of an open key domain; None if there is none.

        It is probable that a map grows if its keys are seen to be open and the insertion is seen
        to run again and again; the shape of a cache for what comes and goes counts as much.
        """
        domain = self.shape.domain
        is_cache = self.shape.is_created and self._is_named
        if domain.is_open and not domain.is_assumed:
            is_run = bool(self.occasion) or domain.is_traffic
            is_run = is_run or (self.is_offered and self.keeper.is_strong)
            is_sure = is_run or is_cache or self._is_of_paths or self.ender is not None
        elif domain.is_open:
            is_run = bool(self.occasion) or not self.is_library
            is_served = self.is_offered and self.keeper.is_lasting
            is_told = is_served and (self._is_named or self._is_thing or self.shape.is_tally)
            is_sure = self.ender is not None or (is_cache and is_run) or is_told
        elif not (self.shape.is_created or self._is_named or self.ender is not None):
            return None
        else:
            is_sure = self._is_unseen_but_sure(is_cache=is_cache)
        return Confidence.PROBABLE if is_sure else Confidence.POSSIBLE

    @property
    def _is_named(self) -> bool:
        """Tell whether a key is called after what comes and goes."""
        key, domain = self.shape.key, self.shape.domain
        sources = (key, domain.site if domain.is_assumed else None)
        return any(site is not None and names_a_client(site) for site in sources)

    @property
    def _is_of_paths(self) -> bool:
        """Tell whether something is made for each path that comes in."""
        key = self.shape.key
        return self.shape.is_created and key is not None and names_a_path(key)

    @property
    def _is_thing(self) -> bool:
        """Tell whether the parameter of what others call is named after one thing of many."""
        site = self.shape.domain.site
        return site is not None and names_a_thing(site)

    def _is_unseen_but_sure(self, *, is_cache: bool) -> bool:
        """Weigh keys whose origin is not seen."""
        is_kept = bool(self.occasion) or self.keeper.is_strong
        is_ended = self.shape.is_created and self.ender is not None
        is_worked = bool(self.occasion) and self.keeper.is_strong and self._is_named
        return is_ended or is_worked or (is_kept and (is_cache or self.ender is not None))

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
