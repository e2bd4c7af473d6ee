"""A large value is copied where a pointer or an index would do.

## What it does
Reports range loops over elements of more than 256 bytes, parameters and receivers of more than 512
bytes, ranges over whole arrays by value, and channels of large arrays.

## Why it matters
A copy costs time in proportion to its size, and memory where the compiler moves it to the heap. A
thousand elements of 264 bytes take four times as long by value as by index.

## Example
```go
type record struct {
    id   int
    body [512]byte
}

func total(records []record) int {
    sum := 0
    for _, r := range records {
        sum += r.id
    }
    return sum
}
```

## Use instead
```go
type record struct {
    id   int
    body [512]byte
}

func total(records []record) int {
    sum := 0
    for i := range records {
        sum += records[i].id
    }
    return sum
}
```

## Evidence
Types: the size of the value on the target. Compiler: whether the copy is moved to the heap.

## Limits
Left alone are values that are changed, kept, captured or addressed, and methods whose name an
interface of the program demands. Only copies that go to the heap are reported by default.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Basis,
    Confidence,
    Copied,
    Evidence,
    File,
    Finding,
    Fix,
    LargeCopy,
    Needs,
    Package,
    Severity,
    Tier,
    query,
    rule,
)

LOOP = query("(for_statement (range_clause right: (_))) @loop")
PARAMETER = query("""
    (parameter_declaration
      name: (identifier) @parameter
      type: [(type_identifier) (qualified_type) (generic_type) (array_type) (struct_type)])
""")
CHANNEL = query("""
    (call_expression
      function: (identifier) @function
      arguments: (argument_list . (channel_type))
      (#eq? @function "make")) @channel
""")
CURES = {
    Copied.ELEMENT: "range by index, or take the address of the element",
    Copied.ARRAY: "range over its address, or by index",
    Copied.PARAMETER: "pass a pointer",
    Copied.RECEIVER: "use a pointer receiver",
    Copied.MESSAGE: "send pointers",
}


@rule(
    code="GML504",
    name="large-value-copy",
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    tier=Tier.STRICT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER,
)
def large_value_copy(package: Package) -> Iterator[Finding]:
    for file in package.files:
        for copy in _copies(package, file):
            if not package.is_cold(file, copy.place):
                yield _finding(package, file, copy)


def _copies(package: Package, file: File) -> Iterator[LargeCopy]:
    module = package.module
    for found in file.matches(LOOP):
        yield from filter(None, [module.copies_in_range(file, found["loop"])])
    for found in file.matches(PARAMETER):
        for name in found.all("parameter"):
            yield from filter(None, [module.copy_of_parameter(file, name)])
    for found in file.matches(CHANNEL):
        yield from filter(None, [module.copies_of_messages(file, found["channel"])])


def _finding(package: Package, file: File, copy: LargeCopy) -> Finding:
    span, cure = file.span(copy.place), CURES[copy.what]
    is_hot = copy.what is Copied.ELEMENT and package.is_hot(file, copy.place)
    evidence = [Evidence(Basis.TYPES, span, f"{copy.name} takes {copy.size} bytes")]
    if copy.moved is not None:
        raw = f"{copy.moved.place}: moved to heap: {copy.moved.variable}"
        evidence.append(Evidence(Basis.COMPILER, span, "the copy goes to the heap", raw))
    return Finding(
        span=span,
        message=f"{copy.name} copies {copy.size} bytes: {copy.what.value}; {cure}",
        evidence=tuple(evidence),
        fix=Fix(cure),
        confirm="go test -bench . -benchmem",
        tier=Tier.DEFAULT if is_hot else None,
    )
