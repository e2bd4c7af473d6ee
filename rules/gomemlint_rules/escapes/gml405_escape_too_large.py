"""A variable or value is too large for the stack.

## What it does
Reports variables above 128 KiB (10 MiB up to Go 1.23), and values without a name, such as
`new(T)` and `make` of a constant size, above 64 KiB.

## Why it matters
It is allocated and cleared at every call, however little of it is used.

## Example
```go
func tally(text []byte) (most int) {
    var counts [1 << 18]byte
    for _, b := range text {
        counts[int(b)<<10]++
        most = max(most, int(counts[int(b)<<10]))
    }
    return most
}
```

## Use instead
```go
func tally(text []byte) (most int) {
    var counts [1 << 8]byte
    for _, b := range text {
        counts[b]++
        most = max(most, int(counts[b]))
    }
    return most
}
```

## Evidence
Compiler: `too large for stack`. Types: the size.

## Limits
Selected by code only: `gomemlint escapes` lists all sites. Code that runs rarely is left out, and
what an inlined callee makes is reported at the call.
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
    code="GML405",
    name="escape-too-large",
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    tier=Tier.FACTS,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER,
)
def escape_too_large(package: Package) -> Iterator[Finding]:
    for escaped in package.module.escaped(package.unit, Cause.TOO_LARGE):
        yield escape_finding(escaped)
