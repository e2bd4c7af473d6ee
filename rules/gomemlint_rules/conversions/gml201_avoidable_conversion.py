"""A conversion copies text for a function that has a twin without the copy.

## What it does
Reports `string(b)` and `[]byte(s)` whose only use is an argument of a function that exists for
the other type as well: `strings.Contains(string(b), "x")`, `w.Write([]byte(s))`,
`append(dst, string(b)...)`. So is a loop: `range []rune(s)` without a key goes over s itself.

## Why it matters
Strings cannot change and bytes can, so the conversion copies every byte. Above 32 bytes the copy
is an allocation, also where the compiler says that it does not escape.

## Example
```go
func hasHeader(page []byte) bool {
    return strings.HasPrefix(string(page), "<!DOCTYPE html>")
}
```

## Use instead
```go
func hasHeader(page []byte) bool {
    return bytes.HasPrefix(page, []byte("<!DOCTYPE html>"))
}
```

## Evidence
Types: source and target of the conversion, and the function that gets it. Compiler: the copy is
not elided at this place; where it escapes, it is an allocation whatever its length.

## Limits
Reports only what has a twin. Conversions that the compiler elides (map look-ups, comparisons,
`switch`, zero-copy arguments since Go 1.22) and those of at most 32 bytes are left alone, and so is
what is printed on the terminal or logged. With `--strict` alone are reported copies of at most 64
bytes, those in loops of few rounds, over settings or options, and outside of loops and hot
functions writers that may have no `WriteString`, and what `fmt` formats, for it allocates anyway,
unless it does so for each request or message that the program handles.
What a loop converts for such a writer in each round, always the same, is GML203.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Basis,
    Confidence,
    Conversion,
    Copy,
    Evidence,
    File,
    Finding,
    Fix,
    Match,
    Needs,
    Package,
    Severity,
    Site,
    Tier,
    Twin,
    Unknown,
    conversion_at,
    copy_of,
    enclosing_loop,
    escape_of,
    is_map_read_key,
    most_bytes,
    query,
    replaced,
    rule,
)

CONVERSION = query("""
    (call_expression
      function: [(identifier) (parenthesized_expression)] @target
      arguments: (argument_list . (_) .)
      (#match? @target "^[(]*string[)]*$")) @conversion
    (type_conversion_expression type: (slice_type)) @conversion
""")
# A copy of so many bytes is one small allocation.
LITTLE = 64
CONFIDENCE = {
    Copy.ON_HEAP: Confidence.CERTAIN,
    Copy.ABOVE_BUFFER: Confidence.PROBABLE,
    Copy.UNKNOWN: Confidence.POSSIBLE,
}
BUFFER_KEY = query("""
    (index_expression
      index: (call_expression
        function: (selector_expression operand: (_) @buffer field: (field_identifier) @method)
        arguments: (argument_list . ")")
        (#eq? @method "String")) @call)
""")


@rule(
    code="GML201",
    name="avoidable-conversion",
    severity=Severity.LOW,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER,
)
def avoidable_conversion(package: Package) -> Iterator[Finding]:
    for file in package.files:
        for found in file.matches(CONVERSION):
            conversion = conversion_at(file, found["conversion"])
            if conversion is None or package.is_cold(file, conversion.node):
                continue
            cost = copy_of(conversion, package.versions)
            if cost in (Copy.ELIDED, Copy.ON_STACK):
                continue
            twin = package.module.twin_of(conversion)
            if twin is not None and not _is_better_moved(package, conversion, twin):
                yield _finding(package, conversion, cost, twin)
        for found in file.matches(BUFFER_KEY):
            yield from _buffer_key(package, file, found)


def _is_better_moved(package: Package, conversion: Conversion, twin: Twin) -> bool:
    """Tell whether to convert once before a loop is sure, and to call the twin only hoped for."""
    file, node = conversion.file, conversion.node
    return twin.is_expected and (package.module.repeated(file, node, package.versions) is not None)


def _finding(package: Package, conversion: Conversion, cost: Copy, twin: Twin) -> Finding:
    file, node = conversion.file, conversion.node
    text, source = file.text(node), file.text(conversion.operand)
    loop = enclosing_loop(node)
    in_loop = loop is not None and not package.module.is_short(file, loop)
    return Finding(
        span=file.span(node),
        message=f"{text} copies {source}; {twin.advice(source)}",
        evidence=(_evidence(conversion, cost),),
        fix=Fix(twin.cure(source), package.module.without_conversion(conversion, twin)),
        severity=Severity.MEDIUM if in_loop else None,
        confidence=CONFIDENCE[cost],
        tier=_tier(package, conversion, twin),
    )


def _tier(package: Package, conversion: Conversion, twin: Twin) -> Tier | None:
    """Return who is told of a conversion that costs little, or runs in few rounds."""
    file, node = conversion.file, conversion.node
    if package.is_hot(file, node):
        return None
    loop = enclosing_loop(node)
    is_short = loop is not None and package.module.is_short(file, loop)
    is_formatter = twin.is_formatter and not package.module.recurs(Site(file, node))
    is_minor = loop is None and (twin.is_expected or is_formatter)
    is_little = most_bytes(conversion) <= LITTLE
    return Tier.STRICT if is_short or is_minor or is_little else None


def _evidence(conversion: Conversion, cost: Copy) -> Evidence:
    span, text = conversion.file.span(conversion.node), conversion.file.text(conversion.node)
    escape = escape_of(conversion)
    if escape is None:
        return Evidence(Basis.TYPES, span, f"{text} copies; above 32 bytes it allocates")
    raw = f"{escape.place}: {escape.expression} {escape.verdict.value}"
    if cost is Copy.ON_HEAP:
        return Evidence(Basis.COMPILER, span, f"{text} escapes: the copy is an allocation", raw)
    return Evidence(
        Basis.COMPILER, span, f"{text} does not escape, yet above 32 bytes it allocates", raw
    )


def _buffer_key(package: Package, file: File, found: Match) -> Iterator[Finding]:
    """`m[buf.String()]` copies, `m[string(buf.Bytes())]` does not; equal since Go 1.26."""
    method, call = file.object_of(found["method"]), found["call"]
    if package.versions.tool >= (1, 26) or not is_map_read_key(file, call):
        return
    if isinstance(method, Unknown) or method.key != "bytes.(Buffer).String":
        return
    text, buffer = file.text(call), file.text(found["buffer"])
    yield Finding(
        span=file.span(call),
        message=f"{text} copies the key; look it up as string({buffer}.Bytes())",
        evidence=(Evidence(Basis.TYPES, file.span(call), f"{text} makes a string on each call"),),
        fix=Fix(
            f"write string({buffer}.Bytes())",
            (replaced(file, call, f"string({buffer}.Bytes())"),),
        ),
    )
