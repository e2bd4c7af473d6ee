"""A pool gets an object that does not belong there.

## What it does
Reports `Put` of an object from another pool, of another type than the pool's `New` makes and its
`Get`s expect, of a slice whose start moved or whose capacity was cut, of a slice that a caller of
the package made, and a deferred put whose variable is assigned afterwards.

## Why it matters
A pool does not check what it is given. A wrong type shows up as a panic in a `Get` far away. A
slice that starts four bytes later loses four bytes of its array at each cycle, until it has none.

## Example
```go
var chunks = sync.Pool{New: func() any { b := make([]byte, 1024); return &b }}

func skip(n int) {
    chunk := chunks.Get().(*[]byte)
    *chunk = (*chunk)[n:]
    chunks.Put(chunk)
}
```

## Use instead
```go
var chunks = sync.Pool{New: func() any { b := make([]byte, 1024); return &b }}

func skip(n int) {
    chunk := chunks.Get().(*[]byte)
    rest := (*chunk)[n:]
    clear(rest)
    chunks.Put(chunk)
}
```

## Evidence
Types and flow: where the object comes from on every path to the put, and what was done to it.

## Limits
Size classes, pools chosen by an index or a parameter, objects made on a miss, puts in `init` and
pools of several types that every `Get` tells apart are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Basis,
    Confidence,
    Evidence,
    Finding,
    Fix,
    ForeignKind,
    Needs,
    Package,
    Related,
    Severity,
    Tier,
    rule,
)

ADVICE = {
    ForeignKind.POOL: "put it back where it came from",
    ForeignKind.TYPE: "put what the pool's New makes",
    ForeignKind.MOVED: "keep the whole slice and put that",
    ForeignKind.CALLER: "put only what came from the pool",
    ForeignKind.STALE: "defer a function literal that puts the variable at exit",
}


@rule(
    code="GML302",
    name="pool-put-foreign",
    severity=Severity.MEDIUM,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER | Needs.MODULE,
)
def pool_put_foreign(package: Package) -> Iterator[Finding]:
    for foreign in package.module.foreign_puts(package.unit):
        file, name = foreign.file, foreign.file.text(foreign.argument)
        steps = tuple(Related(s.span, f"{s.text.splitlines()[0]} shows it") for s in foreign.steps)
        yield Finding(
            span=file.span(foreign.anchor),
            message=f"{name} does not belong in {foreign.pool}: {foreign.why}; "
            f"{ADVICE[foreign.kind]}",
            evidence=(Evidence(Basis.TYPES, file.span(foreign.argument), foreign.why),),
            related=steps,
            fix=Fix(ADVICE[foreign.kind]),
            severity=Severity.HIGH if foreign.kind is ForeignKind.TYPE else None,
        )
