"""What comments promise about the memory of functions, and whether it holds."""

from gomemlint.semantic.contracts.answers import Answer, Place, Proof
from gomemlint.semantic.contracts.exemptions import exemptions
from gomemlint.semantic.contracts.promises import Promise, Unbound, promises, span_of
from gomemlint.semantic.contracts.proving import Contracts

__all__ = [
    "Answer",
    "Contracts",
    "Place",
    "Promise",
    "Proof",
    "Unbound",
    "exemptions",
    "promises",
    "span_of",
]
