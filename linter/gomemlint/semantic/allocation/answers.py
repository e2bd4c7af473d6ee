"""Verdicts that many kinds of sites share."""

from __future__ import annotations

from gomemlint.model.allocations import Storage, Verdict
from gomemlint.semantic.allocation.candidates import Candidate
from gomemlint.syntax.functions import enclosing_function

SILENT = Verdict(Storage.UNKNOWN, "the compiler said nothing about it")
AT_START = Verdict(Storage.STATIC, "it is laid out when the program is linked")
ON_HEAP = Verdict(Storage.HEAP, "the compiler puts it on the heap")
ON_STACK = Verdict(Storage.STACK, "it lies in the frame of the function")
NO_SIZE = Verdict(Storage.STATIC, "it has no size")
CONSTANT = Verdict(Storage.STATIC, "it is a constant in read-only data")
NO_CAPTURES = Verdict(Storage.STATIC, "it captures nothing")


def stored(candidate: Candidate) -> Verdict:
    """Say what the compiler says: of several copies of one site, heap if any is on the heap."""
    if candidate.escaping:
        return ON_HEAP
    if candidate.facts:
        return ON_STACK
    at_start = enclosing_function(candidate.node) is None and candidate.file.facts is not None
    return AT_START if at_start else SILENT
