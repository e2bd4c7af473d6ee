"""A small slice keeps the big array alive that it was cut from.

## What it does
Reports a small part of a big array that outlives the function: stored in a package variable or a
long-lived object, sent on a channel, captured by a callback, or returned by the function that made
the array.

## Why it matters
A slice points into its backing array. While sixteen bytes of a page are reachable, the whole page
is, and the garbage collector cannot free it: 100 parts of 16 bytes of 1 MB each keep 100 MB. A
smaller capacity (`x[i:j:k]`, `slices.Clip`) changes nothing; only a copy cuts the tie.

## Example
```go
var heads = map[string][]byte{}

func remember(name string, r io.Reader) {
    page, _ := io.ReadAll(r)
    heads[name] = page[:16]
}

func forget(name string) { delete(heads, name) }
```

## Use instead
```go
var heads = map[string][]byte{}

func remember(name string, r io.Reader) {
    page, _ := io.ReadAll(r)
    heads[name] = bytes.Clone(page[:16])
}

func forget(name string) { delete(heads, name) }
```

## Evidence
Types and flow: where the big array is made, where the part is cut, who keeps it, through
variables, fields and the functions of the module.

## Limits
What keeps nearly everything is left alone on purpose: trimmed ends, a stripped header, all parts
together, and an owner that keeps the whole as well. Calls that cannot be resolved end the trail.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Confidence,
    Finding,
    Needs,
    Package,
    Severity,
    Tier,
    rule,
)


@rule(
    code="GML104",
    name="subslice-retention",
    severity=Severity.MEDIUM,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER | Needs.MODULE,
)
def subslice_retention(package: Package) -> Iterator[Finding]:
    for retention in package.module.kept_parts(package.unit):
        if not retention.is_text:
            yield retention.finding()
