"""What is known of the values that the keys of a container can have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gomemlint.semantic.program.code import Site


class Openness(Enum):
    """Whether a set of keys is bounded by the program's own text."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Domain:
    """Where keys come from, and why that is open or closed. `site` is the place that says so.

    `is_assumed` holds if nothing but an exported signature says that they are open: nobody in
    the module calls it. `is_traffic` holds for what clients send: it comes again and again.
    `is_listing` holds for names of files as they are found: whoever looks once gets an end of them.
    """

    openness: Openness
    reason: str
    site: Site | None = None
    is_assumed: bool = False
    is_traffic: bool = False
    is_listing: bool = False

    @property
    def is_open(self) -> bool:
        return self.openness is Openness.OPEN


UNKNOWN_DOMAIN = Domain(Openness.UNKNOWN, "its origin is not seen")
ROUND = Domain(Openness.UNKNOWN, "it counts the rounds of a loop")
POINTED = Domain(Openness.UNKNOWN, "it holds a pointer, and things to point to are not counted")
