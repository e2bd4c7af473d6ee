"""Two goroutines use one pooled object.

## What it does
Reports a `go` statement, a `time.AfterFunc` or `Group.Go`, or a send that gives a pooled object or
a view of it to another goroutine, where this one puts the object or goes on using it without
waiting for the other one first.

## Why it matters
While the other goroutine still reads, the object is already with its next user, who writes. What
is read is a mix of both, and only a lucky schedule lets the race detector see it.

## Example
```go
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func publish(text string, send func([]byte)) {
    buf := buffers.Get().(*bytes.Buffer)
    defer buffers.Put(buf)
    buf.Reset()
    buf.WriteString(text)
    go send(buf.Bytes())
}
```

## Use instead
```go
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func publish(text string, send func([]byte)) {
    buf := buffers.Get().(*bytes.Buffer)
    buf.Reset()
    buf.WriteString(text)
    go func() {
        send(buf.Bytes())
        if buf.Cap() <= 64<<10 {
            buffers.Put(buf)
        }
    }()
}
```

## Evidence
Types and flow: what the other goroutine captures or is given is memory of the object, and a path
leads from there to a put or use without a join: `Wait`, or a receive from a channel, also in a loop
with a round for each goroutine. A loop of as many rounds as start goroutines that a `return` or
`break` leaves earlier waits for some of them only.

## Limits
Any receive counts as a join, whatever it waits for. A buffered channel makes no join of a send. Who
is told by the result of a call whether the object was taken may put it where it was not.
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
    Related,
    Severity,
    Shared,
    Tier,
    enclosing_statement,
    is_settled,
    rule,
)


@rule(
    code="GML308",
    name="pool-shared-across-goroutines",
    severity=Severity.HIGH,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER | Needs.MODULE,
)
def pool_shared_across_goroutines(package: Package) -> Iterator[Finding]:
    seen: set[Node] = set()
    for file, shared in package.module.pool_events(package.unit, Shared):
        if is_settled(file, shared):
            continue
        start = enclosing_statement(shared.started) or shared.started
        if start not in seen and (shared.got is not None or shared.is_put):
            seen.add(start)
            yield _finding(file, start, shared)


def _finding(file: File, start: Node, shared: Shared) -> Finding:
    rival = _line(file, shared.rival)
    is_literal = shared.started.type == "func_literal"
    given = "a captured object" if is_literal else _line(file, shared.started)
    line = file.span(shared.rival).start.line
    does = f"{rival} puts it" if shared.is_put else f"{rival} is used"
    steps = [Related(file.span(shared.rival), f"{does} without a join in between")]
    if shared.got is not None:
        steps.insert(0, Related(file.span(shared.got), "the object comes from the pool here"))
    return Finding(
        span=file.span(start),
        message=f"{given} is with another goroutine from here on, "
        f"but {does} on line {line}; let the goroutine put it, or wait for it first",
        evidence=(
            Evidence(Basis.TYPES, file.span(shared.started), f"{given} is pooled memory"),
            Evidence(Basis.TYPES, file.span(shared.rival), f"{does} on a path without a join"),
        ),
        related=tuple(steps),
        fix=Fix("let the other goroutine own and put the object, or wait for it before the put"),
        confidence=Confidence.POSSIBLE if shared.is_possible else None,
    )


def _line(file: File, node: Node) -> str:
    return file.text(node).splitlines()[0]
