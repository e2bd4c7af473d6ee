"""Memory is stored where it outlives its function.

## What it does
Reports memory on the heap that no other rule of this family explains: its address is stored in a
package variable, in an object, a slice or a map, or sent to a channel.

## Why it matters
A stored pointer has to outlive the frame. One allocation each time is often the purpose; where
the value would do, it is not.

## Example
```go
type point struct{ x, y int }

type track struct{ head *point }

func (t *track) move(x int) {
    t.head = &point{x: x}
}
```

## Use instead
```go
type point struct{ x, y int }

type track struct{ head point }

func (t *track) move(x int) {
    t.head = point{x: x}
}
```

## Evidence
Compiler: the memory flows to the heap by an assignment, a literal, a `send` or an `append`.

## Limits
Whether the store is what the function is for, nobody can tell. Selected by code only: `gomemlint
escapes` lists all sites. Code that runs rarely is left out, and what an inlined callee makes is
reported at the call.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Cause,
    Confidence,
    Finding,
    Needs,
    Package,
    Severity,
    Tier,
    escape_finding,
    rule,
)


@rule(
    code="GML408",
    name="escape-stored-to-heap",
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    tier=Tier.FACTS,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER,
)
def escape_stored_to_heap(package: Package) -> Iterator[Finding]:
    for escaped in package.module.escaped(package.unit, Cause.STORED):
        yield escape_finding(escaped)
