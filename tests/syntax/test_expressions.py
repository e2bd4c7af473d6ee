"""Expressions read as Go means them, whatever node types the grammar has for them."""

from __future__ import annotations

import pytest

from gomemlint.syntax.expressions import (
    arguments,
    called_name,
    callee,
    calls,
    dotted,
    elements,
    is_address_of,
    is_blank,
    is_call,
    is_dereference,
    is_elided_literal,
    is_nil,
    is_receive,
    is_spread,
    literal_type,
    name_of,
    operand,
    operator,
    parenthesised,
    receiver_argument,
    root_operand,
    type_arguments,
    unparenthesised,
)
from gomemlint.syntax.nodes import text
from tests.syntax.reading import expression, first, statement, texts


@pytest.mark.parametrize(
    ("source", "function", "given", "types"),
    [
        ("f()", "f", [], []),
        ("f(a, b)", "f", ["a", "b"], []),
        ("f(/* c */ a, // d\n b)", "f", ["a", "b"], []),
        ("f(a, bs...)", "f", ["a", "bs"], []),
        ("(f)(a)", "f", ["a"], []),
        ("x.y.M(a)", "x.y.M", ["a"], []),
        ("(*T).M(a)", "", ["a"], []),
        ("f(a)(b)", "", ["b"], []),
        ("f[int](a)", "f", ["a"], ["int"]),
        ("f[int](a, b)", "f", ["a", "b"], ["int"]),
        ("f[int, []string](a)", "f", ["a"], ["int", "[]string"]),
        ("p.f[int](a)", "p.f", ["a"], ["int"]),
        ("p.f[int, string](a, b)", "p.f", ["a", "b"], ["int", "string"]),
        ("x.f[0].g(a)", "", ["a"], []),
        ("string(b)", "string", ["b"], []),
        ("[]byte(s)", "", ["s"], []),
        ("([]byte)(s)", "", ["s"], []),
        ("make([]int, n, m)", "make", ["[]int", "n", "m"], []),
        ("new(T)", "new", ["T"], []),
        ("new(1)", "new", ["1"], []),
    ],
)
def test_a_call_has_callee_arguments_and_type_arguments(
    source: str, function: str, given: list[str], types: list[str]
) -> None:
    call = expression(source)
    assert is_call(call)
    called = callee(call)
    assert called is not None
    assert dotted(called) == function
    assert texts(arguments(call)) == given
    assert texts(type_arguments(call)) == types
    assert calls(call, function or "none") is bool(function)


def test_a_spread_argument_is_told_from_others() -> None:
    assert is_spread(expression("append(a, bs...)"))
    assert not is_spread(expression("append(a, bs)"))
    assert not is_spread(expression("f()"))
    assert not is_spread(expression("[]byte(s)"))


@pytest.mark.parametrize(
    ("source", "name"),
    [("f[T](x)", "f"), ("a.b.M(x)", "M"), ("p.F[T](x)", "F"), ("(f)(x)", "f"), ("p.F(x)", "F")],
)
def test_the_name_of_a_callee_is_its_last_identifier(source: str, name: str) -> None:
    found = called_name(expression(source))
    assert found is not None
    assert text(found) == name


def test_what_has_no_name_has_none() -> None:
    assert called_name(expression("f(a)(b)")) is None
    assert called_name(expression("func() {}()")) is None
    assert name_of(expression("1 + 2")) is None


def test_types_are_named_without_package_and_arguments() -> None:
    kind = literal_type(expression("pkg.Box[int]{1}"))
    assert kind is not None
    assert dotted(kind) == "pkg.Box"
    name = name_of(kind)
    assert name is not None
    assert text(name) == "Box"


def test_the_receiver_of_a_call_is_what_the_method_is_called_on() -> None:
    for source, receiver in [("a.b.M(x)", "a.b"), ("p.F[T](x)", "p"), ("(&t).M()", "(&t)")]:
        found = receiver_argument(expression(source))
        assert found is not None
        assert text(found) == receiver
    assert receiver_argument(expression("f(x)")) is None


@pytest.mark.parametrize(
    ("source", "root"),
    [
        ("a.b[i].c", "a"),
        ("(*a.b)[1:2].c", "a"),
        ("a.(T).b", "a"),
        ("f(x).b", "f(x)"),
        ("a", "a"),
        ("&a", "&a"),
    ],
)
def test_a_chain_has_a_root(source: str, root: str) -> None:
    assert text(root_operand(expression(source))) == root


def test_parentheses_come_off_and_on() -> None:
    outer = expression("((x))")
    inner = unparenthesised(outer)
    assert text(inner) == "x"
    assert parenthesised(inner) == outer


def test_unary_operators_are_told_apart() -> None:
    assert is_address_of(expression("&x"))
    assert is_dereference(expression("*x"))
    assert is_receive(expression("<-x"))
    assert not is_address_of(expression("*x"))
    assert not is_dereference(expression("-x"))
    for source, what in [("x.y", "x"), ("x[i]", "x"), ("x[1:]", "x"), ("x.(T)", "x"), ("-x", "x")]:
        found = operand(expression(source))
        assert found is not None
        assert text(found) == what
    assert operand(expression("x")) is None


@pytest.mark.parametrize(
    ("source", "sign"),
    [("x += 1", "+="), ("x = 1", "="), ("x := 1", ":="), ("x &^= 1", "&^="), ("x, y = y, x", "=")],
)
def test_assignments_have_an_operator(source: str, sign: str) -> None:
    assert operator(statement(source)) == sign


def test_operations_have_an_operator() -> None:
    assert operator(expression("a + b")) == "+"
    assert operator(expression("!a")) == "!"
    assert operator(expression("a")) == ""


def test_nil_and_blank_are_known_by_spelling() -> None:
    assert is_nil(expression("(nil)"))
    assert not is_nil(expression("nils"))
    assert is_blank(first(statement("_ = x"), "identifier"))
    assert not is_blank(expression("x"))


def test_elements_of_a_literal_have_keys_and_values() -> None:
    literal = expression('T{1, a: 2, "b": {3, 4}, &U{}, // words\n}')
    read = [(e.key and text(e.key), text(e.value)) for e in elements(literal)]
    assert read == [(None, "1"), ("a", "2"), ('"b"', "{3, 4}"), (None, "&U{}")]
    elided = elements(literal)[2].value
    assert is_elided_literal(elided)
    assert [text(e.value) for e in elements(elided)] == ["3", "4"]
    assert not is_elided_literal(first(literal, "literal_value"))
    assert elements(expression("T{}")) == ()
