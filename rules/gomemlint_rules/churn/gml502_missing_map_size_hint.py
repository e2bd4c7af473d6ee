"""A map grows step by step to a size that was known before.

## What it does
Reports maps that are made without a size and get one entry in each round of a loop whose rounds can
be counted beforehand.

## Why it matters
A map that grows is allocated anew at double the size, and every entry moves. With a size it is
allocated once: for a thousand entries 6 allocations instead of 22, and half of the bytes.

## Example
```go
func positions(names []string) map[string]int {
    index := make(map[string]int)
    for i, name := range names {
        index[name] = i
    }
    return index
}
```

## Use instead
```go
func positions(names []string) map[string]int {
    index := make(map[string]int, len(names))
    for i, name := range names {
        index[name] = i
    }
    return index
}
```

## Evidence
Types: the map is made empty in the function, and each round inserts under another key.

## Limits
Reported by default in hot functions only. Conditional insertions, maps that lose entries and those
of at most eight entries are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Basis,
    Confidence,
    Edit,
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
    replaced,
    rule,
)

INSERTION = query("""
    (assignment_statement
      left: (expression_list . (index_expression operand: (identifier)) .)) @insertion
""")


@rule(
    code="GML502",
    name="missing-map-size-hint",
    severity=Severity.LOW,
    confidence=Confidence.PROBABLE,
    tier=Tier.STRICT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES,
)
def missing_map_size_hint(package: Package) -> Iterator[Finding]:
    for file in package.files:
        for found in file.matches(INSERTION):
            filling = package.module.filled_map(file, found["insertion"])
            if filling is None or filling.made is None:
                continue
            # A scratch map is made once for all rounds: its size is learned then.
            is_scratch = package.module.round_map(file, filling.made) is not None
            if not is_scratch and not package.is_cold(file, filling.loop):
                yield _finding(package, file, filling)


def _finding(package: Package, file: File, filling: Filling) -> Finding:
    assert filling.made is not None
    name, bound = filling.name, filling.bound.expression
    is_hot = package.is_hot(file, filling.loop)
    inserted = file.span(filling.filling)
    return Finding(
        span=file.span(filling.made),
        message=f"{name} is made without a size and grows to {bound} entries; "
        "make it with that size",
        evidence=(Evidence(Basis.SYNTAX, inserted, f"each round inserts one entry into {name}"),),
        related=(Related(inserted, f"{name} grows here"),),
        fix=Fix(f"make {name} with size {bound}", _edits(file, filling)),
        confirm="go test -bench . -benchmem",
        tier=Tier.DEFAULT if is_hot else None,
    )


def _edits(file: File, filling: Filling) -> tuple[Edit, ...]:
    """A size never changes what a map means."""
    made = filling.made
    if made is None:
        return ()
    literal = made.child_by_field_name("type")
    kind = file.text(literal) if literal is not None else _made_type(file.text(made))
    return (replaced(file, made, f"make({kind}, {filling.bound.expression})"),)


def _made_type(text: str) -> str:
    return text.removeprefix("make(").removesuffix(")").rstrip(", ")
