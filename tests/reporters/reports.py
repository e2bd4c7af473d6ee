"""Small reports, built from Go text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gomemlint.model.findings import (
    Basis,
    Confidence,
    Edit,
    Evidence,
    Finding,
    Fix,
    Related,
    Severity,
    Tier,
)
from gomemlint.model.report import GoEnvironment, Notice, Report, ReportedFinding, Summary
from gomemlint.model.rules import Needs, RuleMetadata
from gomemlint.model.spans import Position, Span

STORE = """package cache

import "io"

var heads = map[string][]byte{}

func remember(name string, r io.Reader) {
\tpage, _ := io.ReadAll(r)
\tkey := "é😀" + name; heads[key] = page[:16]
}
""".encode()

PAGE = """A small slice keeps a large array alive.

## What it does

Reports a sub-slice of a buffer that is stored in a package-level variable.

## Why it matters

While sixteen bytes of a page are reachable, the whole page is.

## Example

```go
heads[name] = page[:16]
```

## Use instead

```go
heads[name] = bytes.Clone(page[:16])
```

## Evidence

Syntax: the slice expression and the declaration of the variable that keeps it.
"""

SUBSLICE = RuleMetadata(
    "GML104",
    "subslice-retention",
    Severity.MEDIUM,
    Confidence.PROBABLE,
    Tier.DEFAULT,
    "0.1",
    Needs.SYNTAX,
)
BOXING = RuleMetadata(
    "GML402",
    "interface-boxing",
    Severity.LOW,
    Confidence.CERTAIN,
    Tier.FACTS,
    "0.1",
    Needs.COMPILER,
)


def position(source: bytes, offset: int) -> Position:
    start = source.rfind(b"\n", 0, offset) + 1
    return Position(source.count(b"\n", 0, offset) + 1, offset - start + 1, offset)


def span_of(source: bytes, text: str, path: str = "cache/store.go") -> Span:
    """Return the span of the first occurrence of a text."""
    start = source.index(text.encode())
    end = start + len(text.encode())
    return Span(path, position(source, start), position(source, end))


def reported(span: Span, message: str = "heads keeps all of page alive") -> ReportedFinding:
    return ReportedFinding(
        SUBSLICE,
        Finding(span, message),
        Severity.MEDIUM,
        Confidence.PROBABLE,
        Tier.DEFAULT,
        "example.com/app/cache",
        "remember",
        "8f4c0d1e2b7a4c55",
    )


def explained(source: bytes = STORE, path: str = "cache/store.go") -> ReportedFinding:
    """Return a finding that has everything a finding can have."""
    whole = span_of(source, "page[:16]", path)
    array = span_of(source, "page, _ :=", path)
    found = reported(whole)
    finding = replace(
        found.finding,
        evidence=(
            Evidence(
                Basis.SYNTAX,
                span_of(source, "heads", path),
                "heads is declared at package level",
            ),
            Evidence(
                Basis.COMPILER, whole, "page escapes", "./store.go:9:40: page[:16] escapes to heap"
            ),
        ),
        related=(Related(span_of(source, "name string", path), "the key comes from here"),),
        flow=(Related(array, "page is read"), Related(whole, "16 bytes of it are kept")),
        fix=Fix(
            "clone the part that is kept: bytes.Clone(page[:16])",
            (Edit(whole, "bytes.Clone(page[:16])"),),
        ),
        confirm="go tool pprof -sample_index=inuse_space http://localhost:6060/debug/pprof/heap",
    )
    return replace(found, finding=finding)


def report(
    *findings: ReportedFinding,
    notices: tuple[Notice, ...] = (),
    sources: Mapping[str, bytes] | None = None,
) -> Report:
    return Report(
        version="0.1.0",
        root="/src/app",
        repository="/src",
        go=GoEnvironment("go1.27.3", "linux", "amd64", ()),
        findings=findings,
        notices=notices,
        summary=Summary(packages=2, files=3, lines=1340, suppressed=1, rules=40),
        rules=(SUBSLICE, BOXING),
        documents={"GML104": PAGE},
        sources={"cache/store.go": STORE} if sources is None else sources,
        directory="/src/app",
    )


BROKEN = Notice(
    "package-broken",
    "undefined: missing",
    path="broken/broken.go",
    line=4,
    package="example.com/app/broken",
    blocks=3,
    incomplete=True,
)
UNMAPPED = Notice("fact-unmapped", "12 compiler facts name no file of their package")
