"""A function breaks the promise of its comment.

## What it does
Checks what a comment above a function promises about memory: `//gomemlint:noescape` (none of the
parameters escapes, or only those that are named), `//gomemlint:noalloc` (no call allocates on the
heap), `//gomemlint:allocs<=N` (at most N sites on any path, none in a loop). The comments
`//gcassert:noescape` and `// +checkescape` are read as well.

## Why it matters
"0 allocs/op" holds until somebody adds a log line three packages away. A benchmark finds out when
it is run, on the path that it takes. A contract is checked at every path and for every callee, each
time the code is linted.

## Example
```go
//gomemlint:noalloc
func join(dst []byte, name, value string) []byte {
    return append(dst, name+"="+value...)
}
```

## Use instead
```go
//gomemlint:noalloc
func join(dst []byte, name, value string) int {
    n := copy(dst, name)
    n += copy(dst[n:], "=")
    return n + copy(dst[n:], value)
}
```

## Evidence
Compiler: what it put on the heap in the function, in what it inlined there, and in each function
below it, in the module, its dependencies and the standard library. Syntax and types: what allocates
without a word of the compiler, such as the growth of a map. Where the proof ends, at a call through
an interface or a function value, the answer is a notice, never a proof.

## Options
- `strict` (default `false`): report contracts that can be neither proved nor refuted.

## Limits
What stands in a block that ends in a panic does not count, nor does a statement under
`//gomemlint:exempt reason`. An `append`, an insertion into a map and a conversion count although
there may be room enough. The answer holds for one version of Go and one build configuration:
pin them in CI.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gomemlint.api import (
    Answer,
    Basis,
    Confidence,
    Evidence,
    Finding,
    Needs,
    Package,
    Place,
    Proof,
    Related,
    Severity,
    Tier,
    Unbound,
    rule,
)


@dataclass(frozen=True, slots=True)
class ContractOptions:
    """The options of `contract-violated`."""

    strict: bool = False


@rule(
    code="GML409",
    name="contract-violated",
    severity=Severity.HIGH,
    confidence=Confidence.CERTAIN,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER | Needs.CALLEES,
    options=ContractOptions,
)
def contract_violated(package: Package, options: ContractOptions) -> Iterator[Finding]:
    for proof in package.module.proofs(package.unit):
        if isinstance(proof, Unbound) or proof.answer is Answer.PROVED:
            continue
        if proof.answer is Answer.VIOLATED or options.strict:
            yield from (_finding(proof, place) for place in proof.places)


def _finding(proof: Proof, place: Place) -> Finding:
    promise = proof.promise
    contract, name = promise.directive.text.lstrip("/ "), promise.function.name
    holds = "breaks" if proof.answer is Answer.VIOLATED else "cannot be shown to keep"
    cause = place.cause or Related(place.span, f"this is what {name} promises not to do")
    return Finding(
        span=place.span,
        message=f"{name} {holds} {contract}: {place.sentence}",
        evidence=(Evidence(Basis.COMPILER, cause.span, cause.message, place.raw),),
        related=(Related(promise.span, f"{name} promises {contract}"), *place.also),
        flow=place.path,
        confidence=None if proof.answer is Answer.VIOLATED else Confidence.PROBABLE,
    )
