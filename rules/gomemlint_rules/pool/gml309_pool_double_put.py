"""A pooled object is put twice.

## What it does
Reports the second `Put` of one object on one path: an explicit put under a deferred one, a put in
a callee and again in its caller, a put in a loop of what was got outside, a method that puts a
field and leaves it set, so that its next call puts again.

## Why it matters
A pool does not look at what it holds. An object that lies in it twice is handed out twice: two
later calls of `Get` return the same pointer, and two users write to one buffer.

## Example
```go
var frames = sync.Pool{New: func() any { return new([512]byte) }}

func send(w io.Writer) error {
    frame := frames.Get().(*[512]byte)
    defer frames.Put(frame)
    if _, err := w.Write(frame[:]); err != nil {
        frames.Put(frame)
        return err
    }
    return nil
}
```

## Use instead
```go
var frames = sync.Pool{New: func() any { return new([512]byte) }}

func send(w io.Writer) error {
    frame := frames.Get().(*[512]byte)
    defer frames.Put(frame)
    _, err := w.Write(frame[:])
    return err
}
```

## Evidence
Types and flow: both puts are of one object and can happen on one path, put by the function itself
or by functions of the module that it calls.

## Limits
A callee that puts on some of its paths counts as putting. Which of two methods of an object
runs first is not known: only a method that would put again when it is called again is reported.
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
    Leftover,
    Needs,
    Node,
    Package,
    PutTwice,
    Related,
    Severity,
    Tier,
    removed,
    rule,
)


@rule(
    code="GML309",
    name="pool-double-put",
    severity=Severity.HIGH,
    confidence=Confidence.CERTAIN,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER | Needs.MODULE,
)
def pool_double_put(package: Package) -> Iterator[Finding]:
    seen: set[Node] = set()
    for file, twice in package.module.pool_events(package.unit, PutTwice):
        # Under a defer it is the explicit put that has to go.
        anchor, other = twice.again, twice.first
        if twice.deferred is not None:
            anchor, other = other, anchor
        if anchor not in seen:
            seen.add(anchor)
            yield _finding(file, anchor, other, twice)
    for left in package.module.leftovers(package.unit):
        if left.put not in seen:
            yield _put_again(left)


def _finding(file: File, anchor: Node, other: Node, twice: PutTwice) -> Finding:
    put, line = _line(file, anchor), file.span(other).start.line
    steps = [Related(file.span(other), f"{_line(file, other)} puts the object as well")]
    if twice.got is not None:
        steps.insert(0, Related(file.span(twice.got), "the object comes from the pool here"))
    where = "in the next round of the loop" if anchor == other else f"like line {line}"
    return Finding(
        span=file.span(anchor),
        message=f"{put} puts the same object again, {where}; "
        "two later calls of Get will return one pointer",
        evidence=(Evidence(Basis.TYPES, file.span(other), "one path comes past both puts"),),
        related=tuple(steps),
        flow=(*steps, Related(file.span(anchor), f"{put} puts it a second time")),
        fix=_fix(file, anchor, twice),
        confidence=_confidence(twice),
    )


def _confidence(twice: PutTwice) -> Confidence:
    if twice.is_possible:
        return Confidence.POSSIBLE
    return Confidence.CERTAIN if twice.is_certain else Confidence.PROBABLE


def _fix(file: File, anchor: Node, twice: PutTwice) -> Fix:
    statement = anchor.parent
    if twice.deferred is None or statement is None or statement.type != "expression_statement":
        return Fix("put once, where the last user is done")
    deletion = (removed(file, statement),)
    return Fix("delete this call: the deferred one puts the object at every exit", deletion)


def _put_again(left: Leftover) -> Finding:
    put = _line(left.file, left.put)
    return Finding(
        span=left.file.span(left.put),
        message=f"{left.method} leaves {left.field} set after {put}, so its next call puts "
        "the object again; set it to nil",
        evidence=(Evidence(Basis.TYPES, left.file.span(left.leaving), "it is still set"),),
        related=(Related(left.file.span(left.leaving), f"{left.method} is left here"),),
        fix=Fix(f"set {left.field} to nil after {put}, and do nothing where it is nil"),
        confidence=Confidence.PROBABLE,
    )


def _line(file: File, node: Node) -> str:
    return file.text(node).splitlines()[0]
