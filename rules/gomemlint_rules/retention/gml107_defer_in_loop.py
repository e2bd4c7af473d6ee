"""Deferred calls in a loop pile up until the function returns.

## What it does
Reports `defer` in a loop where it releases what the same round acquired: a file, a response body,
a lock, a context's cancel function.

## Why it matters
A deferred call runs when the function returns, not when the round ends. Until then each round
keeps its resource open and adds a record to a list on the heap: a million rounds keep 60 MB of
records alone, and an endless loop never releases anything.

## Example
```go
func parseAll(paths []string) error {
    for _, path := range paths {
        file, err := os.Open(path)
        if err != nil {
            return err
        }
        defer file.Close()
        if _, err := io.Copy(io.Discard, file); err != nil {
            return err
        }
    }
    return nil
}
```

## Use instead
```go
func parseAll(paths []string) error {
    for _, path := range paths {
        if err := parse(path); err != nil {
            return err
        }
    }
    return nil
}

func parse(path string) error {
    file, err := os.Open(path)
    if err != nil {
        return err
    }
    defer file.Close()
    _, err = io.Copy(io.Discard, file)
    return err
}
```

## Evidence
Syntax: control can come back to the `defer` after it was passed. Types: what is released was
declared, or locked, in the same round, and is not kept by anything else.

## Limits
Loops of at most eight rounds are left alone, and so are resources that are stored, returned or
sent, for these are meant to live longer.
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
    Node,
    Package,
    Piling,
    Related,
    Severity,
    Tier,
    query,
    rule,
)

DEFER = query("(defer_statement) @defer")


@rule(
    code="GML107",
    name="defer-in-loop",
    severity=Severity.MEDIUM,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES,
)
def defer_in_loop(package: Package) -> Iterator[Finding]:
    for file in package.files:
        for found in file.matches(DEFER):
            piling = package.module.piling(file, found["defer"])
            if piling is not None and not file.is_generated:
                yield _finding(file, found["defer"], piling)


def _finding(file: File, statement: Node, piling: Piling) -> Finding:
    released, acquired = file.text(piling.released), file.span(piling.acquired)
    line = file.span(piling.region).start.line
    return Finding(
        span=file.span(statement),
        message=f"{file.text(statement).splitlines()[0].rstrip('{ ')} runs when the function "
        f"returns, so each round keeps its {released}; release it in the round",
        evidence=(
            Evidence(Basis.TYPES, acquired, f"each round acquires {released} here"),
            Evidence(
                Basis.SYNTAX,
                file.span(statement),
                f"the loop of line {line} can come to this defer again",
            ),
        ),
        related=(Related(acquired, f"{released} is acquired here"),),
        fix=Fix("move the body of the loop into a function of its own, or release without defer"),
    )
