"""Statements read as Go means them, comments and grammar quirks left out."""

from __future__ import annotations

import pytest

from gomemlint.syntax.nodes import text
from gomemlint.syntax.statements import (
    Range,
    alternative,
    assigned,
    body,
    case_values,
    cases,
    condition,
    declared,
    enclosing_block,
    enclosing_statement,
    initializer,
    is_endless,
    label,
    range_of,
    returned,
    started_call,
    statements,
    update,
)
from tests.syntax.reading import file, first, statement, texts


@pytest.mark.parametrize(
    ("source", "pairs"),
    [
        ("a = b", [("a", "b", "=", None)]),
        ("a, b = b, a", [("a", "b", "=", None), ("b", "a", "=", None)]),
        ("a, /* c */ b := 1, 2", [("a", "1", ":=", None), ("b", "2", ":=", None)]),
        ("a, err := f()", [("a", "f()", ":=", 0), ("err", "f()", ":=", 1)]),
        ("v, ok = m[k]", [("v", "m[k]", "=", 0), ("ok", "m[k]", "=", 1)]),
        ("x += 2", [("x", "2", "+=", None)]),
        ("x++", [("x", None, "+=", None)]),
        ("m[k]--", [("m[k]", None, "-=", None)]),
        ("var a, b T", [("a", None, ":=", None), ("b", None, ":=", None)]),
        ("var a, b = f()", [("a", "f()", ":=", 0), ("b", "f()", ":=", 1)]),
        ("var (\n a = 1\n b T\n)", [("a", "1", ":=", None), ("b", None, ":=", None)]),
        ("const (\n a = iota\n b\n)", [("a", "iota", ":=", None), ("b", None, ":=", None)]),
    ],
)
def test_assignments_pair_targets_with_values(
    source: str, pairs: list[tuple[str, str | None, str, int | None]]
) -> None:
    found = [
        (text(pair.target), pair.value and text(pair.value), pair.operator, pair.result)
        for pair in assigned(statement(source))
    ]
    assert found == pairs


def test_a_range_clause_assigns_key_and_element_of_its_operand() -> None:
    clause = first(statement("for k, v := range m {\n}"), "range_clause")
    found = [(text(pair.target), pair.result) for pair in assigned(clause)]
    assert found == [("k", 0), ("v", 1)]


@pytest.mark.parametrize(
    ("source", "kind", "names"),
    [
        ("a, _, b := f()", "short_var_declaration", ["a", "b"]),
        ("a = f()", "assignment_statement", []),
        ("var a, b T", "var_declaration", ["a", "b"]),
        ("for k, v := range m {\n}", "range_clause", ["k", "v"]),
        ("for k, v = range m {\n}", "range_clause", []),
        ("switch v := x.(type) {\n}", "type_switch_statement", ["v"]),
        ("switch x.(type) {\n}", "type_switch_statement", []),
        ("select {\ncase v, ok := <-c:\n}", "communication_case", ["v", "ok"]),
        ("select {\ncase c <- 1:\n}", "communication_case", []),
        ("g(func(a, b int, c ...string) {})", "parameter_declaration", ["a", "b"]),
        ("g(func(a int, c ...string) {})", "variadic_parameter_declaration", ["c"]),
        ("g(func(int, string) {})", "parameter_declaration", []),
    ],
)
def test_declared_identifiers_are_found(source: str, kind: str, names: list[str]) -> None:
    outer = file(f"func f() {{\n{source}\n}}")
    assert texts(declared(first(outer, kind))) == names


def test_the_statements_of_a_block_are_in_order_without_comments() -> None:
    root = file("func f() {\n// a\n a()\n b(); ; // c\n /* d */\n}")
    block = body(first(root, "function_declaration"))
    assert block is not None
    assert texts(statements(block)) == ["a()", "b()"]
    empty = first(file("func f() {\n// a\n}"), "block")
    assert statements(empty) == ()


