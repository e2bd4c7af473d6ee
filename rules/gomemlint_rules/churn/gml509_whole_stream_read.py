"""A stream is read whole only to be passed on.

## What it does
Reports `io.ReadAll` whose bytes go to one `Write`, or to one `bytes.NewReader`, and nowhere else.

## Why it matters
ReadAll grows its buffer as it reads: a megabyte allocates 5.2 MB, 2.2 MB since Go 1.26. `io.Copy`
needs 32 KB whatever the length, or nothing where one side knows how to do it alone.

## Example
```go
func forward(w io.Writer, resp *http.Response) error {
    body, err := io.ReadAll(resp.Body)
    if err != nil {
        return err
    }
    _, err = w.Write(body)
    return err
}
```

## Use instead
```go
func forward(w io.Writer, resp *http.Response) error {
    _, err := io.Copy(w, resp.Body)
    return err
}
```

## Evidence
Types: the functions that are called, and the only use of the bytes.

## Limits
With `io.Copy` a failing read leaves a part written. Bytes that are looked at, stored or used twice
are left alone, and so are readers over memory.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Basis,
    Confidence,
    Evidence,
    Finding,
    Fix,
    Needs,
    Package,
    Related,
    Severity,
    Tier,
    WholeRead,
    rule,
)


@rule(
    code="GML509",
    name="whole-stream-read",
    severity=Severity.LOW,
    confidence=Confidence.PROBABLE,
    tier=Tier.STRICT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES,
)
def whole_stream_read(package: Package) -> Iterator[Finding]:
    for read in package.module.whole_reads(package.unit):
        if not package.is_cold(read.call.file, read.call.node):
            yield _finding(package, read)


def _finding(package: Package, read: WholeRead) -> Finding:
    file, span = read.call.file, read.call.span
    passed_on = file.span(read.passed_on)
    cure = f"io.Copy from {read.source}" if read.is_written else f"pass {read.source} itself"
    return Finding(
        span=span,
        message=f"{read.call.text} reads all of {read.source} into {read.name}, which is only "
        f"passed on; {cure}",
        evidence=(Evidence(Basis.TYPES, passed_on, f"the only use of {read.name}"),),
        related=(Related(passed_on, f"{read.name} is passed on here"),),
        fix=Fix(cure),
        confirm="go tool pprof -sample_index=alloc_space -peek io.ReadAll",
        tier=Tier.DEFAULT if package.is_hot(file, read.call.node) else None,
    )
