"""Putting a value into a sync.Pool allocates what the pool was to save.

## What it does
Reports `Put` of a value that is no pointer: a slice, a string, a number, a struct or array of
more than one word. Reports `Put(&local)` too, where `local` is a variable of the function:
its address moves it to the heap on every call.

## Why it matters
`Put` takes an interface, and an interface holds one word. A slice header of three words is
copied to the heap first, so each cycle through the pool costs an allocation. A pool of pointers
costs none.

## Example
```go
var pool = sync.Pool{New: func() any { return make([]byte, 0, 4096) }}

func send(w io.Writer, fill func([]byte) []byte) {
    b := pool.Get().([]byte)
    b = fill(b[:0])
    w.Write(b)
    pool.Put(b[:0])
}
```

## Use instead
```go
var pool = sync.Pool{New: func() any { b := make([]byte, 0, 4096); return &b }}

func send(w io.Writer, fill func([]byte) []byte) {
    b := pool.Get().(*[]byte)
    *b = fill((*b)[:0])
    w.Write(*b)
    *b = (*b)[:0]
    pool.Put(b)
}
```

## Evidence
Types: the static type of the argument, for a generic wrapper the types that the module
instantiates it with. Compiler: `moved to heap` for the variable whose address is put.

## Limits
A value that arrives in an interface is taken to be a pointer: its type is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.api import (
    Basis,
    Boxing,
    Confidence,
    Evidence,
    File,
    Finding,
    Fix,
    GoType,
    Needs,
    Node,
    Package,
    Put,
    Scope,
    Severity,
    Tier,
    TypeParameter,
    Unknown,
    boxing,
    declaration_span,
    is_address_of,
    kind_name,
    moved_to_heap,
    operand,
    query,
    rule,
    unparenthesised,
)

PUT = "sync.(Pool).Put"
CALL = query("""
    (call_expression
      function: (selector_expression operand: (_) @pool field: (field_identifier) @method)
      arguments: (argument_list . (_) @value .)
      (#eq? @method "Put")) @call
""")


@rule(
    code="GML301",
    name="pool-put-non-pointer",
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    tier=Tier.DEFAULT,
    since="0.1",
    needs=Needs.SYNTAX | Needs.TYPES | Needs.COMPILER | Needs.MODULE,
)
def pool_put_non_pointer(package: Package) -> Iterator[Finding]:
    seen: set[Node] = set()
    for file in package.files:
        for found in file.matches(CALL):
            method = file.object_of(found["method"])
            if isinstance(method, Unknown) or method.key != PUT:
                continue
            seen.add(found["call"])
            yield from _put(package, file, file.text(found["pool"]), found["value"])
    for file, put in package.module.pool_events(package.unit, Put):
        # `put := pool.Put` calls it by another name.
        if put.is_direct and put.call not in seen:
            seen.add(put.call)
            pool = put.pool.rpartition("/")[2].partition(".")[2] or "pool"
            yield from _put(package, file, pool, put.argument)


def _put(package: Package, file: File, pool: str, value: Node) -> Iterator[Finding]:
    value = unparenthesised(value)
    if is_address_of(value):
        yield from _address(package, file, pool, value)
    else:
        yield from _value(package, file, pool, value)


def _address(package: Package, file: File, pool: str, value: Node) -> Iterator[Finding]:
    """`Put(&local)`: the variable itself goes to the heap, once per call."""
    variable = operand(value)
    if variable is None or variable.type != "identifier":
        return
    meaning = file.object_of(variable)
    if isinstance(meaning, Unknown) or meaning.scope not in (Scope.LOCAL, Scope.PARAMETER):
        return
    moved = moved_to_heap(file, meaning)
    if moved is None:
        return
    name = file.text(variable)
    yield Finding(
        span=file.span(value),
        message=f"{pool}.Put receives the address of the local variable {name}, "
        "which is allocated on each call; keep the pointer that Get returned",
        evidence=(
            Evidence(
                Basis.COMPILER,
                declaration_span(file, meaning) or file.span(variable),
                f"{name} is moved to the heap",
                f"{moved.place}: moved to heap: {moved.variable}",
            ),
        ),
        fix=Fix(
            f"keep the pointer from {pool}.Get, store through it, and put that pointer back",
            package.module.pointer_kept(file, value),
        ),
    )


def _value(package: Package, file: File, pool: str, value: Node) -> Iterator[Finding]:
    for type_ in _types(package, file, value):
        if boxing(type_, file.types.underlying) is not Boxing.VALUE:
            continue
        kind = kind_name(type_, file.types.underlying)
        yield Finding(
            span=file.span(value),
            message=f"{pool}.Put receives {file.text(value)}, {kind}, "
            "which allocates; put a pointer",
            evidence=(
                Evidence(
                    Basis.TYPES,
                    file.span(value),
                    f"{file.text(value)} has type {type_.spelling}: "
                    "more than the one word that an interface holds",
                ),
            ),
            fix=Fix(f"let {pool} hold *{type_.spelling}, and put the pointer that Get returned"),
        )
        return


def _types(package: Package, file: File, value: Node) -> Iterator[GoType]:
    """Yield the type of a value, for a type parameter those that the module gives it."""
    match file.type_of(value):
        case Unknown():
            return
        case TypeParameter() as parameter:
            yield from package.module.instantiations(file, value, parameter)
        case type_:
            yield type_
