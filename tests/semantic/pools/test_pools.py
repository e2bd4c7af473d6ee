"""Pool events: who gets, puts, uses, keeps and shares pooled objects."""

from __future__ import annotations

import pytest

from gomemlint.semantic.pools.pools import pool_events
from gomemlint.semantic.values.pooled import (
    AliasEscaped,
    Got,
    LeftSet,
    NotPut,
    PoolEvent,
    Put,
    PutTwice,
    Shared,
    UsedAfterPut,
    UsedDirty,
)
from gomemlint.semantic.values.producers import find_producers
from gomemlint.semantic.values.summaries import Summaries
from gomemlint.syntax.nodes import text
from tests.semantic.gomodule import GoModule, Load

PRELUDE = """
package m

import (
	"bytes"
	"errors"
	"io"
	"sync"
)

type buffer struct{ B []byte; n int }

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}
var small, big sync.Pool
var errBad = errors.New("bad")
var out = make(chan []byte, 1)
var kept = map[string][]byte{}

func get() *bytes.Buffer  { return pool.Get().(*bytes.Buffer) }
func put(b *bytes.Buffer) { b.Reset(); pool.Put(b) }
func fill(b *bytes.Buffer) error { _, err := b.WriteString("x"); return err }
func log(n int)           {}
func trim(b []byte) []byte { return bytes.TrimSpace(b) }

type reader struct{ buf *bytes.Buffer }

func (r *reader) Close() { put(r.buf) }
func (r *reader) Safe()  { put(r.buf); r.buf = nil }
"""

CASES = {
    "after": "b := get(); put(b); log(b.Len())",
    "afterAlias": "b := get(); data := b.Bytes(); put(b); log(int(data[0]))",
    "afterCopy": "b := get(); n := b.Len(); t := b.String(); put(b); log(n); log(len(t))",
    "afterBranch": "b := get(); if done { put(b) }; b.Reset()",
    "afterReturn": "b := get(); if done { put(b); return }; b.Reset(); put(b)",
    "afterElse": "b := get(); if b.Cap() < 10 { put(b) } else { b.Reset() }",
    "afterNil": "b := get(); put(b); if b != nil { log(1) }",
    "afterNew": "b := get(); put(b); b = get(); b.Reset(); put(b)",
    "afterLoop": "b := get(); for done { b.Reset(); put(b) }",
    "freshLoop": "for done { b := get(); b.Reset(); put(b) }",
    "deferredUse": "b := get(); defer b.Reset(); put(b)",
    "twice": "b := get(); put(b); put(b)",
    "twiceDeferred": "b := get(); defer put(b); if done { put(b); return }",
    "twiceGuarded": "b := get(); if done { put(b) } else { put(b) }",
    "twiceNil": "b := get(); put(b); b = get(); put(b)",
    "twiceFlag": "b := get(); if done { defer put(b) }; if !done { put(b) }",
    "twiceClose": "r := &reader{buf: get()}; defer r.Close(); put(r.buf)",
    "missing": "b := get(); if err := fill(b); err != nil { return }; put(b)",
    "missingLoop": "for done { b := get(); if fill(b) != nil { continue }; put(b) }",
    "covered": "b := get(); defer put(b); if fill(b) != nil { return }",
    "guarded": "var b *bytes.Buffer; if done { b = get() }; fill(nil); if done { put(b) }",
    "handed": "b := get(); sink(b); put(b)",
    "panics": "b := get(); if done { panic(1) }; put(b)",
    "store": 'b := get(); kept["x"] = b.Bytes(); put(b)',
    "storeCopy": 'b := get(); kept["x"] = bytes.Clone(b.Bytes()); put(b)',
    "send": "b := get(); defer put(b); out <- b.Bytes()",
    "share": "b := get(); defer put(b); go func() { fill(b) }()",
    "joined": "b := get(); var wg sync.WaitGroup; wg.Add(1); "
    "go func() { fill(b); wg.Done() }(); wg.Wait(); put(b)",
    "owner": "b := get(); go func() { fill(b); put(b) }()",
    "dirty": "b := pool.Get().(*bytes.Buffer); b.WriteString(s); pool.Put(b)",
    "clean": "b := pool.Get().(*bytes.Buffer); b.Reset(); b.WriteString(s); b.Reset(); pool.Put(b)",
    "foreign": "b := small.Get(); big.Put(b)",
}
RETURNS = {
    "encode": "b := get(); defer put(b); b.WriteString(s); return b.Bytes()",
    "encodeString": "b := get(); defer put(b); b.WriteString(s); return []byte(b.String())",
    "encodeTrim": "b := get(); defer put(b); r = trim(b.Bytes()); return",
    "encodeAppend": "b := get(); defer put(b); return append(r, b.Bytes()...)",
    "getter": "b := small.Get().(*buffer); return b.B",
}


