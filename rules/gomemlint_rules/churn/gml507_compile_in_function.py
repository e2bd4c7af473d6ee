"""A constant pattern is compiled again at every call.

## What it does
Reports `regexp.MustCompile`, `template.Parse`, `strings.NewReplacer` and `time.LoadLocation` of
constants inside of a function, also through a wrapper that is called with a constant.

## Why it matters
Compiling parses the pattern and allocates its program, 40 times and more for a small expression,
to make a value that is the same as at the last call. A compiled regular expression, template or
replacer is safe for concurrent use: one for the whole program is enough.

## Example
```go
func isName(s string) bool {
    return regexp.MustCompile(`^[a-z]+[0-9]*$`).MatchString(s)
}
```

## Use instead
```go
var name = regexp.MustCompile(`^[a-z]+[0-9]*$`)

func isName(s string) bool {
    return name.MatchString(s)
}
```

## Evidence
Types: the function that is called, and that all its arguments are constants.

## Limits
Left alone are values that are made at start, under `sync.Once` or a nil check, and those that go
straight into a field or a package variable, for they are made to be kept. So is a call whose
comment says that it runs only once.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Basis,
    Compiling,
    Confidence,
    Evidence,
    Finding,
    Fix,
    Needs,
    Package,
    Severity,
    Tier,
    called_name,
    rule,
)


@rule(
    code="GML507",
    name="compile-in-function",
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES,
)
def compile_in_function(package: Package) -> Iterator[Finding]:
    for compiling in package.module.compilings(package.unit):
        yield _finding(compiling)


def _finding(compiling: Compiling) -> Finding:
    call, what = compiling.call, compiling.what
    name = called_name(call.node)
    function = call.file.text(name) if name is not None else call.text
    via = f", through {compiling.through}," if compiling.through else ""
    return Finding(
        span=call.span,
        message=f"{function} makes {what}{via} of constants at every call; make it once, "
        "in a package variable",
        evidence=(Evidence(Basis.TYPES, call.span, "all its arguments are constants"),),
        fix=Fix(f"move {what} to a package variable next to the function"),
        confirm="go test -bench . -benchmem",
    )
