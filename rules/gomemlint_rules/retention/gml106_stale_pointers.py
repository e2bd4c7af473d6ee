"""A slice that got shorter still holds pointers behind its end.

## What it does
Reports pops, deletes and filters that shorten a long-lived slice of pointers, and do not clear
the slots that they leave: `s = s[:len(s)-1]`, `s = append(s[:i], s[i+1:]...)`.

## Why it matters
The array behind the slice keeps its length. What stands in a vacated slot stays reachable until
another element overwrites it: after a burst of 10 000 elements of 4 KB, 39 MB stay for ever.

## Example
```go
type conn struct{ buf [4096]byte }

var free []*conn

func put(c *conn) { free = append(free, c) }

func get() *conn {
    last := len(free) - 1
    c := free[last]
    free = free[:last]
    return c
}
```

## Use instead
```go
type conn struct{ buf [4096]byte }

var free []*conn

func put(c *conn) { free = append(free, c) }

func get() *conn {
    last := len(free) - 1
    c := free[last]
    free[last] = nil
    free = free[:last]
    return c
}
```

## Evidence
Types: what the elements hold, and who owns the slice. Syntax: how it is shortened, and that no
statement of the function, and nothing that it calls, clears the slots.

## Limits
Queues (`s = s[1:]`) are reported by default only where a mutex or a condition guards them;
buffers cut to nothing (`s = s[:0]`) and slices of strings with `--strict`, as well as what a type
does to its own slices where its users decide how long it lives: containers of a library. An arena
that takes slots back (`s = s[:n+1]`) is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Basis,
    Confidence,
    Evidence,
    Finding,
    Fix,
    Manner,
    Needs,
    Package,
    Severity,
    Stale,
    Tier,
    query,
    rule,
)

SHORTENED = query("""
    (assignment_statement right: (expression_list (slice_expression))) @statement
    (assignment_statement
      left: (expression_list . (_) .)
      right: (expression_list . [(identifier) (call_expression)] .)) @statement
""")
DEEDS = {
    Manner.POP: "is popped",
    Manner.DELETE: "is deleted",
    Manner.FILTER: "is filtered out",
    Manner.QUEUE: "is taken from the front",
    Manner.REUSE: "was in it before",
}


@rule(
    code="GML106",
    name="stale-pointers",
    severity=Severity.LOW,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER | Needs.MODULE,
)
def stale_pointers(package: Package) -> Iterator[Finding]:
    for file in package.files:
        for found in file.matches(SHORTENED):
            if not file.is_generated:
                for stale in package.module.stale(file, found["statement"]):
                    yield _finding(stale)


def _finding(stale: Stale) -> Finding:
    place, what = stale.place, stale.element.spelling
    manner = stale.shortening.manner
    where = "before the new start" if manner is Manner.QUEUE else "behind the new end"
    return Finding(
        span=place.span,
        message=f"{stale.spelled} keeps what {DEEDS[manner]}: its array still holds the {what} "
        f"{where}; {stale.advice}",
        evidence=(
            Evidence(Basis.TYPES, place.span, f"the elements of {stale.spelled} are {what}"),
            Evidence(Basis.SYNTAX, stale.shortening_span, "nothing clears the slots it leaves"),
        ),
        fix=Fix(stale.advice, stale.edits),
        confirm="go tool pprof -sample_index=inuse_space heap.pprof",
        severity=Severity.MEDIUM if stale.is_big else None,
        tier=Tier.STRICT if _is_strict(stale) else None,
    )


def _is_strict(stale: Stale) -> bool:
    if stale.is_open:
        return True
    match stale.shortening.manner:
        case Manner.REUSE:
            return True
        case Manner.QUEUE:
            return stale.is_text or not stale.is_guarded
        case _:
            return stale.is_text
