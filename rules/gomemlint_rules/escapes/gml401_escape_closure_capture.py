"""A closure keeps its variables on the heap.

## What it does
Reports function literals and method values that outlive the function that makes them, and the
variables that they capture by reference.

## Why it matters
A closure that outlives its function is an object on the heap, with a copy of each variable that
it captures. A variable that is assigned again after the capture, or that is larger than 128
bytes, is captured by reference: then it is allocated as well.

## Example
```go
type button struct{ onClick func() int }

func (b *button) limit(start int) {
    limit := start
    b.onClick = func() int { return limit }
    limit = start * 2
}
```

## Use instead
```go
type button struct{ limit int }

func (b *button) setLimit(start int) { b.limit = start * 2 }

func (b *button) click() int { return b.limit }
```

## Evidence
Compiler: the literal escapes, or a variable is moved to the heap because a closure captures it.
Types: a literal that captures nothing is static and is not reported.

## Limits
A closure that has to live is reported like one that need not. Selected by code only: `gomemlint
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
    code="GML401",
    name="escape-closure-capture",
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    tier=Tier.FACTS,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER,
)
def escape_closure_capture(package: Package) -> Iterator[Finding]:
    for escaped in package.module.escaped(package.unit, Cause.CLOSURE_CAPTURE):
        yield escape_finding(escaped)
