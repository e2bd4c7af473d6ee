"""fmt.Sprintf puts strings together where + would do.

## What it does
Reports `fmt.Sprintf` in loops, in functions that loops call, and in hot functions, where the format
holds nothing but plain verbs for strings, integers and bools.

## Why it matters
`Sprintf` reads its format anew each time and copies every operand into an interface:
`Sprintf("%s-%s", a, b)` costs three allocations and `a + "-" + b` one, `Sprintf("%s", s)` two
and `s` none.

## Example
```go
type Row struct{ Tenant, Name string }

func count(rows []Row, seen map[string]int) {
    for _, row := range rows {
        seen[fmt.Sprintf("%s:%s", row.Tenant, row.Name)]++
    }
}
```

## Use instead
```go
type Row struct{ Tenant, Name string }

func count(rows []Row, seen map[string]int) {
    for _, row := range rows {
        seen[row.Tenant+":"+row.Name]++
    }
}
```

## Evidence
Types: the format is a constant; each operand is a string, an integer or a bool that has no method
of its own for fmt to call.

## Limits
A single `%d` is left alone, for `strconv.Itoa` costs the same allocation. Widths, flags and other
verbs say more than a concatenation can.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Basis,
    Confidence,
    Edit,
    Evidence,
    File,
    Finding,
    Fix,
    Needs,
    Node,
    Package,
    Plain,
    Severity,
    Tier,
    called,
    query,
    replaced,
    rule,
    with_imports,
)

FORMAT = query("""
    (call_expression
      function: (selector_expression operand: (identifier) field: (field_identifier) @function)
      (#eq? @function "Sprintf")) @call
""")


@rule(
    code="GML205",
    name="fmt-in-hot-path",
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    tier=Tier.STRICT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES,
)
def fmt_in_hot_path(package: Package) -> Iterator[Finding]:
    for file in package.files:
        for found in file.matches(FORMAT):
            call = found["call"]
            plain = package.module.plain_format(file, call)
            if plain is None or package.is_rare(file, call):
                continue
            is_hot = package.is_hot(file, call)
            if is_hot or package.is_repeated(file, call):
                yield _finding(file, call, plain, Tier.DEFAULT if is_hot else None)


def _finding(file: File, call: Node, plain: Plain, tier: Tier | None) -> Finding:
    span, instead = file.span(call), " ".join(plain.instead.split())
    return Finding(
        span=span,
        message=f"Sprintf boxes each operand to join them; write {instead}",
        evidence=(
            Evidence(Basis.TYPES, span, "every operand prints as the string that + would add"),
        ),
        fix=Fix(f"write {instead}", _edits(file, call, plain)),
        tier=tier,
    )


def _edits(file: File, call: Node, plain: Plain) -> tuple[Edit, ...]:
    """Replace the call where its format is spelled there, with the imports that this takes."""
    if not plain.is_spelled or any(called(file, package) != package for package in plain.packages):
        return ()
    is_argument = call.parent is not None and call.parent.type in (
        "argument_list",
        "expression_list",
    )
    whole = replaced(file, call, plain.instead if is_argument else f"({plain.instead})")
    return with_imports(file, [whole], *plain.packages)
