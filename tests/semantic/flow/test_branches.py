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
    [
        "pooled",
        "err != nil",
        "n > limit",
        "cap(p) <= max",
        "len(p) < max",
        "!done",
        "s.closed",
        "xs[i]",
        "(a == b)",
    ],
)
def test_the_same_condition_goes_the_same_way(condition: str) -> None:
    body = f"x := a(); if {condition} {{ x = b() }}; if {condition} {{ here() }}"
    assert origins(body, "x") == {"b"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("err != nil", "err == nil"),
        ("err==nil", "err != nil"),
        ("n > 3", "n <= 3"),
        ("n>3", "n <= 3"),
        ("n >= 3", "n < 3"),
        ("n<3", "n >= 3"),
        ("ok", "!ok"),
        ("(ok)", "!ok"),
        ("!(ok)", "((ok))"),
        ("xs[i  + 1]", "!xs[i + 1]"),
    ],
)
def test_the_opposite_condition_goes_the_other_way(first: str, second: str) -> None:
    body = f"x := a(); if {first} {{ x = b() }}; if {second} {{ here() }}"
    assert origins(body, "x") == {"a"}


def test_a_value_from_one_branch_is_ruled_out_by_the_other_way() -> None:
    assert origins("if ok { x = b() }; if !ok { here() }", "x") == set()
    assert origins("if ok { } else { x = b() }; if ok { here() }", "x") == set()


@pytest.mark.parametrize("branch", ["if c { ARM }", "if !c { } else { ARM }"])
def test_a_value_from_two_branches_holds_under_what_both_tell(branch: str) -> None:
    arm = branch.replace("ARM", "if !ok { return }; x = b()")
    body = f"x := a(); if ok {{ x = b() }}; {arm}; if TEST {{ here() }}"
    assert origins(body.replace("TEST", "!ok"), "x") == {"a"}
    assert origins(body.replace("TEST", "c"), "x") == {"b"}
    assert origins(body.replace("TEST", "!c"), "x") == {"a", "b"}


def test_a_value_from_two_branches_with_conditions_of_their_own_holds_under_none() -> None:
    body = "x := a(); if c { if p { x = b() } } else { if q { x = b() } }; if TEST { here() }"
    for test in ("!p", "!q"):
        assert origins(body.replace("TEST", test), "x") == {"a", "b"}


def test_a_value_from_before_the_branch_is_ruled_out_by_the_way_it_took() -> None:
    body = "x := a(); if pooled { } else { x = b() }; if pooled { here() }"
    assert origins(body, "x") == {"a"}


def test_a_changed_variable_ends_the_correlation() -> None:
    body = "x := a(); if ok { x = b() }; ok = next(); if ok { here() }"
    assert origins(body, "x") == {"a", "b"}


def test_a_call_that_gets_the_owner_ends_the_correlation_of_its_field() -> None:
    body = "x := a(); if s.ok { x = b() }; s.advance(); if s.ok { here() }"
    assert origins(body, "x") == {"a", "b"}


@pytest.mark.parametrize(
    ("condition", "change"),
    [
        ("len(s) > 3", "s = next()"),
        ("len(s) > 3", "fill(&s)"),
        ("xs[0] == 1", "fill(xs)"),
        ("xs[i] == 1", "i++"),
        ("s.ok", "fill(s.ok)"),
        ("s.ok", "go s.advance()"),
        ("s.ok", "s.ok = next()"),
    ],
)
def test_what_a_condition_looks_at_ends_the_correlation(condition: str, change: str) -> None:
    body = f"x := a(); if {condition} {{ x = b() }}; {change}; if {condition} {{ here() }}"
    assert origins(body, "x") == {"a", "b"}


@pytest.mark.parametrize(
    ("condition", "change"),
    [("ok", "show(ok)"), ("s.ok", "t.advance()"), ("s.ok", "_ = len(s)"), ("s.ok", "_ = next()")],
)
def test_what_cannot_change_a_condition_keeps_the_correlation(condition: str, change: str) -> None:
    body = f"x := a(); if {condition} {{ x = b() }}; {change}; if {condition} {{ here() }}"
    assert origins(body, "x") == {"b"}


