"""A map that lives as long as the program gets entries and never loses one.

## What it does
Reports a map of a package variable or of a long-lived object into which entries go while the
program runs, under keys that have no end, and from which nothing in the module removes.

## Why it matters
Each user, address or file name that ever came by keeps its entry until the process ends. The map
grows with the traffic of months: a million entries of two numbers take 36 MB, of 200 bytes
244 MB, and buckets are never given back.

## Example
```go
var visitors = map[string]int{}

func handle(w http.ResponseWriter, r *http.Request) {
    visitors[r.RemoteAddr]++
}

func routes() { http.HandleFunc("/", handle) }
```

## Use instead
```go
const most = 10_000

var visitors = map[string]int{}

func handle(w http.ResponseWriter, r *http.Request) {
    if len(visitors) >= most {
        visitors = map[string]int{}
    }
    visitors[r.RemoteAddr]++
}

func routes() { http.HandleFunc("/", handle) }
```

## Evidence
Types and uses over the whole module: who holds the map, where the key comes from through callers,
fields and channels, and that nobody deletes, clears, replaces, bounds or hands out the map.

## Limits
Keys that the program itself bounds are left alone: constants, enumerations, types, tables. A
map that is handed to code outside of the module counts as emptied there. Where only the
signature of an exported function of a library says that keys are open, the finding is possible
only; in a program it is probable if the map counts what comes or its key is named after a client.
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

INSERTION = query("""
    [
      (assignment_statement left: (expression_list (index_expression operand: (_) @map)))
      (inc_statement (index_expression operand: (_) @map))
    ]
""")


@rule(
    code="GML101",
    name="unbounded-map-cache",
    severity=Severity.HIGH,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.MODULE,
)
def unbounded_map_cache(package: Package) -> Iterator[Finding]:
    places = (Site(f, found["map"]) for f in package.files for found in f.matches(INSERTION))
    for growth in package.module.growths(package.unit, ContainerKind.MAP, places):
        yield growth.finding(
            _message(growth),
            cure=f"bound {growth.name} (least recently used, or two generations that a timer "
            "swaps), let entries expire, or delete an entry when its owner ends",
        )


def _message(growth: Growth) -> str:
    if growth.missed is not None:
        return f"{growth.name} keeps an entry: the entry of {growth.key_text} stays when " + (
            f"{growth.leftover} comes before its delete; defer the delete"
        )
    size = growth.bytes_per_entry
    bytes_ = f" of {size} bytes" if size else ""
    return (
        f"{growth.name} only grows: {growth.inserter} inserts an entry{bytes_} under each new "
        f"{growth.key_text} ({growth.domain.reason}), and nothing removes one; bound it or delete"
    )
