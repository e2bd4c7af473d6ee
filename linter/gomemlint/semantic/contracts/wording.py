"""What a site costs, in a sentence, for those who promised that it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass

from gomemlint.model.allocations import Kind, Link, Storage
from gomemlint.model.facts import Append, Escape, Moved
from gomemlint.semantic.allocation import Allocation, escape_of
from gomemlint.semantic.allocation.inlined import Copy
from gomemlint.semantic.allocation.listing import raw
from gomemlint.semantic.allocation.telling import quoted, shortened, subject
from gomemlint.semantic.program.code import Site, Versions
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import callee

# What these cost depends on their size, whatever becomes of their memory.
_BY_SIZE = frozenset({Kind.APPEND, Kind.MAP_ENTRY, Kind.MAKE_CHANNEL})
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something costs: a sentence, the way of the memory, the compiler's own lines."""

    sentence: str
    chain: tuple[Link, ...] = ()
    raw: str = ""


def of_site(index: Index, site: Allocation, versions: Versions) -> Reason:
    """Say why a site is on the heap, or may be."""
    lines = "\n".join(raw(site)[:_SHOWN])
    is_worded = site.kind not in _BY_SIZE and site.verdict.storage is not Storage.UNKNOWN
    escape = escape_of(index, site, versions) if is_worded else None
    if escape is not None:
        return Reason(escape.sentence, escape.chain, lines)
    return Reason(f"{_named(site.site, site.kind)}: {site.verdict.reason}", (), lines)


def of_copy(call: Site, copy: Copy) -> Reason:
    """Say what an inlined callee makes at its call."""
    function = callee(call.node)
    name = "the callee" if function is None else quoted(function)
    return Reason(f"{_made(copy)} of the inlined {name}: {copy.verdict.reason}")


def of_goroutine(statement: Site) -> Reason:
    """Say what `go` costs."""
    return Reason(f"{quoted(statement.node)} starts a goroutine, which has a stack of its own")


def of_defer(statement: Site) -> Reason:
    """Say what `defer` costs in a loop."""
    sentence = f"{quoted(statement.node)} in a loop makes a record for each round"
    return Reason(sentence)


def _named(site: Site, kind: Kind) -> str:
    if kind is Kind.VARIABLE:
        return f"the variable {subject(site, kind)}"
    return subject(site, kind)


def _made(copy: Copy) -> str:
    if copy.original is not None:
        return subject(copy.original.site, copy.original.kind)
    match copy.fact:
        case Escape(expression=spelled) | Moved(variable=spelled):
            return f"`{shortened(spelled)}`"
        case Append():
            return "an `append`"
        case _:
            return "something"
