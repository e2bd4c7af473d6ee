"""Keys are the same in every package that sees an object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomemlint.model.gotypes import Declaration, Named, Struct

if TYPE_CHECKING:
    from tests.toolchain.gotypes.conftest import Inspect


def test_members_of_instances_have_the_keys_of_the_generic_type(inspect: Inspect) -> None:
    a = inspect(
        {
            "a.go": """package m

type Box[T any] struct{ items []T }

func (b *Box[T]) Add(item T) { b.items = append(b.items, item) }

func Map[T, U any](in []T, f func(T) U) []U { return nil }

func use() {
	var box Box[string]
	box.Add("x")
	_ = box.items
	_ = Map(box.items, func(s string) int { return len(s) })
	_ = Box[string]{items: nil}
	_ = Map[int8, int16]
}
"""
        }
    ).source("a.go")
    assert a.object("Add", "box.Add").key == "example.org/m.(Box).Add"
    assert a.object("items", "_ = box.items").key == "example.org/m.Box.items"
    assert a.object("items", "_ = box.items").owner == "example.org/m.Box"
    assert a.spelling("items", "_ = box.items") == "[]string"
    assert a.spelling("items", "{items: nil}") == "[]string"
    assert a.spelling("Add", "box.Add") == "func(string)"
    assert a.spelling("items", "b.items = ") == "[]T"
    assert a.instance("Map", "Map(box") == ("string", "int")
    assert a.instance("Map", "Map[int8") == ("int8", "int16")
    assert a.spelling("Map", "Map(box") == "func([]string, func(string) int) []int"
    box = a.type("box", "var box")
    assert isinstance(box, Named)
    assert (box.spelling, box.key, box.size) == ("m.Box[string]", "example.org/m.Box", 24)
    assert [each.spelling for each in box.arguments] == ["string"]
    fields = a.types.underlying(box)
    assert isinstance(fields, Struct)
    assert fields.spelling == "struct{items []string}"


def test_members_of_unnamed_types_are_named_after_what_reaches_them(inspect: Inspect) -> None:
    inspected = inspect(
        {
            "a.go": """package m

import "sync"

var Shared = struct {
	sync.Mutex
	Index map[string]*struct{ Hits int }
}{}

type T struct {
	Nested struct{ Deep []struct{ Leaf int } }
	Do     interface{ Run() }
}

func local() {
	point := struct{ x, y int }{1, 2}
	_ = point.x
}
""",
            "b/b.go": """package b

import "example.org/m"

func use(t m.T) {
	m.Shared.Index["k"].Hits++
	m.Shared.Lock()
	t.Nested.Deep[0].Leaf = 1
	t.Do.Run()
}
""",
        }
    )
    a, b = inspected.source("a.go"), inspected.source("b/b.go", "example.org/m/b")
    pairs = {
        a.object("Hits").key: b.object("Hits").key,
        a.object("Leaf").key: b.object("Leaf").key,
        a.object("Run").key: b.object("Run").key,
        a.object("Index").key: b.object("Index").key,
    }
    assert pairs == {
        "example.org/m.Shared.Index.Hits": "example.org/m.Shared.Index.Hits",
        "example.org/m.T.Nested.Deep.Leaf": "example.org/m.T.Nested.Deep.Leaf",
        "example.org/m.T.Do.Run": "example.org/m.T.Do.Run",
        "example.org/m.Shared.Index": "example.org/m.Shared.Index",
    }
    assert b.object("Lock").key == "sync.(Mutex).Lock"
    assert b.embedded("Lock") == ("example.org/m.Shared.Mutex",)
    place = a.offset("x", "struct{ x, y")
    assert a.object("x", "point.x").key == f"example.org/m:a.go:{place}"


def test_keys_are_the_same_in_every_package(inspect: Inspect) -> None:
    inspected = inspect(
        {
            "a.go": """package m

import "io"

type Store struct {
	io.Reader
	Name  string
	cache map[string]int
}

func (s *Store) Get(key string) int { return s.cache[key] }

type Keeper interface {
	io.Closer
	Keep(n int)
}

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

func (p Pair[K, V]) First() K { return p.Key }

type Alias = Store

const Limit = 10

var Default = New()

func New() *Store { return new(Store) }
""",
            "b/b.go": """package b

import "example.org/m"

type Copy m.Store

func use(k m.Keeper, p m.Pair[string, int], c Copy, s m.Alias) {
	_ = m.Default.Get("x") + m.Limit
	k.Keep(1)
	_ = p.First()
	_ = p.Key
	_ = c.Name
	_ = s.Read
	_ = m.New
	_ = k.Close
}
""",
            "c/c.go": """package c

import "example.org/m/b"

func use(c b.Copy) { _ = c.Name }
""",
        }
    )
    a, b = inspected.source("a.go"), inspected.source("b/b.go", "example.org/m/b")
    for defined, used in {
        ("Get", "Get(key"): ("Get", "Get("),
        ("Keep", "Keep(n"): ("Keep", "Keep(1"),
        ("First", "First() K"): ("First", "p.First"),
        ("Key", "Key K"): ("Key", "p.Key"),
        ("Name", "Name "): ("Name", "c.Name"),
        ("Limit", "Limit ="): ("Limit", "m.Limit"),
        ("Default", "Default ="): ("Default", "m.Default"),
        ("New", "func New"): ("New", "m.New"),
        ("Store", "type Store"): ("m.Alias",),
    }.items():
        if used != ("m.Alias",):
            assert a.object(*defined).key == b.object(*used).key
    c = inspected.source("c/c.go", "example.org/m/c")
    assert c.object("Name").key == "example.org/m.Store.Name"
    assert b.object("Read").key == "io.(Reader).Read"
    assert b.object("Close").key == "io.(Closer).Close"
    assert b.object("Alias").alias
    assert b.spelling("m.Alias") == "m.Store"
    get = b.object("Get")
    line = a.text[: a.offset("Get(key")].count(b"\n") + 1
    assert get.declaration == Declaration(a.path, line, -1)
    assert a.object("Get").declaration == Declaration(a.path, line, a.offset("Get(key"))
