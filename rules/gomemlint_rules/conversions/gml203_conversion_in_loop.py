"""A loop converts the same thing in every round.

## What it does
Reports a conversion between `string`, `[]byte` and `[]rune`, or a call of `strings.ToLower`,
`ToUpper`, `Repeat`, `Join`, `Split`, `regexp.QuoteMeta` or the `String` of a `bytes.Buffer`, that
every round of a loop makes of operands that the loop leaves as they are.

## Why it matters
The compiler does not move a conversion out of a loop: each round allocates and copies anew. A
hundred rounds cost a hundred allocations where one would do.

## Example
```go
func isSpam(body []byte, words []string) bool {
    for _, word := range words {
        if strings.Contains(string(body), word) {
            return true
        }
    }
    return false
}
```

## Use instead
```go
func isSpam(body []byte, words []string) bool {
    text := string(body)
    for _, word := range words {
        if strings.Contains(text, word) {
            return true
        }
    }
    return false
}
```

## Evidence
Types and control flow: no statement of the loop, and no function that it calls, assigns to the
operands or writes to their elements; every round comes by. Compiler: the copy is not elided.

## Limits
What runs in some rounds only is left alone, and so are loops of at most four rounds and slices
that are stored or written to, which each round needs for itself.
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
    Needs,
    Node,
    Package,
    Related,
    Repeated,
    Severity,
    Text,
    Tier,
    escape_of,
    heading,
    is_free,
    line_before,
    query,
    replaced,
    rule,
)

MADE = query("""
    (call_expression
      function: [(identifier) (parenthesized_expression)] @target
      arguments: (argument_list . (_) .)
      (#match? @target "^[(]*string[)]*$")) @made
    (type_conversion_expression type: (slice_type)) @made
    (call_expression
      function: (selector_expression field: (field_identifier) @maker)
      (#any-of? @maker "Join" "QuoteMeta" "Repeat" "Split" "String" "ToLower" "ToUpper")) @made
""")
SUFFIXES = {Text.STRING: "Text", Text.BYTES: "Bytes", Text.RUNES: "Runes", Text.CHARACTER: "Text"}


@rule(
    code="GML203",
    name="conversion-in-loop",
    severity=Severity.MEDIUM,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER,
)
def conversion_in_loop(package: Package) -> Iterator[Finding]:
    for file in package.files:
        for found in file.matches(MADE):
            node = found["made"]
            repeated = package.module.repeated(file, node, package.versions)
            if repeated is not None and not package.is_rare(file, node):
                yield _finding(file, node, repeated)


def _finding(file: File, node: Node, repeated: Repeated) -> Finding:
    text, loop = file.text(node), heading(file, repeated.loop)
    return Finding(
        span=file.span(node),
        message=f"{text} is made anew in every round, always the same; make it before the loop",
        evidence=(
            Evidence(Basis.SYNTAX, loop, f"nothing in this loop changes what {text} is made of"),
            _cost(file, node, repeated),
        ),
        related=(Related(loop, "this is the loop"),),
        fix=_fix(file, node, repeated),
    )


def _cost(file: File, node: Node, repeated: Repeated) -> Evidence:
    text, span, conversion = file.text(node), file.span(node), repeated.conversion
    escape = None if conversion is None else escape_of(conversion)
    if escape is None:
        return Evidence(Basis.TYPES, span, f"{text} makes a copy in each round")
    raw = f"{escape.place}: {escape.expression} {escape.verdict.value}"
    return Evidence(Basis.COMPILER, span, f"{text} copies, and allocates above 32 bytes", raw)


def _fix(file: File, node: Node, repeated: Repeated) -> Fix:
    """Say what to write before the loop; with edits where the operand is a plain variable."""
    text, conversion = file.text(node), repeated.conversion
    if conversion is None or not repeated.is_movable:
        return Fix(f"keep {text} in a variable before the loop")
    name = file.text(conversion.operand) + SUFFIXES[conversion.target]
    description = f"write {name} := {text} before the loop, and use {name} in it"
    if not is_free(file, name):
        return Fix(description)
    before = line_before(file, repeated.loop, f"{name} := {text}")
    return Fix(description, (before, replaced(file, node, name)))
