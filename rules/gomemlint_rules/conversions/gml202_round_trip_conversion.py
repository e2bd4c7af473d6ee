"""A conversion there and back copies twice.

## What it does
Reports `[]byte(string(b))`, `string([]byte(s))` and `[]rune(string(rs))`, also over a local
variable in between, and their relatives `[]byte(buf.String())` and
`string(strconv.AppendInt(nil, n, 10))`.

## Why it matters
Each direction copies all of the text. Where a copy is wanted, this is the idiom of the time
before `bytes.Clone` and `strings.Clone`, and costs twice what they do. Where none is wanted,
both are waste.

## Example
```go
func snapshot(key []byte) []byte {
    return []byte(string(key))
}
```

## Use instead
```go
func snapshot(key []byte) []byte {
    return bytes.Clone(key)
}
```

## Evidence
Types: source and target of both conversions.

## Limits
`bytes.Clone(nil)` is nil, while `[]byte(string(nil))` is empty and not nil: mind comparisons with
nil and JSON. A round trip through runes, `string([]rune(s)[:n])`, means something else.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Basis,
    Confidence,
    Conversion,
    Evidence,
    Finding,
    Fix,
    Needs,
    Package,
    RoundTrip,
    Severity,
    Tier,
    conversion_at,
    of_round_trip,
    query,
    rule,
)

CONVERSION = query("""
    (call_expression
      function: [(identifier) (parenthesized_expression)] @target
      arguments: (argument_list . (_) .)
      (#match? @target "^[(]*string[)]*$")) @conversion
    (type_conversion_expression type: (slice_type)) @conversion
    (call_expression
      function: (identifier) @named
      arguments: (argument_list . (call_expression function: (identifier) @target) .)
      (#eq? @target "string") (#not-eq? @named "string")) @conversion
    (call_expression
      function: (identifier) @named
      arguments: (argument_list . (type_conversion_expression type: (slice_type)) .)
      (#not-eq? @named "string")) @conversion
""")


@rule(
    code="GML202",
    name="round-trip-conversion",
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES,
)
def round_trip_conversion(package: Package) -> Iterator[Finding]:
    for file in package.files:
        for found in file.matches(CONVERSION):
            conversion = conversion_at(file, found["conversion"])
            if conversion is None or package.is_cold(file, conversion.node):
                continue
            trip = package.module.round_trip(conversion)
            if trip is not None:
                yield _finding(conversion, trip)


def _finding(conversion: Conversion, trip: RoundTrip) -> Finding:
    file, span = conversion.file, conversion.file.span(conversion.node)
    text, there = file.text(conversion.node), file.span(trip.there)
    return Finding(
        span=span,
        message=f"{text} copies {trip.source} there and back; {trip.instead} copies it once",
        evidence=(
            Evidence(Basis.TYPES, there, f"{file.text(trip.there)} copies once"),
            Evidence(Basis.TYPES, span, f"{text} copies again"),
        ),
        fix=Fix(
            f"write {trip.instead}, or nothing at all if the copy is not needed",
            of_round_trip(conversion, trip),
        ),
    )
