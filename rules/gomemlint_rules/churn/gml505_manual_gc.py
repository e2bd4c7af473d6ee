"""A forced collection stops the program and frees what would be freed anyway.

## What it does
Reports `runtime.GC()` and `debug.FreeOSMemory()` in code that runs while the program serves.

## Why it matters
A forced collection marks the whole heap, whatever it would gain, and defeats the pacer that
decides when a collection pays. It ends no leak: what is reachable stays. With 1 GB of pointers
alive one call takes more than half a second of two cores. `FreeOSMemory` also returns pages that
the next allocations fault in again.

## Example
```go
func flush(w http.ResponseWriter, r *http.Request) {
    w.WriteHeader(http.StatusOK)
    runtime.GC()
}
```

## Use instead
```go
func flush(w http.ResponseWriter, r *http.Request) {
    w.WriteHeader(http.StatusOK)
}
```

## Evidence
Types: the function that is called.

## Limits
Left alone are calls at start, before a heap profile, behind a flag or a request's parameter, and in
functions whose name speaks of GC or leaks. For a container with little memory, set a limit:
`debug.SetMemoryLimit`, or the variable GOMEMLIMIT.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Basis,
    Confidence,
    Evidence,
    Finding,
    Fix,
    Needs,
    Package,
    Severity,
    Tier,
    rule,
)


@rule(
    code="GML505",
    name="manual-gc",
    severity=Severity.MEDIUM,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES,
)
def manual_gc(package: Package) -> Iterator[Finding]:
    for call in package.module.forced_collections(package.unit):
        yield Finding(
            span=call.span,
            message=f"{call.text} marks the whole heap and frees nothing that would stay; "
            "let the collector decide, or set a memory limit",
            evidence=(Evidence(Basis.TYPES, call.span, f"{call.text} forces a full collection"),),
            fix=Fix("remove the call; GOMEMLIMIT or debug.SetMemoryLimit bounds the heap"),
            confirm="GODEBUG=gctrace=1: forced collections are marked (forced)",
        )
