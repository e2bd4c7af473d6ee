"""Records at a call that speak of the function which was inlined there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gomemlint.model.allocations import Kind, Storage, Verdict
from gomemlint.model.facts import Append, Escape, Moved
from gomemlint.semantic.allocation.answers import CONSTANT, ON_HEAP, ON_STACK
from gomemlint.semantic.allocation.candidates import RECORDS, Candidate, Spoken, candidate_of
from gomemlint.semantic.allocation.instances import judged_in_run
from gomemlint.semantic.allocation.wording import is_constant, makes_memory, unqualified
from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.code import Versions
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index

DEPTH = 6
UNSEEN = Verdict(Storage.UNKNOWN, "it belongs to a function outside of this run")


@dataclass(frozen=True, slots=True)
class Copy:
    """One record about a copy at a call, its verdict, and the site that it is a copy of."""

    fact: Spoken
    verdict: Verdict
    original: Candidate | None


def copies(index: Index, call: Candidate, versions: Versions) -> Iterator[Copy]:
    """Yield what the compiler said at a call about the function that it inlined there."""
    for fact in call.facts:
        assert isinstance(fact, Escape | Append | Moved)
        original = _original(index, call, fact)
        if original is not None:
            judged = replace(original, facts=(fact,))
            yield Copy(fact, judged_in_run(index, judged, versions), original)
        else:
            yield Copy(fact, _by_wording(call, fact), None)


def _by_wording(call: Candidate, fact: Spoken) -> Verdict:
    """Judge a copy whose source nobody sees."""
    if not replace(call, facts=(fact,)).escaping:
        return ON_STACK
    if not isinstance(fact, Escape):
        return ON_HEAP
    if is_constant(fact.expression):
        return CONSTANT
    return ON_HEAP if makes_memory(fact.expression) else UNSEEN


def _original(index: Index, call: Candidate, fact: Escape | Append | Moved) -> Candidate | None:
    """Find the site that a record at a call is a copy of, through calls within the callee."""
    wording = _wording(fact)
    for _ in range(DEPTH):
        callee = callee_of(index, call.file, call.node)
        if callee is None or callee.function is None:
            return None
        inner = _spoken_of(callee.function, wording, type(fact))
        if inner is None or inner.kind is not Kind.INLINED:
            return inner
        call = inner
    return None


def _spoken_of(function: Function, wording: str, form: type[Spoken]) -> Candidate | None:
    facts = function.file.facts
    if facts is None:
        return None
    first, last = function.node.start_point.row + 1, function.node.end_point.row + 1
    for line in range(first, last + 1):
        for fact in facts.of_line(line, *RECORDS):
            if isinstance(fact, form) and isinstance(fact, Escape | Append | Moved):
                candidate = candidate_of(function.file, fact) if _wording(fact) == wording else None
                if candidate is not None:
                    return candidate
    return None


def _wording(fact: Escape | Append | Moved) -> str:
    match fact:
        case Escape(expression=spelled) | Moved(variable=spelled):
            return unqualified(spelled)
        case Append():
            return "append"
