"""Each round of a loop puts its variable on the heap.

## What it does
Reports loop variables that the compiler moves to the heap, in files of Go 1.22 and later.

## Why it matters
Since Go 1.22 each round has variables of its own. A variable whose address leaves the round is an
allocation in every round, where it was one for the whole loop before.

## Example
```go
type item struct{ id int }

func pointers(items []item) []*item {
    list := make([]*item, 0, len(items))
    for _, it := range items {
        list = append(list, &it)
    }
    return list
}
```

## Use instead
```go
type item struct{ id int }

func pointers(items []item) []*item {
    list := make([]*item, 0, len(items))
    for i := range items {
        list = append(list, &items[i])
    }
    return list
}
```

## Evidence
Compiler: the variable is moved to the heap.

## Limits
The address of the element is another one than that of a copy: use it where nobody changes the slice
later. Variables that function literals capture need a copy of their own and are left alone, and
so are those of a loop over a map whose address is kept: what lies in a map has no address.
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
    MovedVariable,
    Needs,
    Package,
    Severity,
    Tier,
    rule,
)


@rule(
    code="GML508",
    name="per-iteration-variable-on-heap",
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    tier=Tier.STRICT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER,
)
def per_iteration_variable_on_heap(package: Package) -> Iterator[Finding]:
    for file in package.files:
        for moved in package.module.moved_loop_variables(file):
            if not package.is_cold(file, moved.name):
                yield _finding(package, file, moved)


def _finding(package: Package, file: File, moved: MovedVariable) -> Finding:
    span, name = file.span(moved.name), file.text(moved.name)
    raw = f"{moved.fact.place}: moved to heap: {moved.fact.variable}"
    return Finding(
        span=span,
        message=f"{name} is a new variable in each round, and each goes to the heap; "
        "use the address of the element, or the value",
        evidence=(Evidence(Basis.COMPILER, span, f"{name} is moved to the heap", raw),),
        fix=Fix(f"range by index and take the address of the element instead of &{name}"),
        confirm="go test -bench . -benchmem",
        tier=Tier.DEFAULT if package.is_hot(file, moved.name) else None,
    )
