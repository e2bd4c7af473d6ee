"""A function returns the address of memory that it makes.

## What it does
Reports memory that is on the heap because the function returns it, or a pointer to it, where no
caller keeps the pointer.

## Why it matters
What a function returns by address cannot lie in its frame. A small value that the caller reads at
once is cheaper to copy than to allocate.

## Example
```go
type vec struct{ x, y, z float64 }

//go:noinline
func half(v vec) *vec {
    return &vec{v.x / 2, v.y / 2, v.z / 2}
}

func sum(list []vec) (x float64) {
    for _, v := range list {
        x += half(v).x
    }
    return x
}
```

## Use instead
```go
type vec struct{ x, y, z float64 }

//go:noinline
func half(v vec) vec {
    return vec{v.x / 2, v.y / 2, v.z / 2}
}

func sum(list []vec) (x float64) {
    for _, v := range list {
        x += half(v).x
    }
    return x
}
```

## Evidence
Compiler: the memory escapes to a result. A function that is inlined is judged at its calls.

## Limits
Whether a caller keeps the pointer is seen where it stores, returns or passes on the result; what
it assigns to a local variable counts as not kept. Selected by code only: `gomemlint escapes`
lists all sites. Code that runs rarely is left out, and what an inlined callee makes is reported
at the call.
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
    is_inlined_away,
    rule,
)


@rule(
    code="GML403",
    name="escape-returned-address",
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    tier=Tier.FACTS,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER,
)
def escape_returned_address(package: Package) -> Iterator[Finding]:
    for escaped in package.module.escaped(package.unit, Cause.RETURNED):
        if not is_inlined_away(escaped) and not package.module.is_result_kept(escaped):
            yield escape_finding(escaped)
