"""Allocation sites, what each of them costs, and why it is on the heap."""

from gomemlint.semantic.allocation.sites import Allocation, Allocations, line_of

__all__ = ["Allocation", "Allocations", "line_of"]
