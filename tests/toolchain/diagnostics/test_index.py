"""Facts of several blocks, put together."""

from __future__ import annotations

import pickle

from gomemlint.model.facts import Escape, Form, Moved
from gomemlint.toolchain.diagnostics import BlockFacts, PackageFacts, PackagePaths, parse_block

OWN, OTHER = "/w/p/p.go", "/w/q/q.go"
KNOWN = frozenset({OWN, OTHER}).__contains__
P = PackagePaths("/w", "/w/p", frozenset({OWN}), KNOWN)
Q = PackagePaths("/w", "/w/q", frozenset({OTHER}), KNOWN)


def block(*messages: str, paths: PackagePaths = P) -> BlockFacts:
    return parse_block("".join(f"{message}\n" for message in messages).encode(), paths)


def copies(facts: PackageFacts) -> list[int]:
    return [fact.count for fact in facts.files[OWN].at(3, 7)]


MOVED = "p/p.go:3:7: moved to heap: x"
ABSOLUTE = "/w/p/p.go:3:7: moved to heap: x"
FOREIGN = "./p/p.go:3:7: moved to heap: x"


def test_variants_compile_the_same_line_again() -> None:
    facts = PackageFacts.of([block(MOVED).files, block(MOVED, MOVED).files])
    assert copies(facts) == [2]


def test_other_packages_compile_copies_of_their_own() -> None:
    foreign = block("q/q.go:1:1: moved to heap: y", FOREIGN, paths=Q).foreign[OWN]
    facts = PackageFacts.of([block(MOVED).files], [foreign])
    assert [(fact.place.printed, fact.count) for fact in facts.files[OWN].at(3, 7)] == [
        ("./p/p.go", 1),
        ("p/p.go", 1),
    ]
    assert {fact.place.path for fact in facts.files[OWN].at(3, 7)} == {OWN}


def test_copies_of_several_packages_add_up() -> None:
    foreign = block(ABSOLUTE, ABSOLUTE, paths=Q).foreign[OWN]
    facts = PackageFacts.of([block(ABSOLUTE).files], [foreign])
    assert copies(facts) == [3]


def test_only_the_forms_asked_for_are_read() -> None:
    facts = block(MOVED, "p/p.go:3:7: x does not escape").files[OWN]
    assert [type(fact) for fact in facts.at(3, 7, Form.MOVED)] == [Moved]
    assert [type(fact) for fact in facts.select(Form.DOES_NOT_ESCAPE)] == [Escape]
    assert facts.raw_at(3, 7, Form.MOVED) == (MOVED,)


def test_the_facts_of_a_line_are_not_those_of_its_neighbours() -> None:
    around = ("p/p.go:2:7: moved to heap: w", MOVED, "p/p.go:3:9: moved to heap: y")
    facts = block(*around, "p/p.go:4:1: moved to heap: z").files[OWN]
    found = facts.of_line(3, Form.MOVED)
    assert [(fact.place.line, fact.place.column) for fact in found] == [(3, 7), (3, 9)]


def test_the_facts_of_a_column_are_not_those_of_its_neighbours() -> None:
    around = ("p/p.go:3:6: moved to heap: w", MOVED, "p/p.go:3:8: moved to heap: y")
    facts = block(*around).files[OWN]
    assert [fact.place.column for fact in facts.at(3, 7)] == [7]
    assert facts.raw_at(3, 7) == (MOVED,)


def test_facts_without_a_column_come_first_on_their_line_and_stand_at_no_column() -> None:
    lines = ("p/p.go:3:1: moved to heap: w", "p/p.go:3: moved to heap: x")
    facts = block(*lines, "p/p.go:4: moved to heap: y").files[OWN]
    assert [(fact.place.line, fact.place.column) for fact in facts.of_line(3)] == [
        (3, None),
        (3, 1),
    ]
    assert [fact.place.column for fact in facts.at(3, 1)] == [1]


def test_facts_survive_a_journey_between_processes() -> None:
    facts = PackageFacts.of([block(MOVED, "p/p.go:9:1: &T{} escapes to heap").files])
    assert pickle.loads(pickle.dumps(facts)) == facts
