"""Deferred calls and function literals."""

from __future__ import annotations

from gomemlint.semantic.flow import Exit, Go, Literal
from tests.semantic.flow.tracing import exits, follow, order, origins, text


def test_deferred_calls_run_at_every_exit_in_reverse_order() -> None:
    assert order("defer a(); if c { return }; defer b(); d()") == ["d", "a", "b", "a"]


def test_arguments_are_evaluated_at_the_defer() -> None:
    assert order("defer a(b()); d()") == ["b", "d", "a"]


def test_a_deferred_literal_sees_what_holds_at_the_exit() -> None:
    assert origins("x := a(); defer func() { here(x) }(); x = b()", "x") == {"b"}


def test_a_deferred_call_under_a_condition_may_not_run() -> None:
    assert exits("if c { defer a() }; b()") == [(Exit.FALL, {"b"})]


def test_a_deferred_call_runs_only_where_its_condition_held() -> None:
    body = "x := a(); if pooled { defer here() } else { x = b() }"
    assert origins(body, "x") == {"a"}


def test_deferred_calls_run_after_a_panic() -> None:
    assert exits("defer a(); panic(1)") == [(Exit.PANIC, {"a", "panic"})]


def test_a_defer_in_a_loop_may_run() -> None:
    assert exits("for c { defer a() }") == [(Exit.FALL, set())]


def test_a_literal_called_at_once_runs_in_place() -> None:
    assert origins("x := a(); func() { x = b(); return; x = d() }(); here()", "x") == {"b"}


def test_the_parameters_of_a_literal_in_place_hold_the_arguments() -> None:
    assert origins("x := a(); func(y T) { here(y) }(x)", "y") == {"a"}


def test_a_literal_in_place_runs_its_own_deferred_calls() -> None:
    assert order("func() { defer a(); b() }(); d()") == ["b", "a", "func() { defer a(); b() }", "d"]


def test_a_literal_as_a_value_is_not_entered() -> None:
    flow = follow("x := a(); g := func() { x = b() }; here(g)")
    literals = [m.event.node for m in flow.moments() if isinstance(m.event, Literal)]
    assert [text(node) for node in literals] == ["func() { x = b() }"]
    assert origins("x := a(); g := func() { x = b() }; here(g)", "x") == {"a"}


def test_a_goroutine_is_not_entered() -> None:
    flow = follow("x := a(); go func(y T) { x = b() }(d()); here()")
    assert [m.event.call.type for m in flow.moments() if isinstance(m.event, Go)] == [
        "call_expression"
    ]
    assert order("go func(y T) { b() }(d()); here()") == ["d", "here"]


def test_a_literal_that_always_panics_changes_nothing_after_it() -> None:
    assert origins("x := a(); func() { x = b(); panic(x) }(); here()", "x") == {"a"}


def test_operands_come_before_the_call() -> None:
    assert order("a(b(c()), d()).e(f())") == ["c", "b", "d", "a", "f", "a(b(c()), d()).e"]


def test_an_instantiated_function_is_called() -> None:
    assert order("a[int](b(), c())") == ["b", "c", "a[int]"]
    assert order("fs[i()](b())") == ["i", "b", "fs[i()]"]
