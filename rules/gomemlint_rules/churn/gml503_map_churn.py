"""Each round of a loop makes a map and drops it.

## What it does
Reports maps that are made in a loop, filled and read in the same round, and kept by nobody.

## Why it matters
A map of more than eight entries is built on the heap step by step. With fifty entries each of a
hundred rounds allocates seven times, while one map that is cleared keeps its buckets.

## Example
```go
func distinct(groups [][]string) int {
    total := 0
    for _, group := range groups {
        seen := make(map[string]bool)
        for _, name := range group {
            if name != "" {
                seen[name] = true
            }
        }
        total += len(seen)
    }
    return total
}
```

## Use instead
```go
func distinct(groups [][]string) int {
    total := 0
    seen := make(map[string]bool)
    for _, group := range groups {
        clear(seen)
        for _, name := range group {
            if name != "" {
                seen[name] = true
            }
        }
        total += len(seen)
    }
    return total
}
```

## Evidence
Compiler: the map does not escape from its round. Syntax: the round fills it by a loop of its own or
gives it to a function that does.

## Limits
Reported by default in hot functions only. Maps that are stored, returned, sent or captured are left
alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Basis,
    Confidence,
    Evidence,
    File,
    Finding,
    Fix,
    Needs,
    Package,
    Related,
    RoundMap,
    Severity,
    Tier,
    map_kept,
    query,
    rule,
)

MAP = query("""
    (composite_literal type: (map_type)) @made
    (call_expression
      function: (identifier) @function
      arguments: (argument_list . (map_type))
      (#eq? @function "make")) @made
""")
CLEAR_SINCE = (1, 21)


@rule(
    code="GML503",
    name="map-churn",
    severity=Severity.LOW,
    confidence=Confidence.PROBABLE,
    tier=Tier.STRICT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER,
)
def map_churn(package: Package) -> Iterator[Finding]:
    for file in package.files:
        for found in file.matches(MAP):
            churn = package.module.round_map(file, found["made"])
            if churn is not None and not package.is_cold(file, churn.made):
                yield _finding(package, file, churn)


def _finding(package: Package, file: File, churn: RoundMap) -> Finding:
    name, made = churn.name, file.span(churn.made)
    reset = f"clear({name})" if file.language >= CLEAR_SINCE else "deleting its keys"
    return Finding(
        span=made,
        message=f"{name} is made anew in each round and dropped; make it before the loop and "
        f"begin each round with {reset}",
        evidence=(Evidence(Basis.COMPILER, made, f"{name} does not escape from its round"),),
        related=(Related(file.span(churn.loop), "the loop that makes it"),),
        fix=Fix(
            f"make {name} before the loop, and {reset} first in each round",
            map_kept(file, churn),
        ),
        confirm="go test -bench . -benchmem",
        tier=Tier.DEFAULT if package.is_hot(file, churn.made) else None,
    )
