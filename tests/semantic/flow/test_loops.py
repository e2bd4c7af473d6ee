"""Loops: how facts travel round by round, and where control goes on."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.semantic.flow.tracing import at, exits, follow, order, origins, text


def test_a_body_may_not_run() -> None:
    assert origins("x := a(); for c { x = b() }; here()", "x") == {"a", "b"}


def test_an_endless_loop_is_left_by_break_alone() -> None:
    assert origins("x := a(); for { x = b(); if c { break } }; here()", "x") == {"b"}


def test_a_chain_needs_several_rounds() -> None:
    body = "for { here(a); a = b; b = c; c = d; d = get() }"
    moments = list(at(follow(body), "here"))
    assert origins(body, "a") == {"get"}
    assert [moment.state.is_possible for moment in moments] == [False]


@pytest.mark.parametrize(("names", "is_possible"), [("abcdefg", False), ("abcdefgh", True)])
def test_a_chain_that_takes_eight_rounds_is_possible(names: str, *, is_possible: bool) -> None:
    chain = "; ".join(f"{x} = {y}" for x, y in pairwise(names))
    flow = follow(f"for {{ here(a); {chain}; {names[-1]} = get() }}")
    assert [moment.state.is_possible for moment in at(flow, "here")] == [is_possible]


def test_the_rounds_of_an_inner_loop_are_counted_anew() -> None:
    chain = "c = d; d = e; e = f; f = g; g = h; h = get()"
    flow = follow(f"for x {{ for y {{ for z {{ here(a); a = b }}; b = c }}; {chain} }}")
    assert [moment.state.is_possible for moment in at(flow, "here")] == [False]


def test_a_range_runs_not_once_or_several_times() -> None:
    body = "x := a(); for range xs { here(); x = b() }; there()"
    assert origins(body, "x") == {"a", "b"}
    assert origins(body, "x", "there") == {"a", "b"}
    assert [len(m.loops) for name in ("here", "there") for m in at(follow(body), name)] == [1, 0]


def test_each_loop_has_one_head() -> None:
    graph = follow("for c { for range xs { a() } }; b()").graph
    heads = [block for block in graph.blocks if block.is_head]
    assert [text(block.loops[-1])[:9] for block in heads] == ["for c { f", "for range"]


def test_a_chain_through_nested_loops_is_followed() -> None:
    body = "for x { for y { for z { here(a); a = b }; b = c }; c = get() }"
    assert origins(body, "a") == {"get"}


def test_continue_runs_the_update() -> None:
    body = "for ; c; step() { if d { x = a(); continue }; x = b() }; here()"
    assert order(body) == ["a", "b", "step", "here"]
    assert origins(body, "x", "step") == {"a", "b"}


def test_a_label_names_the_outer_loop() -> None:
    inner = "for { if d { continue outer }; if e { break outer }; x = b() }"
    body = f"outer: for c {{ x = a(); {inner} }}; here()"
    assert origins(body, "x") == {"a", "b"}


def test_a_label_of_a_block_can_be_left() -> None:
    assert origins("x = a(); l: switch { default: for { break l } }; here()", "x") == {"a"}


def test_a_jump_without_a_label_concerns_the_innermost_loop() -> None:
    nested = "x := a(); outer: for c { x = b(); inner: for d { JUMP }; x = e() }; here()"
    assert origins(nested.replace("JUMP", "break"), "x") == {"a", "e"}
    assert origins(nested.replace("JUMP", "continue"), "x") == {"a", "e"}


def test_a_jump_without_a_label_leaves_a_loop_with_one() -> None:
    assert origins("l: for { x = b(); break }; here()", "x") == {"b"}
    assert origins("l: for ; c; here() { x = b(); continue }", "x") == {"b"}


def test_a_jump_after_a_loop_concerns_the_loop_around_it() -> None:
    body = "x := a(); for { for c { }; x = b(); if d { JUMP }; x = e() }; here()"
    assert origins(body.replace("JUMP", "break"), "x") == {"b"}
    updated = "x := a(); for ; c; here() { for d { }; x = b(); if e { continue }; x = g() }"
    assert origins(updated, "x") == {"b", "g"}


def test_range_assigns_key_and_element_in_each_round() -> None:
    body = "x := a(); for _, x = range xs() { here() }"
    assert order(body) == ["a", "xs", "here"]
    assert origins(body, "x") == set()


def test_a_moment_names_the_loops_around_it() -> None:
    flow = follow("for i := range first() { for second() { here() } }")
    assert [[text(loop)[:5] for loop in m.loops] for m in at(flow, "here")] == [["for i", "for s"]]
    assert [len(m.loops) for m in at(flow, "first")] == [0]
    assert [len(m.loops) for m in at(flow, "second")] == [2]


def test_a_condition_of_one_round_says_nothing_about_the_next() -> None:
    body = "x := a(); for c { if done { here() }; x = b() }"
    assert origins(body, "x") == {"a", "b"}


def test_a_condition_from_before_the_loop_holds_after_it() -> None:
    body = "x := a(); if pooled { x = b() }; for c { d() }; if pooled { here() }"
    assert origins(body, "x") == {"b"}


def test_the_condition_of_a_loop_is_never_correlated() -> None:
    assert origins("x := a(); if c { x = b() }; for c { here() }", "x") == {"a", "b"}


def test_goto_is_followed_and_possible() -> None:
    body = "x := a(); again: here(); x = b(); if c { goto again }; there()"
    assert origins(body, "x") == {"a", "b"}
    assert [moment.state.is_possible for moment in at(follow(body), "there")] == [True]


def test_goto_forward_skips() -> None:
    body = "x := a(); if c { goto end }; x = b(); end: here()"
    assert origins(body, "x") == {"a", "b"}


def test_what_every_round_does_is_not_done_without_a_round() -> None:
    assert [must for _, must in exits("for c { a() }; b()")] == [{"b"}]
