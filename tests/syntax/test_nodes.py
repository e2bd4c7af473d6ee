"""Trees are walked without recursion, in source order."""

from __future__ import annotations

from gomemlint.syntax.nodes import (
    ancestors,
    contains,
    descendants,
    enclosing,
    named,
    text,
    token,
)
from gomemlint.syntax.parsing import parse
from tests.syntax.reading import expression, file, first, texts


def test_descendants_come_in_source_order() -> None:
    root = file("var x = f(a, g(b), c)")
    names = [text(node) for node in descendants(root) if node.type == "identifier"]
    assert names == ["x", "f", "a", "g", "b", "c"]


def test_descendants_stay_outside_of_what_is_named() -> None:
    call = expression("f(a, func() { b() }, c)")
    seen = [node.type for node in descendants(call, outside={"func_literal"})]
    assert seen == ["identifier", "argument_list", "identifier", "func_literal", "identifier"]


def test_ancestors_come_innermost_first() -> None:
    inner = first(file("var x = f(a)"), "identifier", "a")
    kinds = [node.type for node in ancestors(inner)]
    assert kinds == [
        "argument_list",
        "call_expression",
        "expression_list",
        "var_spec",
        "var_declaration",
        "source_file",
    ]
    call = enclosing(inner, {"call_expression", "var_spec"})
    assert call is not None
    assert call.type == "call_expression"
    assert enclosing(inner, {"block"}) is None


def test_comments_are_no_children() -> None:
    arguments = first(file("var x = f(a, /* b */ c)"), "argument_list")
    assert texts(named(arguments)) == ["a", "c"]


def test_a_token_is_found_among_the_children() -> None:
    sum_of = expression("a + b")
    plus = token(sum_of, "-", "+")
    assert plus is not None
    assert plus.type == "+"
    assert token(sum_of, "-") is None


def test_a_node_contains_itself_and_what_is_in_it() -> None:
    outer = expression("f(a)")
    inner = first(outer, "identifier", "a")
    assert contains(outer, outer)
    assert contains(outer, inner)
    assert not contains(inner, outer)


def test_text_that_is_not_utf8_is_replaced() -> None:
    root = parse(b'package p\n\nvar x = "\xff"\n').root
    assert text(first(root, "interpreted_string_literal")) == '"\ufffd"'
