"""A pointer into a big object, or a closure over it, keeps all of it alive.

## What it does
Reports `&big.field` and `&s[i]` that outlive the function which made the big object, and
long-lived function literals that capture a big variable of which they need one number only.

## Why it matters
The garbage collector frees whole objects. One pointer into a document of 1 MB keeps the document,
and a callback that reads `len(body)` keeps the body: 100 of them keep 100 MB.

## Example
```go
var onClose []func() int

func watch(path string) {
    body, _ := os.ReadFile(path)
    onClose = append(onClose, func() int { return len(body) })
}
```

## Use instead
```go
var onClose []func() int

func watch(path string) {
    body, _ := os.ReadFile(path)
    size := len(body)
    onClose = append(onClose, func() int { return size })
}
```

## Evidence
Types: the size of the object, where it was made, what the literal reads of it, and who keeps the
pointer or the literal.

## Limits
Objects that come from parameters, or that something else keeps, are left alone. Whether a call
returns a new object is seen only for functions of the module.
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
    Interior,
    Needs,
    Package,
    Related,
    Severity,
    Tier,
    query,
    rule,
)

ADDRESS = query("""
    (unary_expression operator: "&"
      operand: [(selector_expression) (index_expression)]) @address
""")
RESULT = query("""
    (assignment_statement right: (expression_list (call_expression) @call))
    (return_statement (expression_list (call_expression) @call))
""")
LITERAL = query("(func_literal) @literal")


@rule(
    code="GML109",
    name="interior-or-capture-retention",
    severity=Severity.MEDIUM,
    confidence=Confidence.POSSIBLE,
    tier=Tier.STRICT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER | Needs.MODULE,
)
def interior_or_capture_retention(package: Package) -> Iterator[Finding]:
    for file in package.files:
        for interior in _interiors(package, file):
            if not file.is_generated:
                yield _finding(interior)


def _interiors(package: Package, file: File) -> Iterator[Interior]:
    interiors = package.module.interiors()
    found = [
        *(interiors.pointer(file, match["address"]) for match in file.matches(ADDRESS)),
        *(interiors.through(file, match["call"]) for match in file.matches(RESULT)),
        *(interiors.closure(file, match["literal"]) for match in file.matches(LITERAL)),
    ]
    yield from filter(None, found)


def _finding(interior: Interior) -> Finding:
    big, line = interior.variable, interior.origin.span.start.line
    whole = f"all of {big}, {interior.what} of line {line}, {interior.keeper.until}"
    made = Related(interior.origin.span, f"{big} is made here: {interior.what}")
    kept = Related(interior.node.span, f"{interior.keeper.text} gets it")
    if interior.scalar:
        message = f"the function literal needs {interior.scalar} and keeps {whole}"
        advice = f"copy {interior.scalar} to a variable before the literal"
    else:
        message = f"{interior.keeper.text} keeps {interior.text}, and with it {whole}"
        advice = "copy what it points to, and keep the address of the copy"
    return Finding(
        span=interior.node.span,
        message=f"{message}; {advice}",
        evidence=(
            Evidence(Basis.TYPES, made.span, made.message),
            Evidence(Basis.TYPES, kept.span, kept.message),
        ),
        related=(made,),
        flow=(made, kept),
        fix=Fix(advice),
        confirm="go tool pprof -sample_index=inuse_space heap.pprof",
    )
