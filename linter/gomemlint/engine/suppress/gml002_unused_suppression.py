"""A suppression suppresses nothing.

## What it does
Reports suppressions of gomemlint's own (`//gomemlint:ignore`, `//nolint:gomemlint`) that match
no finding, although every rule they name took part in the run.

## Why it matters
A comment that outlives its cause hides the next finding on that line.

## Example
```go
func Add(a, b int) int {
    return a + b //gomemlint:ignore GML201 the copy is needed
}
```

## Use instead
```go
func Add(a, b int) int {
    return a + b
}
```

## Evidence
Syntax: the comment, and the findings of the run.

## Limits
Bare `//nolint` and `//nolint:all` are honoured and never reported: other tools may need them.
A comment that names a rule which did not run is left alone.
"""

from __future__ import annotations

from gomemlint.model.findings import Confidence, Severity, Tier
from gomemlint.model.rules import Needs, RuleMetadata

METADATA = RuleMetadata(
    code="GML002",
    name="unused-suppression",
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX,
)
