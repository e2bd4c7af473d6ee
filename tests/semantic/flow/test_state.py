"""Facts come and go one by one."""

from __future__ import annotations

from typing import NamedTuple

from gomemlint.semantic.flow import State
from gomemlint.semantic.flow.state import MAXIMUM_FACTS


class Held(NamedTuple):
    """A fact: a subject, and one of the things that are true of it."""

    subject: str
    what: str


OPEN, USED, OTHER = Held("file", "open"), Held("file", "used"), Held("buffer", "open")


def state(*facts: Held) -> State[Held]:
    made: State[Held] = State()
    made.add_all(facts)
    return made


def test_a_fact_that_is_removed_leaves_the_others() -> None:
    held = state(OPEN, USED, OTHER)
    held.remove(OPEN)
    assert (held.about("file"), held.about("buffer")) == ((USED,), (OTHER,))


def test_removing_what_does_not_hold_changes_nothing() -> None:
    held = state(OPEN)
    before = held.stamp
    held.remove(USED)
    held.remove(OTHER)
    assert (tuple(held.facts()), held.stamp) == ((OPEN,), before)


def test_a_subject_that_is_dropped_has_no_facts() -> None:
    held = state(OPEN, USED, OTHER)
    held.drop("file")
    assert tuple(held.facts()) == (OTHER,)


def test_adding_what_holds_changes_nothing() -> None:
    held = state(OPEN)
    before = held.stamp
    held.add(OPEN)
    assert (held.about("file"), held.stamp) == ((OPEN,), before)


def test_what_was_required_can_be_released() -> None:
    held = state()
    held.require("closed")
    held.require("flushed")
    held.release("closed")
    assert held.must == {"flushed"}


def test_a_stamp_changes_with_what_is_taken_in() -> None:
    held = state(OPEN)
    before = held.stamp
    assert not held.join(state(OPEN))
    assert held.stamp == before
    assert held.join(state(USED))
    assert held.stamp != before


def test_a_copy_goes_its_own_way() -> None:
    first = state(OPEN)
    second = first.copy()
    second.add(USED)
    first.require("closed")
    assert (first.about("file"), second.must) == ((OPEN,), frozenset())


def test_what_is_known_about_one_thing_has_an_end() -> None:
    held, other = state(OPEN), state(OTHER)
    held.add_all(Held("file", f"line {n}") for n in range(2 * MAXIMUM_FACTS))
    assert len(held.about("file")) == MAXIMUM_FACTS
    assert held.is_possible
    other.add_all(Held("file", f"part {n}") for n in range(MAXIMUM_FACTS // 2))
    assert not other.is_possible
    assert other.join(held)
    assert len(other.about("file")) == MAXIMUM_FACTS
    assert not other.join(held)
