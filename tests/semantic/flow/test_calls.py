"""Deferred calls and function literals."""

from __future__ import annotations

from gomemlint.semantic.flow import Exit, Go, Leave, Literal
from tests.semantic.flow.tracing import at, exits, follow, order, origins, text


def test_the_analysis_says_what_holds_at_the_entry() -> None:
    assert origins("here(p)", "p") == {"parameter"}


def test_the_end_of_a_body_is_its_brace() -> None:
    *_, last = follow("a()").moments()
    assert isinstance(last.event, Leave)
    assert text(last.event.node) == "}"


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


def test_what_a_literal_in_place_does_holds_in_all_that_follows() -> None:
    body = "x := a(); func() { x = b() }(); here(); if c { here() } else { here() }; here()"
    assert origins(body, "x") == {"b"}
    assert all("literal" in moment.state.must for moment in at(follow(body), "here"))


def test_a_literal_in_place_is_left_at_any_of_its_ends() -> None:
    body = "x := a(); func() { if c { x = b(); return }; x = d() }(); here()"
    assert origins(body, "x") == {"b", "d"}
    assert origins(body.replace("return", "panic(x)"), "x") == {"d"}


def test_what_a_literal_in_place_defers_has_run_behind_it() -> None:
    body = "x := a(); func() { defer func() { x = b() }() }(); if c { here() }; here()"
    assert origins(body, "x") == {"b"}
    assert origins(body.replace("defer", "if d { return }; defer"), "x") == {"a", "b"}
    assert origins(body.replace("defer", "if !d { return }; if d { x = e() }; defer"), "x") == {
        "a",
        "b",
    }
    (_, must), *_ = exits("func() { defer a() }()")
    assert "a" in must


def test_a_literal_in_place_may_defer_or_not() -> None:
    body = "x := a(); func() { if ok { defer func() { x = b() }() } }(); if c { here() }"
    assert origins(body, "x") == {"a", "b"}


def test_a_deferred_call_sees_what_the_one_after_it_did() -> None:
    assert origins("x := a(); defer here(); defer func() { x = b() }()", "x") == {"b"}


def test_a_deferred_call_names_the_statement_that_left() -> None:
    left = [
        text(moment.leaving)
        for body in (
            "defer here(); return",
            "func() { defer here(); return }()",
            "defer func() { defer here() }(); return",
        )
        for moment in at(follow(body), "here")
        if moment.leaving is not None
    ]
    assert left == ["return", "return", "return"]


def test_a_deferred_call_runs_where_its_condition_must_have_held() -> None:
    assert exits("if ok { defer a() }; if !ok { return }; b()") == [
        (Exit.RETURN, set()),
        (Exit.FALL, {"a", "b"}),
    ]


def test_a_condition_that_changed_since_says_nothing_about_a_deferred_call() -> None:
    assert order("if ok { defer here() }; ok = false; there()") == ["there", "here"]


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
