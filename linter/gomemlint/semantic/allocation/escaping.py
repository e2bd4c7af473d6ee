"""One cause, one sentence and one chain for each site that is on the heap."""

from __future__ import annotations

from gomemlint.model.allocations import Cause, Escape, Kind, Storage
from gomemlint.model.facts import Escape as EscapeFact
from gomemlint.model.facts import Moved
from gomemlint.model.gotypes import GoObject, Pointer, Slice
from gomemlint.semantic.allocation.boxes import size_of
from gomemlint.semantic.allocation.candidates import Candidate
from gomemlint.semantic.allocation.causes import (
    cause_of,
    goroutine_of,
    outlives_round,
    rank,
)
from gomemlint.semantic.allocation.limits import IMPLICIT_BYTES, explicit_limit
from gomemlint.semantic.allocation.passages import Route, routes
from gomemlint.semantic.allocation.sites import Allocation
from gomemlint.semantic.allocation.telling import Teller, assigned_to, shortened, subject
from gomemlint.semantic.allocation.wording import constant_size
from gomemlint.semantic.program.code import Versions
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import root_operand


def escape_of(index: Index, allocation: Allocation, versions: Versions) -> Escape | None:
    """Explain a site; None for one that does not escape and is of a known size."""
    deciding = inner(allocation)
    if not deciding.escaping and not is_dynamic(allocation):
        return None
    found = [
        (cause_of(index, deciding, route), route)
        for route in routes(index, decisive(allocation)) or (None,)
    ]
    cause, route = min(found, key=lambda each: rank(each[0]))
    teller = Teller(index, "its address" if allocation.kind is Kind.VARIABLE else "it")
    sentence = _sentence(teller, allocation, cause, route, versions)
    if route is None:
        return Escape(cause, sentence, ())
    return Escape(cause, sentence, teller.chain(route), teller.leads_to(route))


def is_dynamic(allocation: Allocation) -> bool:
    """Tell whether a slice of unknown size stays: on the heap above its buffer, since Go 1.25."""
    free = (Storage.STACK, Storage.STATIC, Storage.UNKNOWN)
    return allocation.source.kind is Kind.MAKE_SLICE and allocation.verdict.storage not in free


def decisive(allocation: Allocation) -> Candidate:
    """Narrow the records at an inlined call to the one that decides."""
    copy = allocation.copy
    if copy is None:
        return allocation.candidate
    return Candidate(allocation.site, Kind.INLINED, (copy.fact,))


def inner(allocation: Allocation) -> Candidate:
    """Return what to judge by: at an inlined call, the kind of the callee's expression."""
    copy = allocation.copy
    if copy is None or copy.original is None:
        return decisive(allocation)
    return Candidate(allocation.site, copy.original.kind, (copy.fact,))


def _sentence(
    teller: Teller, site: Allocation, cause: Cause, route: Route | None, versions: Versions
) -> str:
    name = _subject(site)
    clause = "" if route is None else teller.clause(route)
    told = f": {clause}" if clause else ""
    match cause:
        case Cause.TOO_LARGE:
            return _too_large(site, name, versions)
        case Cause.DYNAMIC_SIZE:
            return f"{name} has no constant size; {site.verdict.reason}"
        case Cause.GOROUTINE:
            return _of_goroutine(teller, site, name, route)
        case _ if site.kind is Kind.STATEMENT:
            return f"{name} is made in each round of the loop, and kept until `defer` runs it"
        case _ if site.kind is Kind.BOXING:
            return f"{name} is copied into an interface that outlives {_owner(site)}{told}"
        case _ if route is not None and outlives_round(inner(site), route):
            return f"{name} outlives its round of the loop{told}{_declared_outside(route)}"
        case _:
            return f"{name} outlives {_owner(site)}{told}"


def _declared_outside(route: Route) -> str:
    """Say where the variable is declared that keeps memory of a round."""
    target = None if route.last is None else assigned_to(route.last)
    root = None if target is None else root_operand(target)
    site = None if route.last is None else route.last.site
    if root is None or site is None or root.type != "identifier":
        return ""
    meant = site.file.object_of(root)
    declared = meant.declaration if isinstance(meant, GoObject) else None
    line = "" if declared is None else f", in line {declared.line}"
    return f", which is declared outside of it{line}"


def _of_goroutine(teller: Teller, site: Allocation, name: str, route: Route | None) -> str:
    statement = goroutine_of(inner(site), route)
    line = 0 if statement is None else statement.start_point.row + 1
    if site.kind in (Kind.CLOSURE, Kind.STATEMENT):
        return f"{name} runs in a goroutine, which line {line} starts"
    captured = "" if route is None else teller.capture(route)
    return f"{name} is used by the goroutine of line {line}" + (f": {captured}" if captured else "")


def _too_large(site: Allocation, name: str, versions: Versions) -> str:
    made = site.source.kind
    limit = explicit_limit(versions) if made is Kind.VARIABLE else IMPLICIT_BYTES
    size = _bytes(site.source)
    takes = f"takes {size:,} bytes" if size > limit else "is too large"
    what = "a declared variable" if made is Kind.VARIABLE else "a value without a name"
    return f"{name} {takes}; on the stack {what} may take {limit:,}"


def _bytes(candidate: Candidate) -> int:
    """Return the size of what a site makes, -1 where it is not known."""
    type_ = core(candidate.file, candidate.file.type_of(candidate.node))
    if isinstance(type_, Slice):
        length = constant_size(candidate.spelled, candidate.file, candidate.node)
        return -1 if length is None else length * size_of(type_.element)
    return size_of(type_.element if isinstance(type_, Pointer) else type_)


def _subject(site: Allocation) -> str:
    copy = site.copy
    if copy is None:
        return subject(site.site, site.kind)
    match copy.fact:
        case EscapeFact(expression=spelled) | Moved(variable=spelled):
            pass
        case _:
            spelled = "append"
    callee = site.site.node.child_by_field_name("function")
    name = shortened(site.file.text(callee)) if callee is not None else "the callee"
    return f"`{shortened(spelled)}` of the inlined `{name}`"


def _owner(site: Allocation) -> str:
    function = site.function
    return "the initialisation of the package" if function is None else f"`{function.name}`"
