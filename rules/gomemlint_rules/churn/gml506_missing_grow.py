"""A builder grows step by step although the size of what is written is at hand.

## What it does
Reports `strings.Builder` and `bytes.Buffer` variables that a loop of known length fills with text
whose length is at hand, without `Grow`.

## Why it matters
A builder doubles its array whenever it is full and copies what it has: 15 allocations for a
thousand pieces of eight bytes, and four times the bytes of the result.

## Example
```go
func concat(parts []string) string {
    var b strings.Builder
    for _, part := range parts {
        b.WriteString(part)
    }
    return b.String()
}
```

## Use instead
```go
func concat(parts []string) string {
    return strings.Join(parts, "")
}
```

## Evidence
Types: the methods that are called, and what they are given in each round.

## Limits
Left alone are pieces whose length has to be computed, such as formatted numbers, and loops of few
rounds.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Basis,
    Confidence,
    Evidence,
    File,
    Filling,
    Finding,
    Fix,
    Needs,
    Package,
    Related,
    Severity,
    Tier,
    query,
    rule,
)

WRITE = query("""
    (expression_statement (call_expression
      function: (selector_expression operand: (identifier) field: (field_identifier) @method)
      (#match? @method "^Write(String|Byte|Rune)?$")) @write)
""")


@rule(
    code="GML506",
    name="missing-grow",
    severity=Severity.LOW,
    confidence=Confidence.PROBABLE,
    tier=Tier.STRICT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES,
)
def missing_grow(package: Package) -> Iterator[Finding]:
    for file in package.files:
        seen: set[int] = set()
        for found in file.matches(WRITE):
            filling = package.module.filled_builder(file, found["write"])
            if filling is None or filling.declared.start_byte in seen:
                continue
            seen.add(filling.declared.start_byte)
            if not package.is_cold(file, filling.loop):
                yield _finding(package, file, filling)


def _finding(package: Package, file: File, filling: Filling) -> Finding:
    name, written = filling.name, file.span(filling.filling)
    return Finding(
        span=file.span(filling.declared),
        message=f"{name} grows while {filling.bound.expression} pieces are written; "
        f"call {name}.Grow with their size, or join them",
        evidence=(Evidence(Basis.TYPES, written, f"each round writes to {name}"),),
        related=(Related(written, f"{name} is written here"),),
        fix=Fix(f"call {name}.Grow(n) before the loop; strings.Join does it for plain parts"),
        confirm="go test -bench . -benchmem",
        tier=Tier.DEFAULT if package.is_hot(file, filling.loop) else None,
    )