def test_the_parts_of_an_if_are_told_apart() -> None:
    branch = statement("if err := f(); err != nil {\n a()\n} else if x {\n b()\n} else {\n c()\n}")
    start, test, then, other = (
        initializer(branch),
        condition(branch),
        body(branch),
        alternative(branch),
    )
    assert start is not None
    assert test is not None
    assert then is not None
    assert other is not None
    assert (text(start), text(test)) == ("err := f()", "err != nil")
    assert texts(statements(then)) == ["a()"]
    assert other.type == "if_statement"
    last = alternative(other)
    assert last is not None
    assert texts(statements(last)) == ["c()"]


@pytest.mark.parametrize(
    ("source", "start", "test", "post", "endless"),
    [
        ("for i := 0; i < n; i++ {\n}", "i := 0", "i < n", "i++", False),
        ("for x.y {\n}", None, "x.y", None, False),
        ("for {\n}", None, None, None, True),
        ("for ;; {\n}", None, None, None, True),
        ("for ;; i++ {\n}", None, None, "i++", True),
        ("for true {\n}", None, "true", None, True),
        ("for range n {\n}", None, None, None, False),
        ("for i := range n {\n}", None, None, None, False),
    ],
)
def test_the_parts_of_a_for_are_told_apart(
    source: str, start: str | None, test: str | None, post: str | None, *, endless: bool
) -> None:
    loop = statement(source)
    parts = [part and text(part) for part in (initializer(loop), condition(loop), update(loop))]
    assert parts == [start, test, post]
    assert is_endless(loop) is endless


@pytest.mark.parametrize(
    ("source", "key", "value", "operand", "defines"),
    [
        ("for k, v := range m {\n}", "k", "v", "m", True),
        ("for k = range m {\n}", "k", None, "m", False),
        ("for range f() {\n}", None, None, "f()", False),
        ("for _, x.y = range xs {\n}", "_", "x.y", "xs", False),
    ],
)
def test_the_parts_of_a_range_are_told_apart(
    source: str, key: str | None, value: str | None, operand: str, *, defines: bool
) -> None:
    parts = range_of(statement(source))
    assert isinstance(parts, Range)
    assert [part and text(part) for part in (parts.key, parts.value)] == [key, value]
    assert (text(parts.operand), parts.defines) == (operand, defines)


def test_a_loop_without_range_has_none() -> None:
    assert range_of(statement("for i := 0; i < n; i++ {\n}")) is None


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("switch x {\ncase 1, 2:\ndefault:\n}", [["1", "2"], []]),
        (
            "switch x.(type) {\ncase int, *T, []pkg.U:\ncase nil:\n}",
            [["int", "*T", "[]pkg.U"], ["nil"]],
        ),
        ("select {\ncase c <- 1:\ncase <-d:\ndefault:\n}", [[], [], []]),
    ],
)
def test_cases_have_their_values(source: str, values: list[list[str]]) -> None:
    switch = statement(source)
    assert [texts(case_values(case)) for case in cases(switch)] == values


def test_a_case_has_statements() -> None:
    (case,) = cases(statement("switch x {\ncase 1:\n // c\n a()\n b()\n}"))
    assert texts(statements(case)) == ["a()", "b()"]


def test_labels_are_found_from_both_ends() -> None:
    outer = statement("L:\n for {\n break L\n}")
    name, jump = label(outer), label(first(outer, "break_statement"))
    assert name is not None
    assert jump is not None
    assert text(name) == text(jump) == "L"


def test_a_return_gives_its_values() -> None:
    assert texts(returned(statement("return a, f(b)"))) == ["a", "f(b)"]
    assert returned(statement("return")) == ()


def test_go_and_defer_start_a_call() -> None:
    for source in ("go f(x)", "defer f(x)"):
        call = started_call(statement(source))
        assert call is not None
        assert text(call) == "f(x)"


def test_a_node_has_an_enclosing_statement_and_block() -> None:
    root = file("func f() {\n if x {\n  y := g(1)\n }\n}")
    number = first(root, "int_literal")
    inside, block = enclosing_statement(number), enclosing_block(number)
    assert inside is not None
    assert block is not None
    assert text(inside) == "y := g(1)"
    assert text(block).startswith("{\n  y")
    assert enclosing_statement(first(root, "identifier", "f")) is None
