"""Mutations: every way to change a container, also through aliases and helpers."""

from __future__ import annotations

import pytest

from gomemlint.model.gotypes import GoObject
from gomemlint.semantic.lifetimes.mutations import Mutation, Mutations
from tests.semantic.gomodule import GoModule, Load

PRELUDE = """
package m

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

type entry struct{ n int }

func put(m map[string]*entry, k string) { m[k] = &entry{} }
func expire(m *map[string]*entry) { for k := range *m { delete(*m, k) } }
func drop(k string, all ...map[string]*entry) { for _, m := range all { delete(m, k) } }
func look(m map[string]*entry) int { return len(m) }

type wrapper struct{ m map[string]*entry }

func (w *wrapper) Set(k string) { w.m[k] = nil }
func (w *wrapper) Drop(k string) { delete(w.m, k) }

var hook func(map[string]*entry)
var _ = maps.DeleteFunc[map[int]int]
var _ = slices.Delete[[]int]
var _ sync.Map
"""

MAPS = {
    "assign": ("%s[k] = nil", {"insert"}),
    "ok": ("if _, ok := %s[k]; !ok { %s[k] = nil }", {"read", "insert"}),
    "alias": ("m := %s; m[k] = nil", {"insert"}),
    "pointer": ("m := &%s; (*m)[k] = nil", {"insert"}),
    "helper": ("put(%s, k)", {"insert"}),
    "reader": ("look(%s)", {"read"}),
    "remove": ("delete(%s, k)", {"remove"}),
    "expired": ("m := &%s; expire(m)", {"remove", "range"}),
    "dropped": ("drop(k, nil, %s)", {"remove", "range"}),
    "cleared": ("clear(%s)", {"clear"}),
    "deleteFunc": ("maps.DeleteFunc(%s, nil)", {"remove"}),
    "replaced": ("%s = make(map[string]*entry)", {"replace"}),
    "unset": ("%s = nil", {"replace"}),
    "bounded": ("if len(%s) > 100 { return }", {"bound"}),
    "empty": ("if len(%s) == 0 { return }", {"read"}),
    "hooked": ("hook(%s)", {"shared"}),
    "ranged": ("for range %s {}", {"range"}),
}
SLICES = {
    "appended": ("%s = append(%s, k)", {"append", "read"}),
    "popped": ("%s = %s[:len(%s)-1]", {"shrink", "read"}),
    "deleted": ("%s = append(%s[:1], %s[2:]...)", {"shrink", "read"}),
    "sliceDelete": ("%s = slices.Delete(%s, 0, 1)", {"shrink", "read"}),
    "element": ("%s[0] = k", {"write"}),
}


def source() -> str:
    parts = [PRELUDE]
    for kind, cases in (("map[string]*entry", MAPS), ("[]string", SLICES)):
        for name, (body, _) in cases.items():
            parts.append(f"var v_{name} {kind}")
            body = body.replace("%s", f"v_{name}")
            parts.append(f"func f_{name}(k string) {{ {body} }}")
    return "\n".join(parts) + OBJECTS


OBJECTS = """
type cache struct {
	mu sync.Mutex
	sm sync.Map
	p  atomic.Pointer[sync.Map]
	w  wrapper
}

func (c *cache) add(k string) { c.sm.LoadOrStore(k, 1) }
func (c *cache) clean() {
	m := &c.sm
	m.Range(func(k, v any) bool { m.Delete(k); return true })
}
func (c *cache) swap(k string) { c.p.Load().Store(k, 1); c.p.Store(new(sync.Map)) }
func (c *cache) wrapped(k string) { c.w.Set(k) }

func newWrapper() *wrapper { return &wrapper{m: map[string]*entry{}} }
"""


@pytest.fixture(scope="module")
def module(load_module: Load) -> GoModule:
    return load_module({"m.go": source()})


def changes(module: GoModule, key: str) -> list[Mutation]:
    container = module.unit().types.object(f"example.com/m.{key}")
    assert isinstance(container, GoObject)
    return list(Mutations(module.index).of(container))


@pytest.mark.parametrize("name", [*MAPS, *SLICES])
def test_a_change_is_told(module: GoModule, name: str) -> None:
    expected = {**MAPS, **SLICES}[name][1]
    assert {m.change.value for m in changes(module, f"v_{name}")} - {"read"} == expected - {"read"}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("cache.sm", {"insert", "range", "remove"}),
        ("cache.p", {"insert", "replace"}),
        ("cache.w", {"read"}),
        ("wrapper.m", {"insert", "remove", "initial"}),
    ],
)
def test_a_field_is_changed_by_all_its_instances(
    module: GoModule, field: str, expected: set[str]
) -> None:
    assert {m.change.value for m in changes(module, field)} == expected


def test_an_insertion_shows_its_key(module: GoModule) -> None:
    keys = [m.site.file.text(m.key) for m in changes(module, "v_assign") if m.key is not None]
    assert keys == ["k"]


def test_an_insertion_in_a_helper_names_the_call(module: GoModule) -> None:
    found = [m for m in changes(module, "v_helper") if m.is_insertion]
    assert [[call.text for call in m.calls] for m in found] == [["put(v_helper, k)"]]
