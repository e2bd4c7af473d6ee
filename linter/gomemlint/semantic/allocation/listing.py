"""Sites as they are shown: with their place, cause, chain and the compiler's own lines."""

from __future__ import annotations

from gomemlint.model.allocations import Kind, ListedSite
from gomemlint.model.facts import Form
from gomemlint.semantic.allocation.escaping import escape_of
from gomemlint.semantic.allocation.identity import identity
from gomemlint.semantic.allocation.sites import Allocation
from gomemlint.semantic.allocation.telling import shortened
from gomemlint.semantic.frequency.cold import Cold
from gomemlint.semantic.program.code import Versions
from gomemlint.semantic.program.functions import declaration_around
from gomemlint.semantic.program.index import Index

EXPRESSION = 96
RAW = (
    Form.ESCAPES,
    Form.DOES_NOT_ESCAPE,
    Form.MOVED,
    Form.APPEND,
    Form.ESCAPE_PATH,
    Form.CAPTURE,
    Form.ZERO_COPY,
)


def listed(index: Index, cold: Cold, site: Allocation, versions: Versions) -> ListedSite:
    """Gather all that is known about a site."""
    file, node = site.file, site.site.node
    function = declaration_around(file, node)
    return ListedSite(
        span=site.site.span,
        expression=shortened(site.site.text, EXPRESSION),
        kind=site.kind,
        verdict=site.verdict,
        escape=escape_of(index, site, versions),
        package=file.package,
        function="" if function is None else function.name,
        loops=site.loops,
        is_cold=cold.is_cold(file, node),
        count=site.count,
        raw=raw(site),
        identity=identity(node),
    )


def raw(site: Allocation) -> tuple[str, ...]:
    """Return the compiler's own lines about a site."""
    facts = site.file.facts
    if facts is None:
        return ()
    places = {(fact.place.line, fact.place.column) for fact in site.candidate.facts}
    lines = (
        line
        for number, column in sorted((line, column or 0) for line, column in places)
        for line in facts.raw_at(number, column, *RAW)
    )
    spelled = {each for each in lines if site.kind is not Kind.VARIABLE or "does not" not in each}
    return tuple(sorted(spelled))
