"""A value is copied to the heap to fit into an interface.

## What it does
Reports values that become an interface which outlives the function: elements of `[]any`, values
of `map[string]any`, arguments of `...any`.

## Why it matters
An interface holds one word. A string, a slice, a struct or a number does not fit, so Go copies it
to the heap, once for each conversion. Pointers, maps, channels, functions, constants and single
bytes cost nothing; integers below 256 come from a table.

## Example
```go
var last any

func remember(name string) {
    last = name
}
```

## Use instead
```go
var last string

func remember(name string) {
    last = name
}
```

## Evidence
Compiler: the boxed value escapes. Types: it is none of those that need no memory.

## Limits
Of an integer nobody knows here whether it is below 256: it may allocate. Selected by code only:
`gomemlint escapes` lists all sites. Code that runs rarely is left out, and what an inlined callee
makes is reported at the call.
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
    code="GML402",
    name="escape-interface-conversion",
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    tier=Tier.FACTS,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER,
)
def escape_interface_conversion(package: Package) -> Iterator[Finding]:
    for escaped in package.module.escaped(package.unit, Cause.INTERFACE_CONVERSION):
        yield escape_finding(escaped)
