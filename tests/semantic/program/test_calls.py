"""Static callees behind names, methods, variables, fields and type arguments."""

from __future__ import annotations

import pytest

from gomemlint.semantic.program.calls import callee_of, callers_of
from tests.semantic.gomodule import GoModule, Load

SOURCE = """
package m

import "example.com/m/lib"

type T struct{ f func(int) int }

func (t *T) method(a int) int { return a }

type I interface{ method(int) int }

func plain(a int) int { return a }

func variadic(a int, rest ...int) {}

func generic[E any](a E) E { return a }

var fixed = plain

func calls(t *T, i I, dynamic func(int) int) {
	plain(1)
	t.method(2)
	(*T).method(t, 3)
	generic(4)
	generic[int](5)
	fixed(6)
	local := t.method
	local(7)
	literal := func(a int) int { return a }
	literal(8)
	i.method(9)
	dynamic(10)
	lib.Exported(11)
	t.f(12)
	variadic(13, 14, 15)
	_ = string([]byte("16"))
	changing := plain
	changing(17)
	changing = literal
}

func newT() *T { return &T{f: plain} }
"""


@pytest.fixture(scope="module")
def module(load_module: Load) -> GoModule:
    library = "package lib\n\nfunc Exported(a int) int { return a }\n"
    return load_module({"m.go": SOURCE, "lib/lib.go": library})


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("plain(1)", "plain"),
        ("t.method(2)", "(*T).method"),
        ("(*T).method(t, 3)", "(*T).method"),
        ("generic(4)", "generic[...]"),
        ("generic[int](5)", "generic[...]"),
        ("fixed(6)", "plain"),
        ("local(7)", "(*T).method"),
        ("literal(8)", "calls.func1"),
        ("lib.Exported(11)", "Exported"),
        ("t.f(12)", "plain"),
    ],
)
def test_a_static_callee_is_found(module: GoModule, call: str, name: str) -> None:
    site = module.node(call)
    found = callee_of(module.index, site.file, site.node)
    assert found is not None
    assert found.function is not None
    assert found.function.name == name


@pytest.mark.parametrize("call", ["i.method(9)", "dynamic(10)", "changing(17)"])
def test_a_dynamic_call_has_no_function(module: GoModule, call: str) -> None:
    site = module.node(call)
    found = callee_of(module.index, site.file, site.node)
    assert found is None or found.function is None


@pytest.mark.parametrize(
    ("call", "operands"),
    [
        ("t.method(2)", {-1: "t", 0: "2"}),
        ("(*T).method(t, 3)", {-1: "t", 0: "3"}),
        ("local(7)", {-1: "t", 0: "7"}),
        ("variadic(13, 14, 15)", {0: "13", 1: "14", 2: "15"}),
    ],
)
def test_operands_stand_under_their_parameters(
    module: GoModule, call: str, operands: dict[int, str]
) -> None:
    site = module.node(call)
    found = callee_of(module.index, site.file, site.node)
    assert found is not None
    assert {index: site.file.text(node) for index, node in found.operands} == operands


def test_the_rest_of_the_arguments_is_the_last_parameter(module: GoModule) -> None:
    site = module.node("variadic(13, 14, 15)")
    found = callee_of(module.index, site.file, site.node)
    assert found is not None
    assert [found.parameter_of(index) for index, _ in found.operands] == [0, 1, 1]


def test_a_conversion_is_no_function(module: GoModule) -> None:
    site = module.node('string([]byte("16"))')
    found = callee_of(module.index, site.file, site.node)
    assert found is not None
    assert found.is_conversion


def test_callers_are_found_across_packages(module: GoModule) -> None:
    exported = module.function("Exported", "lib").declared
    assert exported is not None
    assert [site.text for site in callers_of(module.index, exported)] == ["lib.Exported(11)"]
