"""Where memory comes from: allocation sites, their verdicts and causes, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gomemlint.model.spans import Span


class Storage(Enum):
    """Where the memory of a site lies, as far as it can be known without running the program.

    HEAP allocates each time, but for values that need no memory. STATIC needs no memory at run
    time, or is elided. CONDITIONAL is free up to a limit. UNKNOWN is the answer where the compiler
    said nothing: generic code that nobody instantiates, excluded or broken files.
    """

    HEAP = "heap"
    CONDITIONAL = "conditional"
    UNKNOWN = "unknown"
    STACK = "stack"
    STATIC = "static"

    @property
    def rank(self) -> int:
        """Order storages: of several copies of one site, the highest rank is the answer."""
        return {"heap": 5, "conditional": 4, "unknown": 3, "stack": 2, "static": 1}[self.value]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The storage of a site, the limit of a conditional one (`32`, `255`, `growth`), and why."""

    storage: Storage
    reason: str
    limit: str = ""

    def __str__(self) -> str:
        """Spell the verdict: `heap`, `conditional(32)`."""
        return f"{self.storage.value}({self.limit})" if self.limit else self.storage.value


class Kind(Enum):
    """What a site makes."""

    VARIABLE = "variable"
    LITERAL = "literal"
    NEW = "new"
    MAKE_SLICE = "make of a slice"
    MAKE_MAP = "make of a map"
    MAKE_CHANNEL = "make of a channel"
    CLOSURE = "closure"
    METHOD_VALUE = "method value"
    STATEMENT = "hidden closure"
    BOXING = "interface conversion"
    CONVERSION = "conversion"
    CONCATENATION = "concatenation"
    APPEND = "append"
    ARGUMENTS = "variadic arguments"
    MAP_ENTRY = "map entry"
    INLINED = "inlined callee"


class Cause(Enum):
    """Why a site is on the heap: the code of its rule."""

    CLOSURE_CAPTURE = "GML401"
    INTERFACE_CONVERSION = "GML402"
    RETURNED = "GML403"
    DYNAMIC_SIZE = "GML404"
    TOO_LARGE = "GML405"
    UNKNOWN_CALLEE = "GML406"
    GOROUTINE = "GML407"
    STORED = "GML408"

    @property
    def title(self) -> str:
        """Name the cause for people."""
        return _TITLES[self]


_TITLES = {
    Cause.CLOSURE_CAPTURE: "kept by a closure",
    Cause.INTERFACE_CONVERSION: "converted to an interface",
    Cause.RETURNED: "returned",
    Cause.DYNAMIC_SIZE: "of a size that the compiler does not know",
    Cause.TOO_LARGE: "too large for the stack",
    Cause.UNKNOWN_CALLEE: "passed to a callee that the compiler does not know",
    Cause.GOROUTINE: "used by a goroutine",
    Cause.STORED: "stored where it outlives the function",
}


@dataclass(frozen=True, slots=True)
class Link:
    """One step of memory on its way to the heap; `message` reads after "the memory"."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Escape:
    """Why a site is on the heap: one cause, a sentence, the way step by step.

    `leads_to` is the import path of a function outside of the run in which the way goes on.
    """

    cause: Cause
    sentence: str
    chain: tuple[Link, ...]
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class ListedSite:
    """An allocation site, ready to be shown.

    `expression` is its source, on one line. `count` says how often the compiler spoke of it, in
    inlined copies and instances. `loops` counts the loops of the same function around it. `raw`
    holds the compiler's own lines. `identity` is the expression as it is known across edits:
    without layout, comments, and what braces hold.
    """

    span: Span
    expression: str
    kind: Kind
    verdict: Verdict
    escape: Escape | None
    package: str
    function: str
    loops: int
    is_cold: bool
    count: int
    raw: tuple[str, ...]
    identity: str = ""
