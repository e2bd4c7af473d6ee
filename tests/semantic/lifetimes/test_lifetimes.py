"""Lifetimes: which owners live long, and which do not."""

from __future__ import annotations

import pytest

from gomemlint.model.gotypes import GoObject
from gomemlint.semantic.lifetimes.lifetimes import Lifetime, Lifetimes
from gomemlint.semantic.program.paths import resolve
from tests.semantic.gomodule import GoModule, Load

SOURCE = """
package m

import (
	"bufio"
	"net"
	"sync"
)

type Limiter struct { mu sync.Mutex; hits map[string]int }
var limiter = &Limiter{}

type inner struct { m map[string]int }
type outer struct { in []*inner }
var outers = map[string]outer{}

type poller struct { seen map[string]int }
func (p *poller) Start() { go func() { for { p.seen["x"]++ } }() }

type ticker struct { seen map[string]int }
func newTicker() *ticker { t := &ticker{}; go func() { for { t.seen["x"]++ } }(); return t }

type request struct { seen map[string]int }
func command() error { go func() { for {} }(); _ = &request{}; return nil }

type Hub struct { mu sync.RWMutex; m map[string]int }
func (h *Hub) Close() {}
func use(h *Hub) { h.m["x"] = 1 }

type job struct { mu sync.Mutex; m map[string]int }
func run() { j := &job{}; j.m["x"] = 1 }

type decoder struct { mu sync.Mutex; anchors map[string]int }
func (d *decoder) Close() {}

type scratch struct { mu sync.Mutex; m map[string]int }
func (s *scratch) Close() {}
func (s *scratch) Reset() {}

type Store struct { m map[string]int }
func (s *Store) Stop() {}
var storePool = sync.Pool{New: func() any { return new(Store) }}

type shop struct { m map[string]int }
var shops sync.Map
func open(name string) { shops.LoadOrStore(name, &shop{m: map[string]int{}}) }

type stall struct { m map[string]int }
var stalls sync.Map
func pitch(name string) { stalls.Store(name, &stall{m: map[string]int{}}); stalls.Delete(name) }

var table = map[string]int{}
var anonymous = struct { sync.Mutex; m map[string]int }{}

func local() {
	m := map[string]int{}
	m["a"] = 1
	alias := table
	alias["b"] = 2
	anonymous.m["c"] = 3
}

type Tree struct { children []Tree; attributes map[string]int }
type shown Tree
func (s shown) grow() { s.attributes["x"]++ }

type rider struct{ seen map[string]int }

func (r *rider) serve(in *bufio.Reader) {
	for {
		line, err := in.ReadString(10)
		if err != nil {
			return
		}
		r.seen[line]++
	}
}

type riderConn struct {
	mu   sync.Mutex
	seen map[string]int
}

func (r *riderConn) serve(in *bufio.Reader) {
	for {
		line, err := in.ReadString(10)
		if err != nil {
			return
		}
		r.seen[line]++
	}
}

type briefConn struct {
	mu   sync.Mutex
	seen map[string]int
}

func (b *briefConn) serve(lines []string) {
	for _, line := range lines {
		b.seen[line]++
	}
}

func accept(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		(&rider{seen: map[string]int{}}).serve(bufio.NewReader(c))
		(&riderConn{seen: map[string]int{}}).serve(bufio.NewReader(c))
		(&briefConn{seen: map[string]int{}}).serve(nil)
	}
}
"""


@pytest.fixture(scope="module")
def module(load_module: Load) -> GoModule:
    return load_module({"m.go": SOURCE})


@pytest.mark.parametrize(
    ("key", "lifetime"),
    [
        ("Limiter.hits", Lifetime.OBJECT),
        ("inner.m", Lifetime.OBJECT),
        ("poller.seen", Lifetime.OBJECT),
        ("ticker.seen", Lifetime.OBJECT),
        ("request.seen", Lifetime.CALLER),
        ("Hub.m", Lifetime.OBJECT),
        ("job.m", Lifetime.CALLER),
        ("decoder.anchors", Lifetime.CALLER),
        ("scratch.m", Lifetime.CALLER),
        ("Store.m", Lifetime.CALLER),
        ("shop.m", Lifetime.OBJECT),
        ("stall.m", Lifetime.CALLER),
        ("Tree.attributes", Lifetime.CALLER),
        ("rider.seen", Lifetime.CALLER),
        ("riderConn.seen", Lifetime.OBJECT),
        ("briefConn.seen", Lifetime.CALLER),
        ("table", Lifetime.PROCESS),
        ("anonymous.m", Lifetime.OBJECT),
    ],
)
def test_a_container_lives_as_long_as_its_owner(
    module: GoModule, key: str, lifetime: Lifetime
) -> None:
    container = module.unit().types.object(f"example.com/m.{key}")
    assert isinstance(container, GoObject)
    assert Lifetimes(module.index).of_object(container) is lifetime


@pytest.mark.parametrize(
    ("expression", "lifetime"),
    [
        ('m["a"]', Lifetime.FRAME),
        ('alias["b"]', Lifetime.PROCESS),
        ('anonymous.m["c"]', Lifetime.PROCESS),
        ('h.m["x"]', Lifetime.OBJECT),
        ('j.m["x"]', Lifetime.CALLER),
    ],
)
def test_a_place_lives_as_long_as_its_container(
    module: GoModule, expression: str, lifetime: Lifetime
) -> None:
    site = module.node(expression)
    operand = site.node.child_by_field_name("operand")
    assert operand is not None
    path = resolve(module.index, site.file, operand)
    assert path is not None
    assert Lifetimes(module.index).of(path) is lifetime
