"""A constant pattern is compiled again at every call.

## What it does
Reports `regexp.MustCompile`, `template.Parse`, `strings.NewReplacer` and `time.LoadLocation` of
constants inside of a function, also through wrappers that are called with constants, and
`gzip.NewWriter` and its kin where they run for every request or in a hot function. `regexp.Match`
and `regexp.MatchString` compile as well: those with a constant pattern are reported in loops and
where they run for every request.

## Why it matters
Compiling parses the pattern and allocates its program, 40 times and more for a small expression,
to make a value that is the same as at the last call. A compiled regular expression, template or
replacer is safe for concurrent use: one for the whole program is enough. A compressor is not, but
has a `Reset`: its 800 KB can come from a pool.

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
Left alone are values that are made at start, under `sync.Once` or a nil check, and those that are
made to be kept: in a field, a map or a package variable, or by a function literal that is returned
or registered. So is a call whose comment says that it runs only once.
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
    Related,
    Severity,
    Site,
    Tier,
    called_name,
    pattern_hoisted,
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
    for call in package.module.matchings(package.unit):
        yield _matching(call)
    for call in package.module.compressors(package.unit):
        if package.module.recurs(call) or package.is_hot(call.file, call.node):
            yield _unpooled(call)


def _finding(compiling: Compiling) -> Finding:
    call, what, inside = compiling.call, compiling.what, compiling.inside
    return Finding(
        span=call.span,
        message=f"{_callee(call)} makes {what} of constants at every call; make it once, "
        "in a package variable",
        evidence=(Evidence(Basis.TYPES, call.span, "all its arguments are constants"),),
        related=() if inside is None else (Related(inside.span, f"{what} is made here"),),
        fix=Fix(
            "keep it in a package variable next to the function",
            pattern_hoisted(call) if inside is None else (),
        ),
        confirm="go test -bench . -benchmem",
    )


def _matching(call: Site) -> Finding:
    return Finding(
        span=call.span,
        message=f"{_callee(call)} compiles a constant pattern each time; compile it once, in a "
        "package variable",
        evidence=(Evidence(Basis.TYPES, call.span, "its pattern is constant"),),
        fix=Fix("keep the regular expression in a package variable next to the function"),
        confirm="go test -bench . -benchmem",
    )


def _unpooled(call: Site) -> Finding:
    return Finding(
        span=call.span,
        message=f"{_callee(call)} makes a compressor of some 800 KB each time; take one from a "
        "sync.Pool and reset it",
        evidence=(
            Evidence(Basis.SYNTAX, call.span, "this runs for every request, or is marked as hot"),
        ),
        fix=Fix("keep compressors in a sync.Pool, and call Reset with the writer"),
        confirm="go test -bench . -benchmem",
        confidence=Confidence.PROBABLE,
    )


def _callee(call: Site) -> str:
    name = called_name(call.node)
    return call.text if name is None else call.file.text(name)
