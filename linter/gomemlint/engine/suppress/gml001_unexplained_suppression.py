"""A suppression does not say why.

## What it does
Reports `//gomemlint:ignore` and `//nolint:gomemlint` comments without a reason.

## Why it matters
The next reader cannot tell a considered exception from a silenced alarm, and nobody
dares to remove either. The suppression holds all the same.

## Example
```go
var byHost = map[string]int{}

func Count(host string) {
    byHost[host]++ //gomemlint:ignore GML101
}
```

## Use instead
```go
var byHost = map[string]int{}

func Count(host string) {
    byHost[host]++ //gomemlint:ignore GML101 the hosts are the twelve of our own cluster
}
```

## Evidence
Syntax: the comment.
"""

from __future__ import annotations

from gomemlint.model.findings import Confidence, Severity, Tier
from gomemlint.model.rules import Needs, RuleMetadata

METADATA = RuleMetadata(
    code="GML001",
    name="unexplained-suppression",
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX,
)
