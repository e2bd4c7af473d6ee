"""Branches: what reaches a join, and what a condition rules out."""

from __future__ import annotations

import pytest

from gomemlint.semantic.flow import Exit
from tests.semantic.flow.tracing import exits, order, origins


def test_an_assignment_overwrites() -> None:
    assert origins("x := a(); x = b(); here(x)", "x") == {"b"}


def test_values_are_those_before_the_assignment() -> None:
    body = "x, y := a(), b(); x, y = y, x; here()"
    assert (origins(body, "x"), origins(body, "y")) == ({"b"}, {"a"})


def test_a_missing_else_keeps_what_came_in() -> None:
    assert origins("x := a(); if c { x = b() }; here()", "x") == {"a", "b"}


def test_both_arms_overwrite() -> None:
    assert origins("x := a(); if c { x = b() } else { x = d() }; here()", "x") == {"b", "d"}


def test_an_arm_that_returns_does_not_reach_the_join() -> None:
    assert origins("x := a(); if c { x = b(); return }; here()", "x") == {"a"}


def test_an_arm_that_panics_does_not_reach_the_join() -> None:
    assert origins("x := a(); if c { x = b(); panic(x) }; here()", "x") == {"a"}


@pytest.mark.parametrize(
    "condition",
    ["pooled", "err != nil", "n > limit", "cap(p) <= max", "!done", "s.closed", "(a == b)"],
)
def test_the_same_condition_goes_the_same_way(condition: str) -> None:
    body = f"x := a(); if {condition} {{ x = b() }}; if {condition} {{ here() }}"
    assert origins(body, "x") == {"b"}


@pytest.mark.parametrize(
    ("first", "second"),
    [("err != nil", "err == nil"), ("n > 3", "n <= 3"), ("n >= 3", "n < 3"), ("ok", "!ok")],
)
def test_the_opposite_condition_goes_the_other_way(first: str, second: str) -> None:
    body = f"x := a(); if {first} {{ x = b() }}; if {second} {{ here() }}"
    assert origins(body, "x") == {"a"}


def test_a_value_from_before_the_branch_is_ruled_out_by_the_way_it_took() -> None:
    body = "x := a(); if pooled { } else { x = b() }; if pooled { here() }"
    assert origins(body, "x") == {"a"}


def test_a_changed_variable_ends_the_correlation() -> None:
    body = "x := a(); if ok { x = b() }; ok = next(); if ok { here() }"
    assert origins(body, "x") == {"a", "b"}


def test_a_call_that_gets_the_owner_ends_the_correlation_of_its_field() -> None:
    body = "x := a(); if s.ok { x = b() }; s.advance(); if s.ok { here() }"
    assert origins(body, "x") == {"a", "b"}


def test_a_condition_that_calls_is_never_correlated() -> None:
    body = "x := a(); if ok() { x = b() }; if ok() { here() }"
    assert origins(body, "x") == {"a", "b"}


def test_a_constant_flag_decides() -> None:
    body = "x := a(); owned := false; if c { x = b(); owned = true }; if owned { here() }"
    assert origins(body, "x") == {"b"}


def test_a_variable_set_to_nil_is_nil() -> None:
    body = "x := a(); if c { x = b(); p = nil }; if p != nil { here() }"
    assert origins(body, "x") == {"a"}


def test_a_contradiction_is_dead_code() -> None:
    assert order("if c { if !c { here() }; there() }") == ["there"]


def test_short_circuits_run_the_right_side_sometimes() -> None:
    assert exits("_ = a() && b()") == [(Exit.FALL, {"a"})]
    assert exits("_ = a() || b() && d()") == [(Exit.FALL, {"a"})]


def test_a_conjunction_holds_in_its_arm() -> None:
    body = "x := a(); if c && d { x = b() }; if !d { here() }"
    assert origins(body, "x") == {"a"}


def test_a_switch_without_default_may_do_nothing() -> None:
    assert origins("x := a(); switch k { case 1: x = b(); case 2: x = d() }; here()", "x") == {
        "a",
        "b",
        "d",
    }


def test_a_switch_with_default_does_something() -> None:
    body = "x := a(); switch { case c: x = b(); default: x = d() }; here()"
    assert origins(body, "x") == {"b", "d"}


def test_the_same_case_goes_the_same_way() -> None:
    body = "x := a(); switch k { case one: x = b() }; if k == one { here() }"
    assert origins(body, "x") == {"b"}


def test_fallthrough_enters_the_next_arm() -> None:
    body = "switch k { case 1: x = a(); fallthrough; case 2: here(); default: x = b() }"
    assert origins(body, "x") == {"a"}


def test_break_leaves_the_switch() -> None:
    body = "x := a(); switch { default: x = b(); if c { break }; x = d() }; here()"
    assert origins(body, "x") == {"b", "d"}


def test_a_type_switch_binds_its_variable() -> None:
    body = "v := a(); switch x := v.(type) { case int: here(x) }"
    assert origins(body.replace("v.(type)", "(v).(type)"), "v") == {"a"}


def test_a_select_runs_one_arm_and_evaluates_all_operands() -> None:
    body = "x := a(); select { case v := <-ch(): x = v; case out() <- val(): x = b() }; here()"
    assert order(body) == ["a", "ch", "out", "val", "b", "here"]
    assert origins(body, "x") == {"b"}


def test_each_exit_knows_what_ran_before_it() -> None:
    body = "a(); if c { b(); return }; if d { panic(1) }; e()"
    assert exits(body) == [
        (Exit.RETURN, {"a", "b"}),
        (Exit.PANIC, {"a", "panic"}),
        (Exit.FALL, {"a", "e"}),
    ]
