"""What the compiler decided about the storage of expressions and variables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gomemlint.model.facts.places import Place


class Verdict(Enum):
    """Whether storage outlives its function's frame.

    `UNKNOWN` is the answer where the compiler printed nothing: generic code that nobody
    instantiates, excluded or broken files, columns from 255 on. It is never read as "no".
    """

    ESCAPES = "escapes"
    DOES_NOT_ESCAPE = "does not escape"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Escape:
    """The verdict on an expression, or (does not escape) on a parameter.

    `expression` is the compiler's spelling, which is not the source's: constants are folded,
    long literals cut, callees qualified (cmd/compile/internal/ir/fmt.go). Escaping means storage
    on the heap *if the expression allocates at all*.
    """

    place: Place
    expression: str
    verdict: Verdict
    count: int


@dataclass(frozen=True, slots=True)
class Append:
    """The verdict on the array that an `append` makes when it grows; since Go 1.25."""

    place: Place
    verdict: Verdict
    count: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A named variable lives on the heap; the place is that of its declaration."""

    place: Place
    variable: str
    count: int


@dataclass(frozen=True, slots=True)
class Capture:
    """A closure captures `variable`, at whose declaration the fact stands.

    `function` declares the variable. Go captures by value what is at most 128 bytes wide, never
    reassigned after the capture and not addressed (cmd/compile/internal/escape, `flowClosure`).
    """

    place: Place
    function: str
    variable: str
    by_reference: bool
    address_taken: bool
    reassigned: bool
    width: int
    count: int


class LeakTarget(Enum):
    """Where a parameter's memory goes."""

    HEAP = "heap"
    CONTENT_TO_HEAP = "content to heap"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class Leak:
    """A parameter or receiver lets memory out of its function.

    This is the compiler's own summary (cmd/compile/internal/escape/leaks.go). With `HEAP` the
    value itself reaches the heap, with `CONTENT_TO_HEAP` what it points to, at an unprinted depth.
    With `RESULT` it reaches `result` after `level` dereferences; only the first five results are
    told apart, others count as the heap.
    """

    place: Place
    parameter: str
    target: LeakTarget
    result: str
    level: int
    count: int


@dataclass(frozen=True, slots=True)
class UintptrParameter:
    """A `uintptr` parameter is treated as a pointer: assembly, or `//go:uintptrescapes`."""

    place: Place
    parameter: str
    escapes: bool
    count: int


@dataclass(frozen=True, slots=True)
class SelfAssignment:
    """An assignment such as `b.buf = b.buf[n:]` that escape analysis leaves out."""

    place: Place
    function: str
    statement: str
    count: int


class Elision(Enum):
    """What the compiler left out."""

    ZERO_COPY = "zero-copy string->[]byte conversion"
    BOUNDS_CHECK = "index bounds check elided"


@dataclass(frozen=True, slots=True)
class Elided:
    """The compiler left out work at this place; zero-copy conversions since Go 1.22."""

    place: Place
    elision: Elision
    count: int


@dataclass(frozen=True, slots=True)
class KeptAlive:
    """Inside `for b.Loop()` a value is pinned, so it may escape where it otherwise does not.

    Since Go 1.26 (cmd/compile/internal/bloop).
    """

    place: Place
    note: str
    count: int