def source() -> str:
    bodies = [f"func {name}(done bool, s string) {{ {body} }}" for name, body in CASES.items()]
    bodies += [f"func {name}(s string) (r []byte) {{ {b} }}" for name, b in RETURNS.items()]
    return "\n".join([PRELUDE, "var sink func(any)", "var _ io.Reader", *bodies])


@pytest.fixture(scope="module")
def module(load_module: Load) -> GoModule:
    return load_module({"m.go": source()})


@pytest.fixture(scope="module")
def summaries(module: GoModule) -> Summaries:
    found = Summaries(module.index)
    find_producers(found)
    return found


def shown(event: PoolEvent) -> tuple[str, ...]:
    match event:
        case UsedAfterPut():
            return "used", text(event.use), text(event.put)
        case PutTwice():
            return "twice", text(event.again), text(event.first)
        case NotPut(is_put_elsewhere=True):
            return "lost", text(event.leaving), text(event.source.node)
        case AliasEscaped():
            return "escaped", text(event.node), text(event.put)
        case Shared():
            return "shared", text(event.rival)
        case LeftSet():
            return "left", event.name, text(event.put)
        case _:
            return ()


def events(module: GoModule, summaries: Summaries, name: str) -> set[tuple[str, ...]]:
    """Return what is wrong with a function."""
    return set(map(shown, pool_events(summaries, module.function(name)))) - {()}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("after", {("used", "b", "put(b)")}),
        ("afterAlias", {("used", "data[0]", "put(b)")}),
        ("afterBranch", {("used", "b", "put(b)"), ("lost", "}", "get()")}),
        (
            "afterLoop",
            {
                ("used", "b", "put(b)"),
                ("twice", "put(b)", "put(b)"),
                ("lost", "}", "get()"),
            },
        ),
        ("deferredUse", {("used", "b.Reset()", "put(b)")}),
        ("twice", {("twice", "put(b)", "put(b)")}),
        ("twiceDeferred", {("twice", "put(b)", "put(b)")}),
        ("twiceClose", {("twice", "r.Close()", "put(r.buf)")}),
        ("missing", {("lost", "return", "get()")}),
        ("store", {("escaped", "b.Bytes()", "put(b)")}),
        ("send", {("escaped", "b.Bytes()", "put(b)")}),
        ("share", {("shared", "put(b)")}),
        ("encode", {("escaped", "b.Bytes()", "put(b)")}),
        ("encodeTrim", {("escaped", "return", "put(b)")}),
        ("(*reader).Close", {("left", "buf", "put(r.buf)")}),
    ],
)
def test_a_misuse_is_an_event(
    module: GoModule, summaries: Summaries, name: str, expected: set[tuple[str, ...]]
) -> None:
    assert events(module, summaries, name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "afterCopy",
        "afterReturn",
        "afterNil",
        "afterNew",
        "freshLoop",
        "twiceGuarded",
        "twiceNil",
        "twiceFlag",
        "covered",
        "guarded",
        "handed",
        "panics",
        "storeCopy",
        "joined",
        "owner",
        "encodeString",
        "encodeAppend",
        "getter",
        "(*reader).Safe",
    ],
)
def test_a_sound_function_has_no_misuse(module: GoModule, summaries: Summaries, name: str) -> None:
    assert events(module, summaries, name) == set()


def test_a_getter_counts_as_get(module: GoModule, summaries: Summaries) -> None:
    found = pool_events(summaries, module.function("after"))
    assert [(text(e.call), e.pool) for e in found if isinstance(e, Got)] == [
        ("get()", "example.com/m.pool")
    ]


def test_a_putter_counts_as_put(module: GoModule, summaries: Summaries) -> None:
    found = pool_events(summaries, module.function("covered"))
    puts = [e for e in found if isinstance(e, Put)]
    assert {(text(e.call), e.pool, e.is_direct) for e in puts} == {
        ("put(b)", "example.com/m.pool", False)
    }


@pytest.mark.parametrize(("name", "is_clean"), [("dirty", False), ("clean", True), ("put", True)])
def test_a_put_knows_whether_the_object_was_reset(
    module: GoModule, summaries: Summaries, name: str, *, is_clean: bool
) -> None:
    found = pool_events(summaries, module.function(name))
    assert [e.is_clean for e in found if isinstance(e, Put)] == [is_clean]


def test_content_used_before_a_reset_is_dirty(module: GoModule, summaries: Summaries) -> None:
    assert [
        text(e.use)
        for e in pool_events(summaries, module.function("dirty"))
        if isinstance(e, UsedDirty)
    ][:1] == ["b"]


def test_an_object_knows_its_pool(module: GoModule, summaries: Summaries) -> None:
    found = pool_events(summaries, module.function("foreign"))
    puts = [e for e in found if isinstance(e, Put)]
    pools = {value.source.detail for put in puts for value in put.values}
    assert (puts[0].pool, pools) == ("example.com/m.big", {"example.com/m.small"})
