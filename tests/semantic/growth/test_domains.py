"""Key domains: which keys can be without end."""

from __future__ import annotations

import pytest

from gomemlint.semantic.growth.domains import domain_of
from gomemlint.semantic.growth.openness import Openness
from gomemlint.semantic.program.code import Site
from tests.semantic.gomodule import GoModule, Load

SOURCE = """
package m

import (
	"crypto/tls"
	"hash/fnv"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"
)

type color int

const (
	red color = iota
	green
)

type item struct{ name string }

var tables = []string{"a", "b"}
var any_ = map[any]int{}

func Exported(k string) { any_[k] = 1 }
func Derived(k string) { low := strings.ToLower(k) + "-x"; any_[low] = 2 }
func handle(w http.ResponseWriter, r *http.Request) { any_[r.RemoteAddr] = 3 }
func header(r *http.Request) { id := r.Header.Get("id"); any_[id] = 4 }
func clock() { any_[time.Now().String()] = 5 }
func counter() { n := 0; for { n++; any_[strconv.Itoa(n)] = 6 } }
func pointer(p *item) { any_[p] = 7 }
func reflected(v any) { any_[reflect.TypeOf(v)] = 8 }
func enumerated(c color) { any_[c] = 9 }
func flag(b bool) { any_[b] = 10 }
func constant() { any_["x"] = 11 }
func table() { for _, t := range tables { any_[t] = 12 } }
func pick() int { return len(tables) }
func helper(k string) { any_[k] = 13 }
func callsHelper() { helper("a"); helper("b") }
func opened(k string) { any_[k] = 14 }
func Opens(k string) { opened("a"); opened(k) }
func alone(k string) { any_[k] = 15 }
func field(i item) { any_[i.name] = 16 }
func Fields(items []item) { for _, i := range items { field(i) } }
func rounds(n int) { for i := 0; i < n; i++ { any_[strconv.Itoa(i)] = 17 } }
func greeted(h *tls.ClientHelloInfo) { any_[h.ServerName] = 19 }
func hashed(b []byte) { h := fnv.New64a(); h.Write(b); any_[h.Sum64()] = 20 }
type entry struct { at time.Time; kind int }
func (e *entry) Kind() int { return e.kind }
func kinds() { e := &entry{at: time.Now(), kind: pick()}; any_[e.Kind()] = 21 }
func moment() { e := entry{at: time.Now()}; any_[e.at] = 22 }
func whole() { any_[entry{at: time.Now(), kind: 1}] = 23 }
func forever() { for i := 0; ; i++ { any_[strconv.Itoa(i)] = 18 } }
func least(k string) { any_[min(len(k), 64)] = 24 }
func named(k string) { any_[k] = 25 }
func Names(k string) { switch k { case "a", "b": named(k) } }
func said(err error) { any_[err.Error()] = 26 }
func summed(sum [32]byte) { any_[sum] = 27 }
func pair(two [2]byte) { any_[two] = 28 }
"""


@pytest.fixture(scope="module")
def module(load_module: Load) -> GoModule:
    return load_module({"m.go": SOURCE})


@pytest.mark.parametrize(
    ("number", "openness"),
    [
        *((n, Openness.OPEN) for n in (1, 2, 3, 4, 5, 6, 7, 14, 16, 18, 19, 20, 22, 23, 26, 27)),
        *((n, Openness.CLOSED) for n in (8, 9, 10, 11, 12, 13, 24, 25, 28)),
        *((n, Openness.UNKNOWN) for n in (15, 17, 21)),
    ],
)
def test_a_key_domain_is_judged_by_its_origins(
    module: GoModule, number: int, openness: Openness
) -> None:
    statement = next(
        site
        for site in module.nodes()
        if site.node.type == "assignment_statement" and site.text.endswith(f"] = {number}")
    )
    element = statement.node.named_children[0].named_children[0]
    key = element.child_by_field_name("index")
    assert key is not None
    found = domain_of(module.index, Site(statement.file, key))
    assert found.openness is openness, found.reason
