"""A slice grows step by step to a length that was known before.

## What it does
Reports slices that start empty and get one element in each round of a loop whose rounds can be
counted beforehand.

## Why it matters
`append` allocates a new array and copies the old one whenever the slice is full: a dozen times on
the way to a thousand elements, five times the bytes of the final array for a hundred thousand.

## Example
```go
func lengths(words []string) []int {
    list := []int{}
    for _, word := range words {
        list = append(list, len(word))
    }
    return list
}
```

## Use instead
```go
func lengths(words []string) []int {
    list := make([]int, 0, len(words))
    for _, word := range words {
        list = append(list, len(word))
    }
    return list
}
```

## Evidence
Types: the slice is declared empty in the function and filled by one `append` in each round.

## Limits
Reported by default in hot functions only: elsewhere it is true and seldom worth an edit. A loop
that can leave a round early is left alone, and so is a slice that is compared with nil.
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

APPEND = query("""
    (assignment_statement
      left: (expression_list . (identifier) .)
      right: (expression_list . (call_expression
        function: (identifier) @function
        arguments: (argument_list . (identifier) . "," . (_) .)
        (#eq? @function "append")) @append .))
""")


@rule(
    code="GML501",
    name="missing-slice-capacity",
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    tier=Tier.STRICT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES,
)
def missing_slice_capacity(package: Package) -> Iterator[Finding]:
    for file in package.files:
        for found in file.matches(APPEND):
            filling = package.module.filled_slice(file, found["append"])
            if filling is not None and not package.is_cold(file, filling.loop):
                yield _finding(package, file, filling)


def _finding(package: Package, file: File, filling: Filling) -> Finding:
    name, bound = filling.name, filling.bound.expression
    is_hot = package.is_hot(file, filling.loop)
    appended = file.span(filling.filling)
    return Finding(
        span=file.span(filling.declared),
        message=f"{name} starts empty and grows to {bound} elements; make it with that capacity",
        evidence=(Evidence(Basis.SYNTAX, appended, f"each round appends one element to {name}"),),
        related=(Related(appended, f"{name} grows here"),),
        fix=Fix(f"make {name} with capacity {bound}", _edits(file, filling)),
        confirm="go test -bench . -benchmem",
        tier=Tier.DEFAULT if is_hot else None,
    )


def _edits(file: File, filling: Filling) -> tuple[Edit, ...]:
    """A slice that is not nil when it is empty stays so; one that is nil might have to stay nil."""
    made = filling.made
    kind = None if made is None else made.child_by_field_name("type")
    if made is None or kind is None:
        return ()
    text = f"make({file.text(kind)}, 0, {filling.bound.expression})"
    return (replaced(file, made, text),)
