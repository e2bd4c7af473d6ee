"""The engine answers within a second, or says that it does not answer."""

from __future__ import annotations

import time

import pytest

from gomemlint.semantic.flow import NoFlow, graph_of
from tests.semantic.flow.tracing import events, follow, function, origins, refusal

DEEP_LOOPS = "for c { " * 20 + "here(a); a = b; b = d; d = get()" + " }" * 20
DEEP_BLOCKS = "if c { }; " * 9 + "if c { " * 199 + "x = get()" + " }" * 199
LONG = "\n".join(f"x{i} := get(); if ok {{ use(x{i}) }}" for i in range(650))
LONG_SUM = "x := " + " + ".join(["a"] * 6000)
LONG_ELSE = "if c { a() }" + "".join(f" else if d == {i} {{ b() }}" for i in range(900))
LITERALS = "for c { func() { " * 30 + "x = get()" + " }() }" * 30


@pytest.mark.parametrize(
    "body",
    [DEEP_LOOPS, DEEP_BLOCKS, LONG, LONG_SUM, LONG_ELSE, LITERALS],
    ids=["loops", "blocks", "statements", "sum", "else", "literals"],
)
def test_a_large_function_takes_less_than_a_second(body: str) -> None:
    start = time.process_time()
    assert sum(1 for _ in follow(body).moments()) > 0
    assert time.process_time() - start < 1.0


def test_a_fact_crosses_twenty_loops() -> None:
    assert origins(DEEP_LOOPS, "a") == {"get"}


def test_blocks_deeper_than_the_limit_are_refused() -> None:
    deep = "if c { " * 200 + " }" * 200
    assert refusal(deep) == "its blocks are nested deeper than 200"
    assert refusal("if c { }; " * 9 + deep) == "its blocks are nested deeper than 200"


def test_only_sound_functions_are_refused() -> None:
    refused = graph_of(function("a(1, 2, 3)\n" * 3000))
    broken = graph_of(function("x := := 3"))
    assert isinstance(refused, NoFlow)
    assert isinstance(broken, NoFlow)
    assert (refused.is_refused, broken.is_refused) == (True, False)


def test_eight_literals_run_inside_of_each_other() -> None:
    told = events("func() { " * 10 + "f()" + " }()" * 10)
    assert [event.split()[0] for event in told][:9] == ["inline"] * 8 + ["literal"]


def test_code_that_go_rejects_has_a_flow() -> None:
    for body in ("select { case x := y: f(x) }", "defer x", "go x", "break", "continue", "goto l"):
        assert follow(body).entries
    assert events("go x") == events("defer x") == ["read x"]


def test_a_function_of_too_many_nodes_is_refused() -> None:
    assert refusal("a(1, 2, 3)\n" * 3000) == "it has more than 20,000 syntax nodes"


def test_a_function_with_syntax_errors_is_refused() -> None:
    assert refusal("x := := 3") == "it has syntax errors"
