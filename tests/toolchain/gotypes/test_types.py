"""Which types expressions have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomemlint.model.gotypes import (
    Array,
    Basic,
    Map,
    Mode,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    TypeParameter,
    Unknown,
)

if TYPE_CHECKING:
    from tests.toolchain.gotypes.conftest import Inspect


def test_the_core_type_of_a_type_parameter_is_known(inspect: Inspect) -> None:
    a = inspect(
        {
            "a.go": """package m

type Bytes interface{ ~string | ~[]byte }

type Lists[E any] interface{ ~[]E }

func core[S Lists[int], B Bytes, A any, P interface{ ~*P }](s S, b B, a A, p P) {
	println(s, b, a, p)
}
"""
        }
    ).source("a.go")
    cores = {}
    for name in "sbap":
        parameter = a.type(name, f"{name} {name.upper()}")
        assert isinstance(parameter, TypeParameter)
        assert parameter.size is None
        cores[name] = parameter.core
    assert isinstance(cores["s"], Slice)
    assert cores["s"].spelling == "[]int"
    assert cores["b"] is None
    assert cores["a"] is None
    assert isinstance(cores["p"], Pointer)
    assert a.spelling("Bytes", "B Bytes") == "m.Bytes"


def test_sizes_and_pointers_are_those_of_the_target(inspect: Inspect) -> None:
    inspected = inspect(
        {
            "a.go": """package m

type record struct {
	id   int32
	flag bool
	rest [3]uint64
}

type node struct {
	next *node
	name string
}

var (
	r record
	n node
	e struct{}
	i any
	m map[string]int
	a [0]*int
	f func()
)
"""
        }
    )
    a = inspected.source("a.go")
    word = 8 if inspected.listing.go and "64" in inspected.listing.go.goarch else 4
    layouts = {
        name: (a.type(name, f"\t{name} ").size, a.type(name, f"\t{name} ").holds_pointers)
        for name in "rneimaf"
    }
    assert layouts == {
        "r": (32, False),
        "n": (3 * word, True),
        "e": (0, False),
        "i": (2 * word, True),
        "m": (word, True),
        "a": (0, False),
        "f": (word, True),
    }


def test_every_kind_of_type_is_spelled_and_taken_apart(inspect: Inspect) -> None:
    a = inspect(
        {
            "a.go": """package m

import "time"

func all(
	s []byte,
	a [4]rune,
	m map[string]*time.Timer,
	c <-chan struct{},
	f func(int, ...string) (bool, error),
	i interface{ Do(n int) error },
) (int, error) {
	g := func() {}
	g()
	v, ok := m["x"]
	println(v, ok)
	return f2()
}

func f2() (int, error) { return 0, nil }
"""
        }
    ).source("a.go")
    assert a.spelling("a", "a [4]") == "[4]rune"
    assert a.spelling("c", "c <-") == "<-chan struct{}"
    assert a.spelling("f", "f func") == "func(int, ...string) (bool, error)"
    assert a.spelling("i", "i interface") == "interface{Do(int) error}"
    assert a.spelling("m", "m map") == "map[string]*time.Timer"
    array = a.type("a", "a [4]")
    assert isinstance(array, Array)
    assert (array.length, array.size) == (4, 16)
    table = a.type("m", "m map")
    assert isinstance(table, Map)
    assert isinstance(table.element, Pointer)
    assert isinstance(table.element.element, Named)
    assert table.element.element.key == "time.Timer"
    slice_ = a.type("s", "s []byte")
    assert isinstance(slice_, Slice)
    assert isinstance(slice_.element, Basic)
    assert (slice_.element.name, slice_.element.spelling) == ("uint8", "byte")
    results = a.type("f2()", "return f2()")
    assert isinstance(results, Tuple)
    assert results.spelling == "(int, error)"
    assert a.mode("g()") is Mode.NOTHING
    assert a.mode('m["x"]') is Mode.MAP_ELEMENT
    assert a.spelling('m["x"]') == "(*time.Timer, bool)"
    function = a.types.object("example.org/m.all")
    assert not isinstance(function, Unknown)
    signature = a.types.type_of(function)
    assert isinstance(signature, Signature)
    assert len(signature.parameters) == 6


def test_conversions_are_told_from_calls(inspect: Inspect) -> None:
    a = inspect(
        {"a.go": "package m\n\nfunc f(s string) int {\n\tg := []byte(s)\n\treturn len(g)\n}\n"}
    ).source("a.go")
    assert a.mode("[]byte") is Mode.TYPE
    assert a.mode("[]byte(s)") is Mode.VALUE
    assert a.mode("g", "len(g)") is Mode.VARIABLE


def test_the_underlying_type_is_known_however_deep_it_lies(inspect: Inspect) -> None:
    a = inspect(
        {
            "a.go": """package m

import "net/http"

type server struct{ web http.Server }

type list []list

var s server
var l list
"""
        }
    ).source("a.go")
    struct = a.types.underlying(a.type("s", "s server"))
    for name in ("web", "TLSConfig", "sessionTicketKeys"):
        assert isinstance(struct, Struct)
        (field,) = (each for each in struct.fields if each.name == name)
        of = field.type.element if isinstance(field.type, Pointer) else field.type
        struct = a.types.underlying(of)
    assert isinstance(struct, Slice)
    assert struct.element.spelling == "tls.ticketKey"
    nested = a.types.underlying(a.type("l", "var l"))
    assert isinstance(nested, Slice)
    assert nested.element is a.type("l", "var l")
