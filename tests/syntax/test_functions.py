"""Functions have names, signatures, literals and loops."""

from __future__ import annotations

import pytest

from gomemlint.syntax.functions import (
    FUNCTIONS,
    are_alternatives,
    enclosing_declaration,
    enclosing_function,
    enclosing_loop,
    enclosing_loops,
    function_name,
    loop_depth,
    own_nodes_of,
    parameters,
    receiver,
    results,
    type_parameters,
)
from gomemlint.syntax.nodes import descendants, text
from tests.syntax.reading import file, first, texts

NAMED = """
var a, b = func() {}, func() { func() {}() }

func F() {
	g(func() { func() {}(); func() {}() }, func() {})
	for range xs {
		func() {}()
	}
}

func G[T any]() {}
func (t T) V() {}
func (t *T) M() { func() {}() }
func (*T) N() {}
func (g *Box[K, V]) Put() {}
func (g pkg) W() {}
func init() { func() {}() }
func init() {}
"""


def test_functions_are_named_as_go_prints_them() -> None:
    names = [function_name(node) for node in descendants(file(NAMED)) if node.type in FUNCTIONS]
    assert names == [
        "init.func1",
        "init.func2",
        "init.func2.1",
        "F",
        "F.func1",
        "F.func1.1",
        "F.func1.2",
        "F.func2",
        "F.func3",
        "G[...]",
        "T.V",
        "(*T).M",
        "(*T).M.func1",
        "(*T).N",
        "(*Box[...]).Put",
        "pkg.W",
        "init.0",
        "init.0.func1",
        "init.1",
    ]


@pytest.mark.parametrize(
    ("signature", "given", "returned"),
    [
        ("()", [], []),
        ("(a, b int, c ...string) error", ["a int", "b int", "c string..."], [" error"]),
        ("(int, []string) (int, error)", [" int", " []string"], [" int", " error"]),
        ("(_ int) (n int, err error)", ["_ int"], ["n int", "err error"]),
        ("(f func(x int) bool) func() int", ["f func(x int) bool"], [" func() int"]),
        ("(a /* c */ int, // d\n b T)", ["a int", "b T"], []),
    ],
)
def test_a_signature_has_parameters_and_results(
    signature: str, given: list[str], returned: list[str]
) -> None:
    function = first(file(f"func f{signature} {{\n}}"), "function_declaration")
    for read, expected in ((parameters(function), given), (results(function), returned)):
        spelled = [
            f"{text(p.name) if p.name else ''} {text(p.type)}{'...' if p.is_variadic else ''}"
            for p in read
        ]
        assert spelled == expected


@pytest.mark.parametrize(
    ("spelled", "name", "kind", "pointer", "generic"),
    [
        ("(t *T)", "t", "T", True, False),
        ("(t T)", "t", "T", False, False),
        ("(*T)", None, "T", True, False),
        ("(b *Box[K, V])", "b", "Box", True, True),
        ("(_ Box[K])", "_", "Box", False, True),
        ("(t (*T))", "t", "T", True, False),
    ],
)
def test_a_method_has_a_receiver(
    spelled: str, name: str | None, kind: str, *, pointer: bool, generic: bool
) -> None:
    found = receiver(first(file(f"func {spelled} M() {{}}"), "method_declaration"))
    assert found is not None
    assert (found.name and text(found.name), text(found.type_name)) == (name, kind)
    assert (found.is_pointer, found.is_generic) == (pointer, generic)


def test_a_function_has_no_receiver() -> None:
    assert receiver(first(file("func f() {}"), "function_declaration")) is None


def test_type_parameters_are_identifiers() -> None:
    root = file("func f[K comparable, V, W any]() {}\n\ntype T[P any] struct{}")
    assert texts(type_parameters(first(root, "function_declaration"))) == ["K", "V", "W"]
    assert texts(type_parameters(first(root, "type_spec"))) == ["P"]


LOOPS = """
func f() {
	for i := start(); cond(i); i = post(i) {
		inner()
		for k := range operand() {
			deep()
			func() { literal() }()
		}
	}
	for while() {
	}
	for xs[key()] = range other() {
	}
	outside()
}
"""


@pytest.mark.parametrize(
    ("name", "depth"),
    [
        ("start", 0),
        ("cond", 1),
        ("post", 1),
        ("inner", 1),
        ("operand", 1),
        ("deep", 2),
        ("literal", 0),
        ("while", 1),
        ("key", 1),
        ("other", 0),
        ("outside", 0),
    ],
)
def test_loops_count_where_they_repeat(name: str, depth: int) -> None:
    node = first(file(LOOPS), "identifier", name)
    assert loop_depth(node) == depth
    assert (enclosing_loop(node) is not None) is (depth > 0)


def test_loops_come_innermost_first() -> None:
    inner, outer = enclosing_loops(first(file(LOOPS), "identifier", "deep"))
    assert text(inner).startswith("for k")
    assert text(outer).startswith("for i")


def test_a_literal_is_a_function_and_not_a_declaration() -> None:
    node = first(file(LOOPS), "identifier", "literal")
    function, declaration = enclosing_function(node), enclosing_declaration(node)
    assert function is not None
    assert declaration is not None
    assert (function.type, function_name(declaration)) == ("func_literal", "f")
    assert enclosing_function(first(file("var x = y"), "identifier", "y")) is None


def test_the_nodes_of_literals_are_not_those_of_the_function() -> None:
    source = "func f() {\n defer a()\n for {\n defer b()\n}\n g(func() { defer c() })\n}"
    function = first(file(source), "function_declaration")
    assert texts(tuple(own_nodes_of(function, "defer_statement"))) == ["defer a()", "defer b()"]
    assert len(list(own_nodes_of(function, "func_literal"))) == 1
    literal = first(function, "func_literal")
    assert texts(tuple(own_nodes_of(literal, "defer_statement"))) == ["defer c()"]


def test_a_function_without_a_body_has_no_nodes() -> None:
    assert list(own_nodes_of(first(file("func f(x int)"), "function_declaration"), "block")) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("if x { a() } else { b() }", True),
        ("if x { a() } else if y { b() }", True),
        ("if x { defer func() { a() }() } else { b() }", True),
        ("if x { a(); b() }", False),
        ("if x { a() }; b()", False),
        ("if x { if y { a() } else { c() }; b() } else { d() }", False),
        ("for { if x { a() } else { b() } }", False),
    ],
)
def test_arms_that_no_loop_runs_in_turn_are_alternatives(body: str, *, expected: bool) -> None:
    root = file(f"func f() {{ {body} }}")
    left, right = first(root, "identifier", "a"), first(root, "identifier", "b")
    assert are_alternatives(left, right) is expected
    assert are_alternatives(right, left) is expected
