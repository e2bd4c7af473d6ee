"""A map that was large once keeps its buckets, whatever is deleted.

## What it does
Reports the bulk removal from a long-lived map with open keys that is never made anew: `clear`, a
loop that deletes what expired, `maps.DeleteFunc`.

## Why it matters
A map never gives buckets back: not by `delete`, not by `clear`, in no version of Go. After one
spike of a million keys 36 MB stay, though a thousand entries are alive. Deleted slots are used
again, so the cost is the peak and not the history.

## Example
```go
var requests = map[string]int{}

func count(w http.ResponseWriter, r *http.Request) {
    requests[r.RemoteAddr]++
}

func flush(emit func(map[string]int)) {
    emit(maps.Clone(requests))
    clear(requests)
}
```

## Use instead
```go
var requests = map[string]int{}

func count(w http.ResponseWriter, r *http.Request) {
    requests[r.RemoteAddr]++
}

func flush(emit func(map[string]int)) {
    emit(maps.Clone(requests))
    requests = make(map[string]int)
}
```

## Evidence
Types and uses over the whole module: the map lives long, its keys have no end, its length is not
bounded, and nobody replaces it.

## Limits
Removal when the owner ends (`Close`, `Stop`, `Shutdown`) is left alone. A `sync.Map` gives its
memory back from Go 1.24 on. Keys and values above 128 bytes lie behind pointers and do go.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Basis,
    Confidence,
    Edit,
    Emptying,
    Evidence,
    Finding,
    Fix,
    Needs,
    Package,
    Severity,
    Tier,
    rule,
)

LARGE_ENTRY = 64


@rule(
    code="GML103",
    name="map-never-shrinks",
    severity=Severity.LOW,
    confidence=Confidence.POSSIBLE,
    tier=Tier.STRICT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.MODULE,
)
def map_never_shrinks(package: Package) -> Iterator[Finding]:
    for emptying in package.module.emptyings(package.unit):
        yield _finding(emptying)


def _finding(emptying: Emptying) -> Finding:
    steps = emptying.steps
    size = emptying.bytes_per_entry
    kept = f"the buckets of its peak, {size} bytes an entry" if size else "the buckets of its peak"
    return Finding(
        span=emptying.at.span,
        message=f"{emptying.name} keeps {kept}: {emptying.function} removes entries and nothing "
        "makes the map anew",
        evidence=tuple(Evidence(Basis.TYPES, step.span, step.message) for step in steps),
        related=steps[:-1],
        flow=steps,
        fix=_fix(emptying),
        confirm="go tool pprof -sample_index=inuse_space -peek='mapassign|growWork|rehash' heap",
        subject=emptying.name,
        severity=Severity.MEDIUM if size is not None and size > LARGE_ENTRY else None,
        confidence=emptying.confidence,
    )


def _fix(emptying: Emptying) -> Fix:
    if emptying.remake:
        return Fix(f"write {emptying.remake}", (Edit(emptying.at.span, emptying.remake),))
    if emptying.is_total:
        return Fix(f"make {emptying.name} anew instead of clearing it")
    return Fix(f"copy {emptying.name} into a new map when it holds far less than at its peak")
