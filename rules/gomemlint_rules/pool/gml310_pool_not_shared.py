"""A pool that nobody else can reach never saves an allocation.

## What it does
Reports a local `sync.Pool` that does not leave its function, a pool in a field of a type that is
made anew on each call, a method that gets a copy of the pool by its value receiver, and a loop
over pools by value.

## Why it matters
A pool pays when a later call gets what an earlier one put. A pool that dies with the call, or a
copy of one, is always empty when it is asked; its bookkeeping makes it dearer than `new`.

## Example
```go
func sum(values []int) (total int) {
    pool := sync.Pool{New: func() any { return new([64]int) }}
    block := pool.Get().(*[64]int)
    total = copy(block[:], values)
    pool.Put(block)
    return total
}
```

## Use instead
```go
var blocks = sync.Pool{New: func() any { return new([64]int) }}

func sum(values []int) (total int) {
    block := blocks.Get().(*[64]int)
    total = copy(block[:], values)
    blocks.Put(block)
    return total
}
```

## Evidence
Types: all uses of the variable, receiver or type. A pool that is returned, stored, sent, captured
by a goroutine or by a literal that leaves the function is shared.

## Limits
A type counts as made per call if every value of it is made in functions that keep it.
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
    Related,
    Severity,
    Tier,
    rule,
)


@rule(
    code="GML310",
    name="pool-not-shared",
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER | Needs.MODULE,
)
def pool_not_shared(package: Package) -> Iterator[Finding]:
    for private in package.module.private_pools(package.unit):
        file, name = private.file, private.name
        related = (
            ()
            if private.made is None
            else (Related(private.made.span, f"{private.owner} is made here, for one call"),)
        )
        yield Finding(
            span=file.span(private.node),
            message=f"{name} {private.reason.value}, so nothing that is put is ever got again; "
            "share one pool between calls",
            evidence=(Evidence(Basis.TYPES, file.span(private.node), f"{name} is a sync.Pool"),),
            related=related,
            fix=Fix("move the pool to a variable of the package, or refer to it by pointer"),
        )
