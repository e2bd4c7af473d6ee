"""What the compiler did about functions and calls."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gomemlint.model.facts.places import Place


@dataclass(frozen=True, slots=True)
class Inlinable:
    """A function that callers may inline, and its cost (cmd/compile/internal/inline/inl.go)."""

    place: Place
    function: str
    cost: int
    body: str
    count: int


@dataclass(frozen=True, slots=True)
class NotInlinable:
    """A function that nobody can inline, and why."""

    place: Place
    function: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class InlinedCall:
    """A call that was inlined.

    Nested inlining repeats the place of the outermost call, once per level; at this place stand
    also the facts about expressions of the callee.
    """

    place: Place
    callee: str
    count: int


@dataclass(frozen=True, slots=True)
class InliningCycle:
    """A call that was not inlined, because `callee` would contain itself."""

    place: Place
    callee: str
    caller: str
    count: int


class Devirtualization(Enum):
    """How far an interface or indirect call was made direct."""

    FULL = "devirtualizing"
    PARTIAL = "partially devirtualizing"
    REFUSED = "cannot devirtualize"
    BY_PROFILE = "PGO devirtualizing"
    NOT_BY_PROFILE = "should not PGO devirtualize"


@dataclass(frozen=True, slots=True)
class Devirtualized:
    """A call through an interface or a function value, and what it was turned into.

    `target` is a type, a function, or the reason of a refusal
    (cmd/compile/internal/devirtualize).
    """

    place: Place
    kind: Devirtualization
    call: str
    target: str
    count: int


@dataclass(frozen=True, slots=True)
class FunctionNote:
    """A remark on a function or call that says nothing about memory, in the compiler's words."""

    place: Place
    note: str
    count: int
