"""Sites on the heap as findings: which of them are worth one, and its words."""

from __future__ import annotations

from dataclasses import dataclass

from gomemlint.model.allocations import Cause, Escape, Kind, Storage
from gomemlint.model.facts import Inlinable
from gomemlint.model.findings import Basis, Evidence, Finding, Fix, Related, Severity
from gomemlint.semantic.allocation.advice import ADVICE
from gomemlint.semantic.allocation.causes import goroutine_of
from gomemlint.semantic.allocation.escaping import escape_of, is_dynamic
from gomemlint.semantic.allocation.listing import raw
from gomemlint.semantic.allocation.passages import routes
from gomemlint.semantic.allocation.sites import Allocation, Allocations
from gomemlint.semantic.frequency.cold import Cold
from gomemlint.semantic.program.captures import captured_by
from gomemlint.semantic.program.code import Unit, Versions
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.functions import enclosing_loop

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Escaped:
    """A site that allocates, and why it is on the heap.

    `is_per_item` says that goroutines which a loop starts share the variable.
    """

    allocation: Allocation
    escape: Escape
    is_per_item: bool = False

    @property
    def cause(self) -> Cause:
        return self.escape.cause


class Escapes:
    """The sites of packages that are worth a finding; what is found out is kept."""

    def __init__(self, index: Index, allocations: Allocations, cold: Cold) -> None:
        self._index = index
        self._allocations = allocations
        self._cold = cold
        self._found: dict[str, tuple[Escaped, ...]] = {}

    def of(self, unit: Unit) -> tuple[Escaped, ...]:
        """Return the sites of a package that allocate in code that is not cold."""
        if unit.path not in self._found:
            sites = (
                site
                for file in unit.files
                for site in self._allocations.recorded(unit, file)
                if _allocates(site) and not self._cold.is_cold(file, site.site.node)
            )
            found = (self._escaped(site, unit.versions) for site in sites)
            self._found[unit.path] = tuple(each for each in found if each is not None)
        return self._found[unit.path]

    def _escaped(self, site: Allocation, versions: Versions) -> Escaped | None:
        escape = escape_of(self._index, site, versions)
        if escape is None:
            return None
        return Escaped(site, escape, self._is_per_item(site, escape))

    def _is_per_item(self, site: Allocation, escape: Escape) -> bool:
        if escape.cause is not Cause.GOROUTINE or site.kind is not Kind.VARIABLE:
            return False
        started = (
            goroutine_of(site.candidate, route) for route in routes(self._index, site.candidate)
        )
        return any(each is not None and enclosing_loop(each) is not None for each in started)


def _allocates(site: Allocation) -> bool:
    """Tell whether a site costs something each time, or for all but small values."""
    if site.verdict.storage is Storage.HEAP:
        return site.escapes or is_dynamic(site)
    if site.verdict.storage is not Storage.CONDITIONAL:
        return False
    return site.source.kind is Kind.BOXING or is_dynamic(site)


def escape_finding(escaped: Escaped) -> Finding:
    """Report a site with the way that its memory takes."""
    site, escape = escaped.allocation, escaped.escape
    span = site.site.span
    advice = ADVICE[escape.cause]
    lines = raw(site)
    return Finding(
        span=span,
        message=f"{escape.sentence}{_remark(site)}",
        evidence=(
            Evidence(
                Basis.COMPILER,
                span,
                f"{site.verdict.reason}{_copies(site)}",
                "\n".join(lines[:SHOWN]),
            ),
        ),
        flow=tuple(Related(link.span, link.message) for link in escape.chain),
        fix=Fix(f"{advice.instead}; not if {advice.unless}"),
        severity=Severity.MEDIUM if site.loops else None,
    )


def _remark(site: Allocation) -> str:
    if site.kind is Kind.CLOSURE:
        names = [f"`{each.variable.name}`" for each in captured_by(site.file, site.site.node)]
        shown = [*names[:SHOWN], *(["others"] if len(names) > SHOWN else [])]
        return f"; it captures {', '.join(shown)}" if names else ""
    if site.verdict.storage is Storage.CONDITIONAL and site.kind is Kind.BOXING:
        return f"; it may allocate: integers up to {site.verdict.limit} do not"
    return ""


def _copies(site: Allocation) -> str:
    return f"; the compiler says so {site.count} times" if site.count > 1 else ""


def is_inlined_away(escaped: Escaped) -> bool:
    """Tell whether a site belongs to a function that its callers inline, where they are judged."""
    function = escaped.allocation.function
    name = None if function is None else function.node.child_by_field_name("name")
    if function is None or name is None:
        return False
    return any(isinstance(fact, Inlinable) for fact in function.file.facts_at(name.start_byte))
