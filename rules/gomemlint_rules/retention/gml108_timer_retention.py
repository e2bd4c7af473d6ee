"""Timers pile up until they fire.

## What it does
Reports `time.After` in a loop where another case of the `select` can win, `NewTimer` and
`NewTicker` in a loop without `Stop`, and `time.Tick` in a loop or in a function that is called
again and again.

## Why it matters
Before Go 1.23 a timer stays reachable until it fires, and a ticker until it is stopped, whoever
has lost sight of it: a loop that handles ten thousand messages a second with
`time.After(time.Minute)` holds 600,000 timers, 200 bytes each.

## Example
```go
func receive(in <-chan string, use func(string)) {
    for {
        select {
        case text := <-in:
            use(text)
        case <-time.After(time.Minute):
            return
        }
    }
}
```

## Use instead
```go
func receive(in <-chan string, use func(string)) {
    idle := time.NewTimer(time.Minute)
    defer idle.Stop()
    for {
        select {
        case text := <-in:
            use(text)
            idle.Reset(time.Minute)
        case <-idle.C:
            return
        }
    }
}
```

## Evidence
The go line of the main module is below 1.23, or `asynctimerchan=1` is set, and the tool is older
than Go 1.27, which always collects such timers. Control flow: the call is made again before its
timer has fired.

## Limits
Silent for modules at Go 1.23 or later. A duration below one second is a possible finding only, and
a library's version is that of the program that uses it: probable.
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
    Package,
    Severity,
    Tier,
    Timer,
    query,
    rule,
)

CALL = query("""
    (call_expression
      function: (selector_expression
        operand: (identifier)
        field: (field_identifier) @function)
      (#any-of? @function "After" "NewTicker" "NewTimer" "Tick")) @call
    (receive_statement right: (unary_expression operator: "<-" operand: (call_expression) @call))
""")


@rule(
    code="GML108",
    name="timer-retention",
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES,
)
def timer_retention(package: Package) -> Iterator[Finding]:
    if not package.versions.keeps_timers:
        return
    for file in package.files:
        calls = dict.fromkeys(found["call"] for found in file.matches(CALL))
        for call in () if file.is_generated else calls:
            timer = package.module.abandoned(file, call)
            if timer is not None:
                yield _finding(file, timer, _confidence(package, timer))


def _confidence(package: Package, timer: Timer) -> Confidence | None:
    if timer.is_brief:
        return Confidence.POSSIBLE
    return Confidence.PROBABLE if package.module.is_library else None


def _finding(file: File, timer: Timer, confidence: Confidence | None) -> Finding:
    span, text = file.span(timer.call), " ".join(file.text(timer.call).split())
    what = "ticker" if timer.maker in ("time.NewTicker", "time.Tick") else "timer"
    until = "for ever" if what == "ticker" else "until it fires"
    cure = f"make one {what} before the loop, Stop it at the end"
    return Finding(
        span=span,
        message=f"{text} leaves a {what} behind each time, which stays {until}; "
        f"{cure}, or raise the go line to 1.23",
        evidence=(
            Evidence(Basis.TYPES, span, f"{timer.maker} makes a {what} that nobody stops"),
            Evidence(Basis.SYNTAX, span, f"the call comes again while the {what} is pending"),
        ),
        fix=Fix(cure if what == "ticker" else f"{cure}, and Reset it in each round"),
        confidence=confidence,
    )
