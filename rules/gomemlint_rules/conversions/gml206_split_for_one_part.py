"""A text is split into all of its parts for one of them, or for their number.

## What it does
Reports `strings.Split(s, sep)[0]`, the last part, `len(strings.Split(s, sep))` and
`range strings.Split(s, sep)` without the index, also by a local variable that is used for nothing
else; and the same for `bytes.Split`.

## Why it matters
`Split` allocates a slice with room for every part. `Cut`, `LastIndex`, `Count` and `SplitSeq` find
the same and allocate nothing.

## Example
```go
func host(address string) string {
    return strings.Split(address, ":")[0]
}
```

## Use instead
```go
func host(address string) string {
    name, _, _ := strings.Cut(address, ":")
    return name
}
```

## Evidence
Types: the function is that of the standard library, the separator a constant that is not empty.
Syntax: nothing else is used of the result.

## Limits
The second part is left alone: to ask for it panics where it is missing, and `Cut` does not.
`SplitSeq` is proposed from Go 1.25 on; before, it costs two allocations itself. Outside of loops,
and of what is called for each piece of input, with `--strict` only.
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
    Severity,
    Split,
    Tier,
    Wanted,
    query,
    replaced,
    rule,
)

SPLIT = query("""
    (call_expression
      function: (selector_expression field: (field_identifier) @function)
      (#eq? @function "Split")) @call
""")
WHAT = {
    Wanted.FIRST: "the first part",
    Wanted.LAST: "the last part",
    Wanted.COUNT: "their number",
    Wanted.EACH: "a walk over them",
}


@rule(
    code="GML206",
    name="split-for-one-part",
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    tier=Tier.STRICT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES,
)
def split_for_one_part(package: Package) -> Iterator[Finding]:
    for file in package.files:
        for found in file.matches(SPLIT):
            call = found["call"]
            split = package.module.split(file, call)
            if split is None or not _is_better(package, file, split):
                continue
            if not package.is_rare(file, call):
                is_often = package.is_hot(file, call) or package.is_repeated_by_input(file, call)
                yield _finding(file, call, split, Tier.DEFAULT if is_often else None)


def _is_better(package: Package, file: File, split: Split) -> bool:
    """`SplitSeq` needs range over functions, and is free of allocations since Go 1.25."""
    if split.wanted is not Wanted.EACH:
        return True
    return file.language >= (1, 23) and package.versions.tool >= (1, 25)


def _finding(file: File, call: Node, split: Split, tier: Tier | None) -> Finding:
    instead, span = _instead(file, split), file.span(call)
    return Finding(
        span=span,
        message=f"{file.text(call)} allocates a slice of all parts for {WHAT[split.wanted]}; "
        f"write {instead}",
        evidence=(Evidence(Basis.TYPES, span, "all that is used of the parts stands here"),),
        fix=Fix(f"write {instead}", _edits(file, call, split, instead)),
        tier=tier,
    )


def _instead(file: File, split: Split) -> str:
    text, separator = file.text(split.text), file.text(split.separator)
    match split.wanted:
        case Wanted.FIRST:
            return f"{split.package}.Cut({text}, {separator}) and take what is before"
        case Wanted.LAST:
            return f"{text}[{split.package}.LastIndex({text}, {separator})+len({separator}):]"
        case Wanted.COUNT:
            return f"{split.package}.Count({text}, {separator}) + 1"
        case Wanted.EACH:
            return f"for part := range {split.package}.SplitSeq({text}, {separator})"


def _edits(file: File, call: Node, split: Split, instead: str) -> tuple[Edit, ...]:
    """Replace what stands in one place; parts of bytes may change while a sequence goes on."""
    use, holder = split.use, split.use.parent
    if not use.start_byte <= call.start_byte < use.end_byte or holder is None:
        return ()
    if split.wanted is Wanted.COUNT:
        name = file.text(call).partition(".Split")[0]
        return (replaced(file, use, f"({instead.replace(split.package, name, 1)})"),)
    sequence = file.text(call).replace("Split", "SplitSeq", 1)
    if split.wanted is Wanted.FIRST and holder.parent is not None:
        name, _, value = file.text(holder.parent).partition(" := ")
        cut = f"{name}, _, _ := {file.text(call).replace('Split', 'Cut', 1)}"
        is_whole = name.isidentifier() and value == file.text(use)
        return (replaced(file, holder.parent, cut),) if is_whole else ()
    left = use.child_by_field_name("left")
    if split.wanted is Wanted.EACH and split.package == "strings" and left is not None:
        each = left.named_children[-1]
        return (replaced(file, left, file.text(each)), replaced(file, call, sequence))
    return ()
