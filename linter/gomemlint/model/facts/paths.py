"""The compiler's explanations: how memory gets from an expression to where it escapes."""

from __future__ import annotations

from dataclasses import dataclass

from gomemlint.model.facts.places import Place
from gomemlint.model.facts.reasons import Reason

ADDRESS_OF = -1
HEAP = "{heap}"


@dataclass(frozen=True, slots=True)
class Step:
    """One `from` line: memory flows through `node`, for `reason`, at `place`."""

    node: str
    reason: Reason
    place: Place


@dataclass(frozen=True, slots=True)
class Flow:
    """One `flow` line: `source` flows to `destination` by these steps.

    `derefs` counts the dereferences of the source on its way; `ADDRESS_OF` (-1) says that its
    address flows (cmd/compile/internal/escape/solve.go, `explainFlow`).
    """

    destination: str
    source: str
    derefs: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class EscapePath:
    """Why an expression escapes, or a variable is moved to the heap.

    `function` is the function being compiled, empty before Go 1.25. `is_truncated` tells that
    the compiler gave up on an assignment cycle (golang.org/issue/35518). A hidden closure of a
    `go` or looped `defer` statement has this fact and no `Escape`.
    """

    place: Place
    expression: str
    function: str
    flows: tuple[Flow, ...]
    is_truncated: bool
    count: int


@dataclass(frozen=True, slots=True)
class ParameterPath:
    """How a parameter's memory leaves the function: to `{heap}`, a result, a closure's storage.

    `function` is empty before Go 1.25. `derefs` counts the dereferences on the way.
    """

    place: Place
    parameter: str
    target: str
    function: str
    derefs: int
    flows: tuple[Flow, ...]
    is_truncated: bool
    count: int
