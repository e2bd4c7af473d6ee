"""Where jumps lead to, and what leaves a loop early."""

from __future__ import annotations

import pytest

from gomemlint.syntax.jumps import BREAKABLE, LOOPS, exits, left_by
from gomemlint.syntax.nodes import text
from tests.syntax.reading import file, first, statement


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return", ["return"]),
        ("break", ["break"]),
        ("switch { default: break }", []),
        ("for { break }", []),
        ("continue", []),
        ("func() { return }()", []),
        ("select { case <-c: return; default: break }", ["return"]),
    ],
)
def test_a_loop_is_left_by_returns_and_its_own_breaks(body: str, expected: list[str]) -> None:
    loop = statement(f"for range xs {{\n{body}\n}}")
    assert [text(node) for node in exits(loop)] == expected


def test_a_label_names_the_loop_that_a_break_leaves() -> None:
    outer = first(file("func f() {\nout:\nfor {\nfor {\nbreak out\n}\n}\n}"), "for_statement")
    jump = first(outer, "break_statement")
    assert left_by(jump, BREAKABLE) == outer
    assert list(exits(outer)) == [jump]


def test_a_continue_is_about_a_loop_and_no_switch() -> None:
    loop = statement("for {\nswitch {\ndefault:\ncontinue\n}\n}")
    assert left_by(first(loop, "continue_statement"), LOOPS) == loop
