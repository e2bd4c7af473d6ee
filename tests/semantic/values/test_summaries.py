"""Summaries: what functions return, put back, store and hand on."""

from __future__ import annotations

import pytest

from gomemlint.semantic.pools.pools import pool_events
from gomemlint.semantic.program.library import How
from gomemlint.semantic.values.producers import find_producers
from gomemlint.semantic.values.summaries import Summaries
from gomemlint.semantic.values.summary import Summary
from tests.semantic.gomodule import GoModule, Load

SOURCE = """
package m

import (
	"bytes"
	"io"
	"os"
	"strings"
	"sync"
)

type T struct {
	b    []byte
	next *T
}

type keeper struct{ kept [][]byte }

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}
var global []byte
var out = make(chan []byte)

func same(b []byte) []byte       { return b }
func first(b []byte) []byte      { return b[:8] }
func clone(b []byte) []byte      { b = bytes.Clone(b); return b }
func field(t *T) []byte          { return t.b }
func twice(b []byte) []byte      { return first(same(b)) }
func named(b []byte) (r []byte)  { r = b; return }
func second(a, b []byte) ([]byte, []byte) { return b, a }
func spread(a, b []byte) ([]byte, []byte) { return second(a, b) }
func scalar(b []byte) int        { return len(b) }
func branch(a, b []byte) []byte  { if len(a) > 3 { return a }; return b }
func text(b []byte) string       { return string(b) }
func trim(s string) string       { return strings.TrimSpace(s) }

func putIt(b *bytes.Buffer)      { b.Reset(); pool.Put(b) }
func maybePut(b *bytes.Buffer)   { if b.Cap() < 100 { putIt(b) } }
func deferPut(b *bytes.Buffer)   { defer pool.Put(b); b.Reset() }
func putTo(p *sync.Pool, b *T)   { p.Put(b) }
func putField(t *holder)         { pool.Put(t.buf) }

type holder struct{ buf *bytes.Buffer }

func get() *bytes.Buffer         { return pool.Get().(*bytes.Buffer) }
func getVia() *bytes.Buffer      { b := get(); b.Reset(); return b }
func read(p string) ([]byte, error) {
	data, err := os.ReadFile(p)
	if err != nil { return nil, err }
	return data, nil
}

func storeGlobal(b []byte)       { global = b }
func (k *keeper) keep(b []byte)  { k.kept = append(k.kept, b) }
func send(b []byte)              { out <- b }
func start(b []byte)             { go func() { _ = b[0] }() }
func hand(b []byte, f func([]byte)) { f(b) }
func write(w io.Writer, b []byte) { w.Write(b) }
func storeVia(b []byte)          { storeGlobal(b) }

func even(b []byte, n int) []byte { if n == 0 { return b }; return odd(b, n-1) }
func odd(b []byte, n int) []byte  { if n == 0 { return nil }; return even(b, n-1) }
"""


@pytest.fixture(scope="module")
def module(load_module: Load) -> GoModule:
    return load_module({"m.go": SOURCE})


@pytest.fixture(scope="module")
def summaries(module: GoModule) -> Summaries:
    return Summaries(module.index)


def summary(module: GoModule, summaries: Summaries, name: str) -> Summary:
    return summaries.summary(module.function(name))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("same", {(0, 0, frozenset())}),
        ("first", {(0, 0, frozenset({How.SLICE, How.PART}))}),
        ("clone", set()),
        ("field", {(0, 0, frozenset({How.FIELD}))}),
        ("twice", {(0, 0, frozenset({How.SLICE, How.PART}))}),
        ("named", {(0, 0, frozenset())}),
        ("second", {(0, 1, frozenset()), (1, 0, frozenset())}),
        ("spread", {(0, 1, frozenset()), (1, 0, frozenset())}),
        ("scalar", set()),
        ("branch", {(0, 0, frozenset()), (0, 1, frozenset())}),
        ("text", set()),
        ("trim", {(0, 0, frozenset({How.VIEW, How.ADVANCED}))}),
        ("even", {(0, 0, frozenset())}),
        ("odd", {(0, 0, frozenset())}),
    ],
)
def test_a_result_shares_memory_with_a_parameter(
    module: GoModule,
    summaries: Summaries,
    name: str,
    expected: set[tuple[int, int, frozenset[How]]],
) -> None:
    found = summary(module, summaries, name).returned
    assert {(r.result, r.parameter, r.relation) for r in found} == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("putIt", (0, "example.com/m.pool", frozenset())),
        ("maybePut", (0, "example.com/m.pool", frozenset())),
        ("deferPut", (0, "example.com/m.pool", frozenset())),
        ("putTo", (1, "#0", frozenset())),
        ("putField", (0, "example.com/m.pool", frozenset({How.FIELD}))),
    ],
)
def test_a_putter_puts_its_parameter(
    module: GoModule,
    summaries: Summaries,
    name: str,
    expected: tuple[int, str, frozenset[How]],
) -> None:
    found = summary(module, summaries, name).put
    assert {(p.parameter, p.pool, p.relation) for p in found} == {expected}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("storeGlobal", (0, "stored", "example.com/m.global", None)),
        ("(*keeper).keep", (0, "stored", "example.com/m.keeper.kept", -1)),
        ("send", (0, "sent", "", None)),
        ("start", (0, "started", "", None)),
        ("hand", (0, "handed", "", None)),
        ("storeVia", (0, "stored", "example.com/m.global", None)),
    ],
)
def test_a_parameter_leaves_its_function(
    module: GoModule,
    summaries: Summaries,
    name: str,
    expected: tuple[int, str, str, int | None],
) -> None:
    found = summary(module, summaries, name).escaped
    assert {(e.parameter, e.fate.value, e.cell, e.owner) for e in found} == {expected}


def test_a_writer_keeps_nothing(module: GoModule, summaries: Summaries) -> None:
    assert summary(module, summaries, "write").escaped == frozenset()


def test_a_getter_returns_an_object_of_its_pool(module: GoModule, summaries: Summaries) -> None:
    found = summary(module, summaries, "get").produced
    assert {(p.kind.value, p.detail) for p in found} == {("pooled", "example.com/m.pool")}


def test_a_reader_returns_something_big(module: GoModule, summaries: Summaries) -> None:
    found = summary(module, summaries, "read").produced
    assert {(p.result, p.kind.value, p.detail) for p in found} == {(0, "big", "a whole file")}


LATE = """
package m

import "sync"

type T struct{ next *T }

var pool sync.Pool

func user(t *T) { use(obtain(), t) }
func use(a, b *T) { a.next = b }
func first(t *T) *T { user(t); return obtain() }
func obtain() *T { return pool.Get().(*T) }
"""


def test_a_function_followed_before_its_getter_was_known_is_followed_again(
    load_module: Load,
) -> None:
    module = load_module({"m.go": LATE})
    found = Summaries(module.index)
    before = pool_events(found, module.function("user"))
    find_producers(found)
    after = pool_events(found, module.function("user"))
    assert [type(event).__name__ for event in before] == []
    assert "Got" in [type(event).__name__ for event in after]
