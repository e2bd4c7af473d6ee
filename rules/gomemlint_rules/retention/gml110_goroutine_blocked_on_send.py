"""A goroutine waits for ever for the other end of a channel.

## What it does
Reports `go func() { ch <- result }()` on a local channel without room, where the function can
return without receiving: by a timeout, a cancelled context, an early error, or because it takes the
first of several results. Reports a goroutine that receives in the same way.

## Why it matters
A goroutine that is blocked for ever is never collected, nor is anything that its stack leads to:
2.5 KB each, before what it captures. A request that times out now and then fills the memory of
the process.

## Example
```go
func fetch(ctx context.Context, work func() string) (string, error) {
    result := make(chan string)
    go func() { result <- work() }()
    select {
    case text := <-result:
        return text, nil
    case <-ctx.Done():
        return "", ctx.Err()
    }
}
```

## Use instead
```go
func fetch(ctx context.Context, work func() string) (string, error) {
    result := make(chan string, 1)
    go func() { result <- work() }()
    select {
    case text := <-result:
        return text, nil
    case <-ctx.Done():
        return "", ctx.Err()
    }
}
```

## Evidence
Control flow: the function has a path from the `go` statement to its end on which nothing takes what
the goroutine gives. Types: the channel is local, has no room, and is handed to nobody else.

## Limits
One function at a time. A channel that is returned, stored or passed to another function is left
alone, unless a `go` statement starts that function of the same file; so are goroutines that send
several times. Go 1.27 finds more with its `goroutineleak` profile.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Basis,
    Blocked,
    Confidence,
    Edit,
    Evidence,
    File,
    Finding,
    Fix,
    Needs,
    Package,
    Related,
    Severity,
    Tier,
    heading,
    query,
    rule,
)

START = query("""
    (go_statement
      (call_expression function: [(func_literal) (identifier) (selector_expression)])) @start
""")


@rule(
    code="GML110",
    name="goroutine-blocked-on-send",
    severity=Severity.HIGH,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES,
)
def goroutine_blocked_on_send(package: Package) -> Iterator[Finding]:
    for file in package.files:
        for found in file.matches(START):
            for blocked in package.module.blocked(file, found["start"]):
                if not file.is_generated:
                    yield _finding(file, blocked, package.module.room_for_one(file, blocked))


def _finding(file: File, blocked: Blocked, edits: tuple[Edit, ...]) -> Finding:
    channel, span = blocked.channel.name, file.span(blocked.act)
    leaving, made = heading(file, blocked.leaving), file.span(blocked.made)
    if blocked.is_send:
        problem = f"nobody may receive from {channel}, and then this goroutine blocks for ever"
        missing = f"the function can end here and leave {channel} without a receiver"
    else:
        problem = f"nobody may send on {channel}, and then this goroutine blocks for ever"
        missing = f"the function can end here and has neither sent on {channel} nor closed it"
    return Finding(
        span=span,
        message=f"{problem}; {_cure(file, blocked)}",
        evidence=(
            Evidence(Basis.TYPES, made, f"{channel} has no room: who sends waits for a receiver"),
            Evidence(Basis.SYNTAX, leaving, missing),
        ),
        related=(Related(made, f"{channel} is made here"), Related(leaving, missing)),
        fix=Fix(_cure(file, blocked), edits),
    )


def _cure(file: File, blocked: Blocked) -> str:
    channel = blocked.channel.name
    if not blocked.is_send:
        return f"close {channel} in a defer"
    if blocked.loop is None:
        return f"give {channel} room for the result: make it with a capacity of 1"
    return f"give {channel} room for the results of all goroutines"
