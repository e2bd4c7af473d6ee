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
alone. Loops over what somebody wrote down have few rounds: the fields of a configuration, options,
functions, the parts of a type, the arguments of a call. Those are reported with `--strict` only.
A string that grows at several places of one loop is reported once, at the first.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Accumulation,
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
        grown: dict[tuple[str, int, str], list[tuple[Node, Accumulation]]] = {}
        for found in file.matches(GROWTH):
            statement = found["growth"]
            accumulation = package.module.accumulation(file, statement)
            if accumulation is not None and not package.is_rare(file, statement):
                loop, name = accumulation.loop, file.text(accumulation.target)
                place = (accumulation.file.absolute, loop.start_byte, name)
                grown.setdefault(place, []).append((statement, accumulation))
        for steps in grown.values():
            target = steps[0][1].target
            loops = [place for place, _ in grown.items() if place[2] == file.text(target)]
            edits = package.module.builder_instead(file, steps[0][1], is_only=len(loops) == 1)
            yield _finding(file, steps, edits)


def _finding(
    file: File, steps: list[tuple[Node, Accumulation]], edits: tuple[Edit, ...]
) -> Finding:
    """Tell of a string at the first step that makes it longer; the others are shown beside it."""
    (statement, accumulation), *others = steps
    target, span = file.text(accumulation.target).lstrip("*"), file.span(statement)
    loop = accumulation.file.span(accumulation.loop)
    related = [Related(loop, f"this repeats it, and {target} goes on growing")]
    if accumulation.call is not None:
        related.append(Related(accumulation.file.span(accumulation.call), "it is called here"))
    related += (Related(file.span(step), f"{target} grows here as well") for step, _ in others)
    return Finding(
        span=span,
        message=f"each round copies all of {target} to add to it; "
        "collect the pieces in a strings.Builder",
        evidence=(
            Evidence(Basis.TYPES, span, f"{target} is a string, which each step allocates anew"),
            Evidence(Basis.SYNTAX, loop, f"control comes back to it with {target} as it was left"),
        ),
        related=tuple(related),
        fix=Fix(f"make {target} a strings.Builder and take its String after the loop", edits),
        tier=Tier.STRICT if accumulation.is_short else None,
    )
