"""What changed on the heap between two revisions, as values."""

from __future__ import annotations

from dataclasses import dataclass

from gomemlint.model.allocations import ListedSite, Storage
from gomemlint.model.report import ReportedFinding
from gomemlint.model.survey import ParameterFlow, Survey


@dataclass(frozen=True, slots=True)
class Changed:
    """A site that was on the heap before, and is now for another reason or in a loop."""

    before: ListedSite
    after: ListedSite


@dataclass(frozen=True, slots=True)
class Ripple:
    """A parameter that began to leak, and the new sites of those who pass memory to it."""

    parameter: ParameterFlow
    payers: tuple[ListedSite, ...]


@dataclass(frozen=True, slots=True)
class HeapDiff:
    """What changed on the heap.

    `new` and `changed` have their places in `after`, `gone` in `before`. `broken` are findings of
    contracts that the earlier revision did not have. `since` and `until` name the revisions, the
    work tree by nothing.
    """

    before: Survey
    after: Survey
    new: tuple[ListedSite, ...]
    gone: tuple[ListedSite, ...]
    changed: tuple[Changed, ...]
    ripples: tuple[Ripple, ...]
    broken: tuple[ReportedFinding, ...] = ()
    since: str = ""
    until: str = ""

    @property
    def new_on_heap(self) -> tuple[ListedSite, ...]:
        """The new sites that allocate in code that does not run rarely."""
        return tuple(site for site in self.new if allocates(site) and not site.is_cold)

    @property
    def new_in_loops(self) -> tuple[ListedSite, ...]:
        """The new sites in loops, and the old ones around which there is a loop now."""
        entered = [
            change.after for change in self.changed if change.after.loops > change.before.loops
        ]
        sites = (*self.new_on_heap, *(site for site in entered if not site.is_cold))
        return tuple(site for site in sites if site.loops)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The packages of which nothing is known on one side: they are not compared."""
        return tuple(sorted({*self.before.missing, *self.after.missing}))

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed on the heap."""
        return not (self.new or self.gone or self.changed or self.ripples or self.broken)


def allocates(site: ListedSite) -> bool:
    """Tell whether a site costs memory each time, or above a limit."""
    return site.verdict.storage in (Storage.HEAP, Storage.CONDITIONAL)
