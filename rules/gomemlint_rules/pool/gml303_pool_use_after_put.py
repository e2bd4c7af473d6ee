"""A pooled object is used after it went back to the pool.

## What it does
Reports a read or write of an object, or of memory that belongs to it, on a path on which `Put`
or a function that puts has given the object back. A method that puts what a field holds and
leaves the field set makes every other method that reads the field such a use.

## Why it matters
After `Put` the object belongs to whoever calls `Get` next, perhaps at once and in another
goroutine. Two owners then write the same memory: data of one request shows up in another. The
race detector sees it only if the schedule happens to be the bad one.

## Example
```go
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func render(w io.Writer, name string) error {
    buf := buffers.Get().(*bytes.Buffer)
    buf.Reset()
    buf.WriteString(name)
    view := buf.Bytes()
    buffers.Put(buf)
    _, err := w.Write(view)
    return err
}
```

## Use instead
```go
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func render(w io.Writer, name string) error {
    buf := buffers.Get().(*bytes.Buffer)
    buf.Reset()
    buf.WriteString(name)
    _, err := w.Write(buf.Bytes())
    if buf.Cap() <= 64<<10 {
        buffers.Put(buf)
    }
    return err
}
```

## Evidence
Types and flow: which variables may name the object or its memory, through helpers of the module,
and on which paths it has been put. A condition that guards both the put and the use, and a
variable that was bound again in between, clear the use.

## Limits
Callees outside of the module are taken to keep nothing. What another goroutine does is GML308,
what is returned or stored is GML304.
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
    Related,
    Severity,
    Tier,
    UsedAfterPut,
    rule,
)


@rule(
    code="GML303",
    name="pool-use-after-put",
    severity=Severity.HIGH,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER | Needs.MODULE,
)
def pool_use_after_put(package: Package) -> Iterator[Finding]:
    first: dict[Node, tuple[File, UsedAfterPut]] = {}
    for file, used in package.module.pool_events(package.unit, UsedAfterPut):
        known = first.setdefault(used.put, (file, used))
        if _place(used) < _place(known[1]):
            first[used.put] = file, used
    for use, (file, used) in {used.use: (file, used) for file, used in first.values()}.items():
        yield _finding(file, use, used)
    for left in package.module.leftovers(package.unit):
        yield from _read_later(left)


def _place(used: UsedAfterPut) -> tuple[bool, int]:
    """Order uses: those behind the put before those that the next round of a loop makes."""
    return used.use.start_byte < used.put.start_byte, used.use.start_byte


def _finding(file: File, use: Node, used: UsedAfterPut) -> Finding:
    name, put = _line(file, use), _line(file, used.put)
    steps = [Related(file.span(used.put), f"{put} gives the object back here")]
    if used.got is not None:
        steps.insert(0, Related(file.span(used.got), "the object comes from the pool here"))
    return Finding(
        span=file.span(use),
        message=f"{name} uses memory that {put} gave back on line "
        f"{file.span(used.put).start.line}; put after the last use",
        evidence=(Evidence(Basis.TYPES, file.span(use), f"{name} may be memory of that object"),),
        related=tuple(steps),
        flow=(*steps, Related(file.span(use), f"{name} is used here")),
        fix=Fix(f"move {put} behind the last use, or defer it"),
        confidence=_confidence(used),
    )


def _confidence(used: UsedAfterPut) -> Confidence:
    if used.is_possible:
        return Confidence.POSSIBLE
    return Confidence.CERTAIN if used.is_certain else Confidence.PROBABLE


def _read_later(left: Leftover) -> Iterator[Finding]:
    """Yield the reads of a field that a method has put and left set."""
    put = _line(left.file, left.put)
    for read in left.reads:
        yield Finding(
            span=read.span,
            message=f"{read.text} may be back in its pool: {left.method} ends with {put} "
            f"and leaves {left.field} set",
            evidence=(Evidence(Basis.TYPES, left.file.span(left.put), f"{put} puts {left.field}"),),
            related=(Related(left.file.span(left.put), f"{put} gives the object back here"),),
            fix=Fix(f"set {left.field} to nil after {put}, and test it before use"),
        )


def _line(file: File, node: Node) -> str:
    return file.text(node).splitlines()[0]
