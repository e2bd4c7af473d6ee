"""A buffer goes back to its pool whatever size it has grown to.

## What it does
Reports `Put` of an object that grows with its input, such as a `bytes.Buffer`, a slice that is
appended to or a map, where nothing looks at its size between the growth and the put.

## Why it matters
A pool keeps what it gets until two collections have passed without a use. After one request of
16 MB a buffer of 16 MB serves requests of 100 bytes, and under steady load it is never let go.

## Example
```go
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func copyBody(w io.Writer, r *http.Request) error {
    buf := buffers.Get().(*bytes.Buffer)
    _, err := io.Copy(buf, r.Body)
    w.Write(buf.Bytes())
    buf.Reset()
    buffers.Put(buf)
    return err
}
```

## Use instead
```go
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func copyBody(w io.Writer, r *http.Request) error {
    buf := buffers.Get().(*bytes.Buffer)
    _, err := io.Copy(buf, r.Body)
    w.Write(buf.Bytes())
    if buf.Cap() <= 64<<10 {
        buf.Reset()
        buffers.Put(buf)
    }
    return err
}
```

## Evidence
Types: the object, or a field of it, grows in this package, and no condition before the put asks
for its capacity or length, neither here nor in a reset that it calls. A reader or request that
feeds it makes the finding one of the default tier.

## Options
- `limit` (default `"64<<10"`): the capacity that the fix lets into the pool, as a Go expression.

## Limits
Pools that are chosen by size, and generated code, are left alone. So are slices that are filled
only while they have room, and slices whose elements a loop gives back to a pool.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gomemlint.api import (
    Basis,
    Confidence,
    Evidence,
    File,
    Finding,
    Fix,
    Needs,
    Oversized,
    Package,
    Related,
    Severity,
    Tier,
    guarded,
    rule,
)


@dataclass(frozen=True, slots=True)
class OversizedPutOptions:
    limit: str = "64<<10"


@rule(
    code="GML307",
    name="pool-oversized-put",
    severity=Severity.MEDIUM,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER | Needs.MODULE,
    options=OversizedPutOptions,
)
def pool_oversized_put(package: Package, options: OversizedPutOptions) -> Iterator[Finding]:
    for put in package.module.oversized_puts(package.unit):
        file, name = put.file, put.file.text(put.argument)
        grown = Related(put.grown.span, f"{put.grown.text.splitlines()[0]} makes it grow")
        yield Finding(
            span=file.span(put.call),
            message=f"{name} goes back to its pool however big it has grown; "
            f"drop it where {put.capacity} is too large",
            evidence=(
                Evidence(Basis.TYPES, put.grown.span, f"{name} grows with its input here"),
                Evidence(Basis.SYNTAX, file.span(put.call), "no condition asks for its size"),
            ),
            related=(grown,),
            fix=_fix(file, put, options.limit),
            tier=None if put.has_reader else Tier.STRICT,
        )


def _fix(file: File, put: Oversized, limit: str) -> Fix:
    statement, description = put.call.parent, f"put only if {put.capacity} <= {limit}"
    if statement is None or statement.type != "expression_statement" or not put.is_plain:
        return Fix(description)
    return Fix(description, (guarded(file, statement, f"{put.capacity} <= {limit}"),))
