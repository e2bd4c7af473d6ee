"""Sites in groups: by cause, by package, by function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from gomemlint.model.allocations import ListedSite, Storage
from gomemlint.model.spans import Span

BY_FORM = "allocates by its form"
PACKAGE_LEVEL = "package level"


class By(Enum):
    """What sites are grouped by."""

    CAUSE = "cause"
    PACKAGE = "package"
    FUNCTION = "function"


@dataclass(frozen=True, slots=True)
class Group:
    """Sites with one key, those in loops first. `code` is that of the rule of a cause."""

    code: str
    title: str
    sites: tuple[ListedSite, ...]

    @property
    def in_loops(self) -> int:
        return sum(1 for site in self.sites if site.loops)

    @property
    def heap(self) -> int:
        """Count the sites that are surely on the heap."""
        return sum(1 for site in self.sites if site.verdict.storage is Storage.HEAP)


def grouped(sites: Iterable[ListedSite], by: By) -> tuple[Group, ...]:
    """Put sites into groups, the largest group first."""
    found: dict[tuple[str, str], list[ListedSite]] = {}
    for site in sites:
        found.setdefault(_key(site, by), []).append(site)
    groups = (Group(*key, tuple(sorted(of, key=_hottest))) for key, of in found.items())
    return tuple(sorted(groups, key=lambda group: (-len(group.sites), group.code, group.title)))


def of_function(sites: Iterable[ListedSite], name: str) -> Iterator[ListedSite]:
    """Yield the sites of functions with a name: `F`, `T.M`, `(*T).M` or a method's own name."""
    for site in sites:
        short = site.function.rpartition(".")[2]
        plain = site.function.replace("(*", "").replace(")", "")
        if name in (site.function, short, plain, f"{site.package}.{site.function}"):
            yield site


def _key(site: ListedSite, by: By) -> tuple[str, str]:
    match by:
        case By.CAUSE if site.escape is None:
            return "", BY_FORM
        case By.CAUSE:
            assert site.escape is not None
            return site.escape.cause.value, site.escape.cause.title
        case By.PACKAGE:
            return "", site.package
        case By.FUNCTION:
            return "", f"{site.package}.{site.function or PACKAGE_LEVEL}"


def _hottest(site: ListedSite) -> tuple[bool, int, int, Span]:
    """Order: code that runs often before cold code, deeper loops first, then by place."""
    return site.is_cold, -site.loops, -site.verdict.storage.rank, site.span
