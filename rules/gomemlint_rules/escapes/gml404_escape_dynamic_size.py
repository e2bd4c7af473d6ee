"""A scratch slice has a size that the compiler does not know.

## What it does
Reports `make` of a slice that stays in its function and whose size is no constant.

## Why it matters
The frame of a function has a fixed size. Up to Go 1.24 such a slice is always on the heap; since
1.25 the first 32 bytes are in the frame, and what is longer is on the heap.

## Example
```go
func checksum(key string) (sum byte) {
    scratch := make([]byte, len(key))
    copy(scratch, key)
    for _, b := range scratch {
        sum += b
    }
    return sum
}
```

## Use instead
```go
func checksum(key string) (sum byte) {
    var array [64]byte
    for _, b := range append(array[:0], key...) {
        sum += b
    }
    return sum
}
```

## Evidence
Compiler: `non-constant size` up to Go 1.24, `does not escape` since. Syntax and types: the size.

## Limits
Hints of maps and buffers of channels are another matter. Selected by code only: `gomemlint
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
    code="GML404",
    name="escape-dynamic-size",
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    tier=Tier.FACTS,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER,
)
def escape_dynamic_size(package: Package) -> Iterator[Finding]:
    for escaped in package.module.escaped(package.unit, Cause.DYNAMIC_SIZE):
        yield escape_finding(escaped)
