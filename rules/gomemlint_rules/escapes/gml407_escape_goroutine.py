"""Goroutines of a loop share a variable that could be an argument.

## What it does
Reports variables that goroutines started in a loop capture by reference.

## Why it matters
All that a goroutine can reach is on the heap. A variable that is assigned more than once is
captured by reference and allocated; one that is set once is copied into the closure.

## Example
```go
func scale(wg *sync.WaitGroup, items []int, factor int) {
    if factor == 0 {
        factor = 1
    }
    for i := range items {
        wg.Add(1)
        go func() {
            defer wg.Done()
            items[i] *= factor
        }()
    }
    wg.Wait()
}
```

## Use instead
```go
func scale(wg *sync.WaitGroup, items []int, factor int) {
    if factor == 0 {
        factor = 1
    }
    fixed := factor
    for i := range items {
        wg.Add(1)
        go func() {
            defer wg.Done()
            items[i] *= fixed
        }()
    }
    wg.Wait()
}
```

## Evidence
Compiler: the variable is moved to the heap because the closure of a `go` statement captures it.

## Limits
The closure of each goroutine is an allocation as well; it is unavoidable and not reported. The
variable is one allocation for all goroutines of the loop, so there is little to win. Selected by
code only: `gomemlint escapes` lists all sites. Code that runs rarely is left out, and what an
inlined callee makes is reported at the call.
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
    code="GML407",
    name="escape-goroutine",
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    tier=Tier.FACTS,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER,
)
def escape_goroutine(package: Package) -> Iterator[Finding]:
    for escaped in package.module.escaped(package.unit, Cause.GOROUTINE):
        if escaped.is_per_item:
            yield escape_finding(escaped)
