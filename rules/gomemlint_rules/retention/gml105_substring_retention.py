"""A word keeps the whole text alive that it was cut from.

## What it does
Reports a substring of a big text that outlives the function: stored in a package variable or a
long-lived object, as a map key too, sent on a channel, captured by a callback, or returned by the
function that made the text.

## Why it matters
A substring points into its text. While one word of a file is reachable, the whole file is:
100 words of 1 MB texts keep 100 MB. `strings.ToLower`, `ReplaceAll` and `TrimSpace` return the same
memory when there is nothing to change, so they are no copies.

## Example
```go
var release string

func load(path string) {
    data, _ := os.ReadFile(path)
    release = strings.Fields(string(data))[0]
}
```

## Use instead
```go
var release string

func load(path string) {
    data, _ := os.ReadFile(path)
    release = strings.Clone(strings.Fields(string(data))[0])
}
```

## Evidence
Types and flow: where the text is made, where the part is cut, who keeps it, through variables,
fields and the functions of the module.

## Limits
A loop that keeps every line keeps no more than the text, and is left alone, as are parts whose
owner keeps the text as well. Calls that cannot be resolved end the trail.
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
    code="GML105",
    name="substring-retention",
    severity=Severity.MEDIUM,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER | Needs.MODULE,
)
def substring_retention(package: Package) -> Iterator[Finding]:
    for retention in package.module.kept_parts(package.unit):
        if retention.is_text and not (retention.is_sent and retention.kept.is_all):
            yield retention.finding()
