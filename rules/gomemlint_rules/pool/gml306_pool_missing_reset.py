"""A pooled object goes to its next user with the content of the last one.

## What it does
Reports `Put` of an object that is filled in use, where neither the putter nor the getter nor the
users empty it, or the `Get` that forgets what the other users of the pool do. Two milder forms
have severity low: slices of pointers that are cut but not cleared, and readers that lie in the
pool with their last source.

## Why it matters
The next user sees old data, or adds to it: a buffer of 1 KB has grown to 1 MB after a thousand
rounds, and one answer holds a part of another.

## Example
```go
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func render(w io.Writer, text string) {
    buf := buffers.Get().(*bytes.Buffer)
    buf.WriteString(text)
    w.Write(buf.Bytes())
    buffers.Put(buf)
}
```

## Use instead
```go
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func render(w io.Writer, text string) {
    buf := buffers.Get().(*bytes.Buffer)
    buf.WriteString(text)
    w.Write(buf.Bytes())
    if buf.Cap() <= 64<<10 {
        buf.Reset()
        buffers.Put(buf)
    }
}
```

## Evidence
Types and flow: what fills the object or a field of it, and that no reset, truncation or new value
follows before the put, nor comes between a get and the first use.

## Limits
A function counts as a reset by its name if its body is not known. Fields that are only assigned
are taken to be written before they are read; maps that a decoder fills are not, for it adds to the
keys that it finds. A reader or writer that keeps a file or a pipe, which
are small, is reported with `--strict` alone. Elements behind the end of a slice that some code
takes up again, or that are parts of the same object, are kept on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Basis,
    Carried,
    CarriedKind,
    Confidence,
    Evidence,
    Finding,
    Fix,
    Needs,
    Package,
    Severity,
    Tier,
    reset_before_put,
    rule,
)


@rule(
    code="GML306",
    name="pool-missing-reset",
    severity=Severity.HIGH,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER | Needs.MODULE,
)
def pool_missing_reset(package: Package) -> Iterator[Finding]:
    for carried in package.module.carried_content(package.unit):
        span = carried.file.span(carried.node)
        yield Finding(
            span=span,
            message=_message(carried),
            evidence=(Evidence(Basis.TYPES, span, f"nothing empties {carried.name} on this path"),),
            fix=Fix(_advice(carried), reset_before_put(carried)),
            severity=None if carried.kind is CarriedKind.CONTENT else Severity.LOW,
            tier=Tier.STRICT if carried.is_handle else None,
        )


def _message(carried: Carried) -> str:
    name, what = carried.name, carried.what
    match carried.kind:
        case CarriedKind.SOURCE:
            return f"{name} keeps {what} alive while pooled; reset it before the put"
        case CarriedKind.ELEMENTS:
            return f"{what} is cut but not cleared, so the pool keeps its old elements alive"
        case CarriedKind.CONTENT if carried.is_get:
            return f"{name} may hold old content: other users of the pool reset it after Get"
        case _:
            field = f"{name}.{what}" if what else name
            return f"{name} goes back with its content, and nobody resets {field}; reset it first"


def _advice(carried: Carried) -> str:
    if carried.kind is CarriedKind.ELEMENTS:
        return f"call clear({carried.what}) before it is cut"
    where = "after the get" if carried.is_get else "before the put"
    if carried.kind is CarriedKind.CONTENT and carried.what and not carried.reset:
        return f"empty {carried.name}.{carried.what} {where}"
    return f"call {carried.name}.{carried.reset or 'Reset()'} {where}"