def test_a_condition_that_receives_is_never_correlated() -> None:
    body = "x := a(); if <-ch { x = b() }; if <-ch { here() }"
    assert origins(body, "x") == {"a", "b"}


def test_a_condition_that_calls_is_never_correlated() -> None:
    body = "x := a(); if ok() { x = b() }; if ok() { here() }"
    assert origins(body, "x") == {"a", "b"}


def test_a_constant_flag_decides() -> None:
    body = "x := a(); owned := false; if c { x = b(); owned = true }; if owned { here() }"
    assert origins(body, "x") == {"b"}


@pytest.mark.parametrize(
    ("setting", "test"),
    [
        ("ok := true", "!ok"),
        ("ok := false", "ok"),
        ("var ok bool", "ok"),
        ("var p *T", "p != nil"),
        ("p = nil", "p != nil"),
    ],
)
def test_what_a_variable_was_set_to_decides(setting: str, test: str) -> None:
    assert order(f"{setting}; if {test} {{ here() }}; there()") == ["there"]


@pytest.mark.parametrize("setting", ["ok, err := false, next()", "ok, err = next()"])
def test_one_of_several_values_decides_about_its_own_variable(setting: str) -> None:
    body = f"{setting}; if ok {{ here() }}; if err != nil {{ there() }}"
    assert order(body) == ["next", *(["here"] if "false" not in setting else []), "there"]


def test_a_variable_set_to_nil_is_nil() -> None:
    body = "x := a(); if c { x = b(); p = nil }; if p != nil { here() }"
    assert origins(body, "x") == {"a"}


def test_a_contradiction_is_dead_code() -> None:
    assert order("if c { if !c { here() }; there() }") == ["there"]


def test_short_circuits_run_the_right_side_sometimes() -> None:
    assert exits("_ = a() && b()") == [(Exit.FALL, {"a"})]
    assert exits("_ = a() || b() && d()") == [(Exit.FALL, {"a"})]


def test_a_conjunction_holds_in_its_arm() -> None:
    for both in ("c && d", "(c && d)", "!(!c || !d)"):
        body = f"x := a(); if {both} {{ x = b() }}; if !d {{ here() }}"
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


def test_an_arm_without_statements_does_not_enter_the_next() -> None:
    body = "x := a(); switch k { case 1: default: x = b() }; here()"
    assert origins(body, "x") == {"a", "b"}


def test_a_type_switch_without_default_may_do_nothing() -> None:
    body = "x := a(); switch v.(type) { case int: x = b() }; here()"
    assert origins(body, "x") == {"a", "b"}


def test_a_type_switch_with_default_does_something() -> None:
    body = "x := a(); switch v.(type) { case int: x = b(); default: x = d() }; here()"
    assert origins(body, "x") == {"b", "d"}


def test_fallthrough_enters_the_next_arm() -> None:
    body = "switch k { case 1: x = a(); fallthrough; case 2: here(); default: x = b() }"
    assert origins(body, "x") == {"a"}
    assert origins(body.replace("fallthrough;", "fallthrough // on\n"), "x") == {"a"}


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


def test_a_select_is_left_by_break() -> None:
    body = "x := a(); select { case <-ch: x = b(); if c { break }; x = d(); default: }; here()"
    assert origins(body, "x") == {"a", "b", "d"}


def test_a_select_without_arms_blocks() -> None:
    assert order("a(); select { }; here()") == ["a"]


def test_each_exit_knows_what_ran_before_it() -> None:
    body = "a(); if c { b(); return }; if d { panic(1) }; e()"
    assert exits(body) == [
        (Exit.RETURN, {"a", "b"}),
        (Exit.PANIC, {"a", "panic"}),
        (Exit.FALL, {"a", "e"}),
    ]
