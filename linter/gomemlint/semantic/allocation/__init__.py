"""Allocation sites, what each of them costs, and why it is on the heap."""

from gomemlint.semantic.allocation.advice import ADVICE, Advice
from gomemlint.semantic.allocation.escaping import escape_of
from gomemlint.semantic.allocation.findings import (
    Escaped,
    Escapes,
    escape_finding,
    is_inlined_away,
)
from gomemlint.semantic.allocation.keeping import is_kept
from gomemlint.semantic.allocation.listing import listed
from gomemlint.semantic.allocation.sites import Allocation, Allocations, line_of

__all__ = [
    "ADVICE",
    "Advice",
    "Allocation",
    "Allocations",
    "Escaped",
    "Escapes",
    "escape_finding",
    "escape_of",
    "is_inlined_away",
    "is_kept",
    "line_of",
    "listed",
]
