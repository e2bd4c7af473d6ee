"""A sync.Map that lives as long as the program gets entries and never loses one.

## What it does
Reports a `sync.Map` of a package variable or of a long-lived object, also embedded, behind a
wrapper or in an array, into which entries go while the program runs, under keys that have no end,
and from which nothing in the module deletes.

## Why it matters
Each address, session or tenant that ever came by keeps its entry until the process ends. A
million entries of one number take 95 MB up to Go 1.23 and 122 MB from Go 1.24 on. A delete would
give them back: from Go 1.24 on to the last byte.

## Example
```go
var buckets sync.Map

func allow(w http.ResponseWriter, r *http.Request) {
    buckets.LoadOrStore(r.RemoteAddr, time.Now())
}

func routes() { http.HandleFunc("/", allow) }
```

## Use instead
```go
var buckets sync.Map

func allow(w http.ResponseWriter, r *http.Request) {
    buckets.LoadOrStore(r.RemoteAddr, time.Now())
}

func expire(before time.Time) {
    buckets.Range(func(address, at any) bool {
        if at.(time.Time).Before(before) {
            buckets.Delete(address)
        }
        return true
    })
}

func routes() { http.HandleFunc("/", allow) }
```

## Evidence
Types and uses over the whole module: who holds the map, where the key comes from through callers,
fields and channels, and that nobody deletes, clears, replaces or hands out the map. A wrapper
that has a method that deletes counts as emptied.

## Limits
Keys that the program itself bounds are left alone: constants, enumerations, types, tables. A
map that is handed to code outside of the module counts as emptied there. Where only the
signature of an exported function says that keys are open, the finding is possible only.
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

STORE = query("""
    (call_expression
      function: (selector_expression operand: (_) @map field: (field_identifier) @method)
      (#any-of? @method "Store" "LoadOrStore" "Swap"))
""")


@rule(
    code="GML102",
    name="unbounded-sync-map",
    severity=Severity.HIGH,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.MODULE,
)
def unbounded_sync_map(package: Package) -> Iterator[Finding]:
    places = (Site(f, found["map"]) for f in package.files for found in f.matches(STORE))
    for growth in package.module.growths(package.unit, ContainerKind.SYNC_MAP, places):
        yield growth.finding(
            _message(growth),
            cure="delete the entry when its owner ends, let Range delete what is old, or put a "
            f"new sync.Map in the place of {growth.name} on a timer",
        )


def _message(growth: Growth) -> str:
    if growth.missed is not None:
        return (
            f"{growth.name} keeps an entry: the entry of {growth.key_text} stays when "
            f"{growth.leftover} comes before its Delete; defer the Delete"
        )
    return (
        f"{growth.name} only grows: {growth.inserter} stores an entry under each new "
        f"{growth.key_text} ({growth.domain.reason}), and nothing deletes one; expire or delete"
    )
