"""A slice that lives as long as the program is appended to and never gets shorter.

## What it does
Reports an `append` to a slice of a package variable or of a long-lived object, in code that runs
for every request, message or tick, where nothing in the module truncates, re-slices, replaces or
bounds the slice.

## Why it matters
The array grows with the traffic of months, and each growth copies all of it. What the elements
point to stays alive too: connections that were closed, bodies that were answered.

## Example
```go
var history []string

func handle(w http.ResponseWriter, r *http.Request) {
    history = append(history, r.URL.Path)
}

func routes() { http.HandleFunc("/", handle) }
```

## Use instead
```go
const most = 1000

var history []string

func handle(w http.ResponseWriter, r *http.Request) {
    if len(history) == most {
        copy(history, history[1:])
        history = history[:most-1]
    }
    history = append(history, r.URL.Path)
}

func routes() { http.HandleFunc("/", handle) }
```

## Evidence
Types and uses over the whole module: who holds the slice, what runs the `append` again and
again, and that nobody makes the slice shorter.

## Limits
An `append` that only a caller outside of the module could repeat is left alone, and so is a slice
whose address is handed to code that is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Confidence,
    ContainerKind,
    Finding,
    Growth,
    Needs,
    Package,
    Severity,
    Site,
    Tier,
    query,
    rule,
)

APPEND = query("""
    [
      (assignment_statement
        left: (expression_list . (_) @slice .)
        right: (expression_list . (call_expression) @append .))
      (argument_list (unary_expression operator: "&" operand: (_) @slice))
    ]
""")


@rule(
    code="GML112",
    name="append-only-slice",
    severity=Severity.MEDIUM,
    confidence=Confidence.PROBABLE,
    tier=Tier.STRICT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.MODULE,
)
def append_only_slice(package: Package) -> Iterator[Finding]:
    places = (Site(f, found["slice"]) for f in package.files for found in f.matches(APPEND))
    for growth in package.module.growths(package.unit, ContainerKind.SLICE, places):
        yield growth.finding(
            _message(growth),
            cure=f"remove from {growth.name} when an element's owner ends, keep the latest in a "
            "ring, or keep a sum of what is needed",
        )


def _message(growth: Growth) -> str:
    size = growth.bytes_per_entry
    what = f"{size} bytes" if size else "an element"
    return (
        f"{growth.name} only grows: {growth.inserter} appends {what} each time "
        f"({growth.occasion}), and nothing makes it shorter; remove, keep a ring, or aggregate"
    )
