"""Memory of a pooled object lives on after the object was put.

## What it does
Reports a view of a pooled object that is returned, stored, sent or captured, such as
`buf.Bytes()`, a slice of a field, `&x.f` or a string made without a copy, in a function that puts
the object.

## Why it matters
A view shares the memory of its object. The next user of the object writes there, and whoever
holds the view reads what was written: part of another answer, of another user.

## Example
```go
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func encode(v any) ([]byte, error) {
    buf := buffers.Get().(*bytes.Buffer)
    defer buffers.Put(buf)
    buf.Reset()
    err := json.NewEncoder(buf).Encode(v)
    return buf.Bytes(), err
}
```

## Use instead
```go
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func encode(v any) ([]byte, error) {
    buf := buffers.Get().(*bytes.Buffer)
    buf.Reset()
    err := json.NewEncoder(buf).Encode(v)
    out := bytes.Clone(buf.Bytes())
    if buf.Cap() <= 64<<10 {
        buffers.Put(buf)
    }
    return out, err
}
```

## Evidence
Types and flow: the view is memory of the object, by way of helpers of the module as well, and a
path that hands it out puts the object too. Compiler: which results of a helper share memory
with its parameters. A field that the object lets go of before the put is no view. What a literal
stores of an object that a function of the module lends to it (`with(func(b *bytes.Buffer) {...})`)
leaves the loan as well, unless nobody looks at it afterwards.

## Limits
Functions outside of the module are taken to keep nothing, as the contract of `io.Writer` says.
What a goroutine gets is GML308.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    AliasEscaped,
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
    cloned,
    rule,
)

# What the statement around a view does with it, and how to say that as advice.
FATES = {
    "return_statement": ("returned", "return"),
    "send_statement": ("sent", "send"),
    "assignment_statement": ("stored", "store"),
}
OTHERWISE = ("handed on", "hand on")


@rule(
    code="GML304",
    name="pool-alias-escapes",
    severity=Severity.HIGH,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER | Needs.MODULE,
)
def pool_alias_escapes(package: Package) -> Iterator[Finding]:
    # Who has the object itself in another goroutine is told by GML308.
    seen = {shared.started for _, shared in package.module.pool_events(package.unit, Shared)}
    own = package.module.pool_events(package.unit, AliasEscaped)
    for file, alias in (*own, *package.module.lent_aliases(package.unit)):
        is_told = alias.got is not None or _fate(alias.node) is not OTHERWISE
        if alias.node not in seen and is_told:
            seen.add(alias.node)
            yield _finding(file, alias)


def _finding(file: File, alias: AliasEscaped) -> Finding:
    view, put = _line(file, alias.node), _line(file, alias.put)
    done, to_do = _fate(alias.node)
    if alias.is_whole:
        message = f"{view} is {done}, although {put} gives the object back; do one or the other"
    else:
        message = f"{view} is {done}, but its memory goes back to the pool with {put}; "
        message += f"{to_do} a copy"
    origin = alias.got or alias.source.node
    is_given = alias.got is None
    steps = (
        Related(
            file.span(origin),
            "the object is given here" if is_given else "the object comes from the pool here",
        ),
        Related(file.span(alias.put), f"{put} gives the object back"),
    )
    return Finding(
        span=file.span(alias.node),
        message=message,
        evidence=(Evidence(Basis.TYPES, file.span(alias.node), f"{view} is pooled memory"),),
        related=steps,
        flow=(steps[0], Related(file.span(alias.node), f"{view} is {done} here"), steps[1]),
        fix=_fix(file, alias),
        confidence=Confidence.POSSIBLE if alias.is_possible else None,
    )


def _fix(file: File, alias: AliasEscaped) -> Fix:
    if alias.is_whole:
        return Fix("leave the put to whoever gets the object, or hand on a copy")
    description = "hand on a clone: bytes.Clone, strings.Clone or slices.Clone"
    return Fix(description, cloned(file, alias.node))


def _fate(node: Node) -> tuple[str, str]:
    outer = node
    while outer.parent is not None and outer.type not in FATES:
        outer = outer.parent
        if outer.type in ("func_literal", "block"):
            return OTHERWISE
    return FATES.get(outer.type, OTHERWISE)


def _line(file: File, node: Node) -> str:
    return file.text(node).splitlines()[0]
