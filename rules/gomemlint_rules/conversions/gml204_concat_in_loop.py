"""A string that grows in a loop is copied whole in every round.

## What it does
Reports `s += x`, `s = s + x` and `s = fmt.Sprintf("%s...", s)` where a loop repeats them and the
string is not begun anew in between, also through a helper, a method or a function literal.

## Why it matters
Strings cannot be appended to: each step allocates a new string and copies all that was there. A
thousand pieces of 8 bytes copy 4.3 MB in 999 allocations; a `strings.Builder` needs 15 of them and
34 KB, and a single one of 8 KB after `Grow`.

## Example
```go
func joined(names []string) string {
    list := ""
    for _, name := range names {
        list += name + ","
    }
    return list
}
```

## Use instead
```go
func joined(names []string) string {
    var list strings.Builder
    list.Grow(16 * len(names))
    for _, name := range names {
        list.WriteString(name)
        list.WriteByte(',')
    }
    return list.String()
}
```

## Evidence
Types: the target is a string. Control flow: the concatenation can be reached from itself without
passing an assignment that begins the string anew.

## Limits
Loops of at most four rounds, texts for people (usage, errors, `String`) and indentation are left
alone. Loops over the fields of a configuration have few rounds: with `--strict` only.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Accumulation,
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
    Tier,
    query,
    rule,
)

GROWTH = query("""
    (assignment_statement
      left: (expression_list . (_) .)
      operator: "+=") @growth
    (assignment_statement
      left: (expression_list . (_) .)
      operator: "="
      right: (expression_list . (binary_expression operator: "+") .)) @growth
    (assignment_statement
      left: (expression_list . (_) @target .)
      operator: "="
      right: (expression_list . (call_expression
        function: (_) @callee
        arguments: (argument_list (_) @operand)) .)
      (#eq? @target @operand) (#not-eq? @callee "append")) @growth
    (assignment_statement
      left: (expression_list . (_) .)
      operator: "="
      right: (expression_list . (call_expression
        function: (selector_expression) @callee
        arguments: (argument_list . (composite_literal))) .)
      (#eq? @callee "strings.Join")) @growth
""")


@rule(
    code="GML204",
    name="concat-in-loop",
    severity=Severity.MEDIUM,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES,
)
def concat_in_loop(package: Package) -> Iterator[Finding]:
    for file in package.files:
        for found in file.matches(GROWTH):
            statement = found["growth"]
            accumulation = package.module.accumulation(file, statement)
            if accumulation is not None and not package.is_rare(file, statement):
                few = package.module.goes_over_settings(accumulation.file, accumulation.loop)
                yield _finding(file, statement, accumulation, Tier.STRICT if few else None)


def _finding(file: File, statement: Node, accumulation: Accumulation, tier: Tier | None) -> Finding:
    target, span = file.text(accumulation.target).lstrip("*"), file.span(statement)
    loop = accumulation.file.span(accumulation.loop)
    related = Related(loop, f"this repeats it, and {target} goes on growing")
    call = accumulation.call
    called = () if call is None else (Related(accumulation.file.span(call), "it is called here"),)
    return Finding(
        span=span,
        message=f"each round copies all of {target} to add to it; "
        "collect the pieces in a strings.Builder",
        evidence=(
            Evidence(Basis.TYPES, span, f"{target} is a string, which each step allocates anew"),
            Evidence(Basis.SYNTAX, loop, f"control comes back to it with {target} as it was left"),
        ),
        related=(related, *called),
        fix=Fix(f"make {target} a strings.Builder and take its String after the loop"),
        tier=tier,
    )
