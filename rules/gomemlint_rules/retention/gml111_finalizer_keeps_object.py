"""A finalizer or cleanup keeps the object whose end it waits for.

## What it does
Reports `runtime.SetFinalizer` and `runtime.AddCleanup` where the function literal captures the
object, is a method bound to it, or gets an argument that leads to it; and a finalizer of an object
that another one leads back to.

## Why it matters
The runtime holds the function and its argument until the object is unreachable. If they lead to the
object, it never is: a hundred objects of 64 KB with such a finalizer keep 7 MB for ever. From
Go 1.26 on, `AddCleanup` panics for a function that captures its object.

## Example
```go
type Conn struct{ fd int }

func (c *Conn) Close() { c.fd = -1 }

func open(fd int) *Conn {
    conn := &Conn{fd: fd}
    runtime.SetFinalizer(conn, func(*Conn) { conn.Close() })
    return conn
}
```

## Use instead
```go
type Conn struct{ fd int }

func (c *Conn) Close() { c.fd = -1 }

func open(fd int) *Conn {
    conn := &Conn{fd: fd}
    runtime.SetFinalizer(conn, func(old *Conn) { old.Close() })
    return conn
}
```

## Evidence
Types: what the literal captures, what the method is bound to, and the assignments of the function
that lead from there to the object.

## Limits
Links that other functions make are not seen, but for those that the called function returns.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Basis,
    Confidence,
    Evidence,
    Finding,
    Fix,
    Kept,
    Needs,
    Package,
    Severity,
    Tier,
    heading,
    object_as_parameter,
    query,
    rule,
)

CALL = query("""
    (call_expression
      function: (selector_expression field: (field_identifier) @function)
      (#any-of? @function "SetFinalizer" "AddCleanup")) @call
""")


@rule(
    code="GML111",
    name="finalizer-keeps-object",
    severity=Severity.HIGH,
    confidence=Confidence.CERTAIN,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES,
)
def finalizer_keeps_object(package: Package) -> Iterator[Finding]:
    for file in package.files:
        for found in file.matches(CALL):
            kept = package.module.kept(file, found["call"])
            if kept is not None and not kept.file.is_generated:
                yield _finding(kept)


def _finding(kept: Kept) -> Finding:
    name, what = kept.file.text(kept.object), "cleanup" if kept.is_cleanup else "finalizer"
    is_bound = kept.is_direct and kept.keeper.type == "selector_expression"
    through = kept.file.text(kept.keeper if is_bound else kept.through)
    return Finding(
        span=heading(kept.file, kept.keeper),
        message=f"the {what} of {name} keeps {name} alive by way of {through}, so it never runs; "
        f"{_cure(kept)}",
        evidence=(
            Evidence(Basis.TYPES, kept.file.span(kept.through), f"{through} leads to {name}"),
        ),
        fix=Fix(_cure(kept), object_as_parameter(kept)),
        confidence=None if kept.is_direct else Confidence.PROBABLE,
    )


def _cure(kept: Kept) -> str:
    name = kept.file.text(kept.object)
    if kept.is_cleanup:
        return f"pass what it needs of {name} as the argument, copied"
    if kept.keeper.type == "func_literal":
        return "use the parameter of the function literal instead"
    if kept.is_direct:
        return "give it a method expression such as (*T).close"
    return f"break the way back to {name}, or close it explicitly"
