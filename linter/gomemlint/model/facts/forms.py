"""The forms that a line of the compiler's output can have."""

from __future__ import annotations

from enum import Enum


class Form(Enum):
    """The form of a line of `-gcflags=-m=2`; the value names it in counts.

    The union of Go 1.21 to 1.27. Lines about memory come from cmd/compile/internal/escape, about
    inlining from inline/inl.go, about calls from devirtualize, about `testing.B.Loop` from bloop.
    `EXPLANATION` is a flow or from line, `CONTINUATION` a further line of a raw string, `DISCARDED`
    a line about code that the compiler made up.
    """

    MOVED = "moved"
    LEAK_TO_RESULT = "leak-to-result"
    LEAK_OF_CONTENT = "leak-of-content"
    LEAK = "leak"
    INLINING_CALL = "inlining-call"
    CAN_INLINE = "can-inline"
    INLINING_CYCLE = "inlining-cycle"
    CANNOT_INLINE = "cannot-inline"
    BIG_FUNCTION = "big-function"
    DEAD_CLOSURE = "dead-closure"
    DEVIRTUALIZING = "devirtualizing"
    ZERO_COPY = "zero-copy"
    BOUNDS_CHECK = "bounds-check"
    IMPRECISE_CALL = "imprecise-call"
    UINTPTR = "uintptr"
    BENCHMARK_LOOP = "benchmark-loop"
    PARAMETER_PATH = "parameter-path"
    ESCAPE_PATH = "escape-path"
    CAPTURE = "capture"
    APPEND = "append"
    ESCAPES = "escapes"
    DOES_NOT_ESCAPE = "does-not-escape"
    KEPT_ALIVE = "kept-alive"
    SELF_ASSIGNMENT = "self-assignment"
    EXPLANATION = "explanation"
    CONTINUATION = "continuation"
    DISCARDED = "discarded"
    COMPILE_ERROR = "compile-error"
    C_COMPILER = "c-compiler"
    GO_COMMAND = "go-command"
    BLANK = "blank"
    UNCLASSIFIED = "unclassified"
