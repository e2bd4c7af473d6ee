"""What identifiers mean, and what the objects are called."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gomemlint.model.gotypes import UNKNOWN, Mode, ObjectKind, Scope, Unknown
from gomemlint.toolchain.gotypes.reader import PackageTypes

if TYPE_CHECKING:
    from tests.toolchain.gotypes.conftest import Inspect


def test_a_shadowed_builtin_is_a_local_object(inspect: Inspect) -> None:
    a = inspect(
        {
            "a.go": """package m

func shadow(b []byte) int {
	len := func([]byte) int { return 1 }
	return len(b)
}

func plain(c []byte) int { return len(c) }
"""
        }
    ).source("a.go")
    assert a.object("len", "len(b)").kind is ObjectKind.VARIABLE
    assert a.object("len", "len(b)").key == f"example.org/m:a.go:{a.offset('len', 'len :=')}"
    assert a.object("len", "len(c)").kind is ObjectKind.BUILTIN
    assert a.object("len", "len(c)").key == "len"
    assert a.mode("len", "len(c)") is Mode.BUILTIN


def test_a_promoted_method_is_the_method_of_the_embedded_type(inspect: Inspect) -> None:
    a = inspect(
        {
            "a.go": """package m

import "sync"

type inner struct{ *sync.Map }

type outer struct {
	inner
	n int
}

func load(o *outer) { o.Store(1, 2); _ = o.n }
"""
        }
    ).source("a.go")
    method = a.object("Store")
    assert (method.key, method.kind, method.owner) == (
        "sync.(Map).Store",
        ObjectKind.METHOD,
        "sync.Map",
    )
    assert method.pointer_receiver
    assert a.embedded("Store") == ("example.org/m.outer.inner", "example.org/m.inner.Map")
    assert a.embedded("n", "o.n }") == ()
    assert a.object("Map", "*sync.Map").embedded
    assert a.types.uses("sync.(Map).Store") == (a.use("Store"),)
    assert a.types.uses("sync.Map") == (a.use("Map", "*sync.Map"),)


def test_method_values_and_expressions_mean_the_method(inspect: Inspect) -> None:
    a = inspect(
        {
            "a.go": """package m

type T struct{ n int }

func (t T) Value() int { return t.n }

func use(t T) {
	f := t.Value
	g := T.Value
	h := (*T).Value
	_, _, _ = f, g, h
}
"""
        }
    ).source("a.go")
    for text in ("f := t.Value", "g := T.Value", "h := (*T).Value"):
        assert a.object("Value", text).key == "example.org/m.(T).Value"
    assert not a.object("Value", "t.Value").pointer_receiver
    assert a.spelling("t.Value") == "func() int"
    assert a.spelling("T.Value", ":= T.Value") == "func(m.T) int"
    assert a.mode("T", "g := T") is Mode.TYPE


def test_variables_know_their_scope(inspect: Inspect) -> None:
    a = inspect(
        {
            "a.go": """package m

var global int

type T struct{ field int }

func (rec *T) method(par int) (res int) {
	local := par + global
	run := func(inner int) { local += inner + rec.field }
	run(1)
	return local
}
"""
        }
    ).source("a.go")
    assert {
        name: a.object(name, within).scope
        for name, within in {
            "global": "var global",
            "field": "struct{ field",
            "rec": "(rec",
            "par": "(par",
            "res": "(res",
            "local": "local :=",
            "inner": "(inner",
        }.items()
    } == {
        "global": Scope.PACKAGE,
        "field": Scope.FIELD,
        "rec": Scope.RECEIVER,
        "par": Scope.PARAMETER,
        "res": Scope.RESULT,
        "local": Scope.LOCAL,
        "inner": Scope.PARAMETER,
    }
    captured = a.object("local", "local += ")
    assert captured == a.object("local", "local :=")
    assert a.types.uses(captured.key) == (
        a.use("local", "local += "),
        a.use("local", "return local"),
    )


def test_labels_are_objects(inspect: Inspect) -> None:
    a = inspect(
        {
            "a.go": """package m

