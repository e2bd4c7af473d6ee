"""An early exit loses a pooled object.

## What it does
Reports the `return`, `continue` or `break` that leaves with an object from a pool neither put nor
handed on, in a function that puts it, returns it or hands it on elsewhere.

## Why it matters
It is no leak: the collector takes the object. But the pool has one less, and each loss makes the
next `Get` allocate what the pool was to save. Where such exits are frequent the pool stops working.

## Example
```go
var frames = sync.Pool{New: func() any { return new([512]byte) }}

func read(r io.Reader) (byte, error) {
    frame := frames.Get().(*[512]byte)
    if _, err := r.Read(frame[:]); err != nil {
        return 0, err
    }
    first := frame[0]
    frames.Put(frame)
    return first, nil
}
```

## Use instead
```go
var frames = sync.Pool{New: func() any { return new([512]byte) }}

func read(r io.Reader) (byte, error) {
    frame := frames.Get().(*[512]byte)
    defer frames.Put(frame)
    if _, err := r.Read(frame[:]); err != nil {
        return 0, err
    }
    return frame[0], nil
}
```

## Evidence
Types and flow: a path leads from the `Get` to the exit without a put, a return of the object, or a
hand-over to somebody who keeps it. Panics do not count. The exits that lose one object are one
finding, at the first of them. Errors are rare: exits that return one are part of the default run
only where another of them puts the object, or where a channel refused it, and with `--strict`
everywhere.

## Limits
Objects that are dropped because they grew too big are left alone, and so are compressors after an
error, exits with a comment that says so (`do not reuse`), and the end of the function.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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
    NotPut,
    Package,
    Put,
    Related,
    Severity,
    Site,
    Source,
    Tier,
    assigned_name,
    enclosing_loop,
    is_deliberate_drop,
    is_rare_loss,
    is_refused,
    put_on_errors,
    rule,
)


@rule(
    code="GML305",
    name="pool-missing-put",
    severity=Severity.LOW,
    confidence=Confidence.PROBABLE,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER | Needs.MODULE,
)
def pool_missing_put(package: Package) -> Iterator[Finding]:
    puts = [put for _, put in package.module.pool_events(package.unit, Put)]
    saved = put_on_errors(puts)
    for file, losses in _by_get(package):
        losses.sort(key=lambda lost: (is_rare_loss(lost, saved), lost.leaving.start_byte))
        is_frequent = any(_is_frequent(package, file, lost, saved) for lost in losses)
        edits = package.module.deferred_put(file, losses, puts)
        yield replace(_finding(file, losses, edits), tier=None if is_frequent else Tier.STRICT)


def _is_frequent(package: Package, file: File, lost: NotPut, saved: frozenset[Source]) -> bool:
    """Tell whether an exit may empty the pool: errors are rare where nobody sends the input.

    Who hands the object on has no put to forget. An offer that is refused is neither: nobody got
    the object, and a full queue stays full.
    """
    if lost.got is not None and is_refused(lost.leaving, lost.got):
        return True
    if not lost.is_put_elsewhere:
        return False
    # What a field holds may have an owner that puts it later.
    is_own = lost.got is not None and assigned_name(lost.got) != ""
    return not is_rare_loss(lost, saved) or (
        is_own and package.module.takes_input(Site(file, lost.leaving))
    )


def _by_get(package: Package) -> Iterator[tuple[File, list[NotPut]]]:
    """Yield the exits that lose what one call of Get returned: together they are one finding."""
    found: dict[Node, tuple[File, list[NotPut]]] = {}
    for file, lost in package.module.pool_events(package.unit, NotPut):
        if lost.got is None or not (lost.is_put_elsewhere or lost.is_returned_elsewhere):
            continue
        if is_deliberate_drop(file, lost.leaving, lost.got):
            continue
        losses = found.setdefault(lost.got, (file, []))[1]
        if all(each.leaving != lost.leaving for each in losses):
            losses.append(lost)
    yield from found.values()


def _finding(file: File, losses: list[NotPut], edits: tuple[Edit, ...]) -> Finding:
    lost, *others = losses
    got = lost.got
    assert got is not None
    name = assigned_name(got) or file.text(got).splitlines()[0]
    exit_ = file.text(lost.leaving).split(maxsplit=1)[0]
    elsewhere = "puts it back" if lost.is_put_elsewhere else "hands it on"
    more = f" (and so do {len(others)} more exits)" if others else ""
    origin = Related(file.span(got), f"{name} comes from the pool here")
    return Finding(
        span=file.span(lost.leaving),
        message=f"this {exit_} loses {name}{more}, and another path {elsewhere}; "
        "put it on every path, or defer the put",
        evidence=(
            Evidence(Basis.TYPES, file.span(got), f"{name} is owned by this function"),
            Evidence(Basis.SYNTAX, file.span(lost.leaving), "this exit comes before any put"),
        ),
        related=(
            origin,
            *(Related(file.span(each.leaving), f"{name} is lost here as well") for each in others),
        ),
        flow=(origin, Related(file.span(lost.leaving), f"{name} is lost here")),
        fix=Fix(f"put {name} before this {exit_}, or defer the put right after the get", edits),
        severity=Severity.MEDIUM if enclosing_loop(got) is not None else None,
        confidence=Confidence.POSSIBLE if all(each.is_possible for each in losses) else None,
    )
