"""Memory is passed to a callee that the compiler does not know.

## What it does
Reports memory that is on the heap because a call through an interface or a function value, or of
a function without a Go body, gets its address.

## Why it matters
The compiler has to assume that such a callee keeps what it gets. `var hdr [8]byte` before
`r.Read(hdr[:])` is then an allocation for each round of the loop.

## Example
```go
func headers(r io.Reader) (total int) {
    for {
        var hdr [8]byte
        if _, err := r.Read(hdr[:]); err != nil {
            return total
        }
        total += int(hdr[0])
    }
}
```

## Use instead
```go
type headers struct {
    r   io.Reader
    hdr [8]byte
}

func (h *headers) total() (total int) {
    for {
        if _, err := h.r.Read(h.hdr[:]); err != nil {
            return total
        }
        total += int(h.hdr[0])
    }
}
```

## Evidence
Compiler: the flow ends at a call parameter, and the call is not devirtualised. Types: what is
called.

## Limits
Whether the callee keeps the memory is not looked into. Selected by code only: `gomemlint escapes`
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
    rule,
)


@rule(
    code="GML406",
    name="escape-unknown-callee",
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    tier=Tier.FACTS,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER,
)
def escape_unknown_callee(package: Package) -> Iterator[Finding]:
    for escaped in package.module.escaped(package.unit, Cause.UNKNOWN_CALLEE):
        yield escape_finding(escaped)