func loop() {
outer:
	for {
		for {
			break outer
		}
	}
}
"""
        }
    ).source("a.go")
    label = a.object("outer", "break outer")
    assert label.kind is ObjectKind.LABEL
    assert label == a.object("outer", "outer:")
    assert a.types.type_of(label) is UNKNOWN


def test_a_type_switch_declares_one_variable_with_many_types(inspect: Inspect) -> None:
    a = inspect(
        {
            "a.go": """package m

func kind(v any) int {
	switch x := v.(type) {
	case string:
		return len(x)
	case []byte, nil:
		return use(x)
	}
	return 0
}

func use(any) int { return 0 }
"""
        }
    ).source("a.go")
    declared = a.object("x", "x :=")
    assert declared == a.object("x", "len(x)") == a.object("x", "use(x)")
    assert a.spelling("x", "len(x)") == "string"
    assert a.spelling("x", "use(x)") == "any"
    assert len(a.types.uses(declared.key)) == 2


def test_declarations_are_listed_in_the_order_of_the_source(inspect: Inspect) -> None:
    a = inspect(
        {
            "a.go": """package m

const c = 1

type T struct{}

func (T) M() {}

func f() { var local int; _ = local }
""",
            "b.go": "package m\n\nvar v, w int\n\nfunc init() {}\n",
        }
    ).source("b.go")
    keys = [each.key for each in a.types.declarations]
    assert keys[:-1] == [
        "example.org/m.c",
        "example.org/m.T",
        "example.org/m.(T).M",
        "example.org/m.f",
        "example.org/m.v",
        "example.org/m.w",
    ]
    assert keys[-1] == f"example.org/m:b.go:{a.offset('init')}"


def test_a_package_name_means_its_import_path(inspect: Inspect) -> None:
    a = inspect(
        {
            "a.go": """package m

import (
	text "strings"
	"unsafe"
)

var b text.Builder

var size = unsafe.Sizeof(b)
"""
        }
    ).source("a.go")
    name = a.object("text", "text.Builder")
    assert (name.kind, name.key, name.name) == (ObjectKind.PACKAGE, "strings", "text")
    assert a.object("Sizeof").key == "unsafe.Sizeof"
    assert a.object("Builder").key == "strings.Builder"
    builder = a.object("Builder").declaration
    assert builder is not None
    assert builder.path.endswith("src/strings/builder.go")
    assert builder.offset == -1
    lines = Path(builder.path).read_text(encoding="utf-8").splitlines()
    assert "type Builder struct" in lines[builder.line - 1]


def test_nothing_is_known_of_other_places(inspect: Inspect) -> None:
    a = inspect({"a.go": "package m\n\nvar x = 1\n"}).source("a.go")
    assert isinstance(a.types.type_at(a.path, 0, 7), Unknown)
    assert isinstance(a.types.object_at(a.path, 0), Unknown)
    assert isinstance(a.types.object_at("/no/such/file.go", 15), Unknown)
    assert isinstance(a.types.type_at("/no/such/file.go", 15, 16), Unknown)
    assert isinstance(a.types.type_at(a.path, a.offset("x"), a.offset("x") + 3), Unknown)
    assert a.types.uses("example.org/m.none") == ()
    assert a.types.uses("example.org/m.x") == ()


def test_without_an_oracle_everything_is_unknown() -> None:
    types = PackageTypes.nothing()
    assert (types.path, types.name, types.files, types.declarations) == ("", "", (), ())
    assert isinstance(types.type_at("/a.go", 0, 1), Unknown)
    assert isinstance(types.object_at("/a.go", 0), Unknown)
    assert isinstance(types.object("example.org/m.x"), Unknown)
    assert types.uses("example.org/m.x") == ()
    assert types.embedded_at("/a.go", 0) == ()
    assert types.instance_at("/a.go", 0) == ()
