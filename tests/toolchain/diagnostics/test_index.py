"""Facts of several blocks, put together."""

from __future__ import annotations

import pickle

from gomemlint.model.facts import Escape, Form, Moved, Verdict
from gomemlint.toolchain.diagnostics import BlockFacts, PackageFacts, PackagePaths, parse_block

OWN, OTHER = "/w/p/p.go", "/w/q/q.go"
KNOWN = frozenset({OWN, OTHER}).__contains__
P = PackagePaths("/w", "/w/p", frozenset({OWN}), KNOWN)
Q = PackagePaths("/w", "/w/q", frozenset({OTHER}), KNOWN)


def block(*messages: str, paths: PackagePaths = P) -> BlockFacts:
    return parse_block("".join(f"{message}\n" for message in messages).encode(), paths)


def copies(facts: PackageFacts) -> list[int]:
    return [fact.count for fact in facts.facts_at(OWN, 3, 7)]


MOVED = "p/p.go:3:7: moved to heap: x"
FOREIGN = "./p/p.go:3:7: moved to heap: x"


def test_variants_compile_the_same_line_again() -> None:
    facts = PackageFacts.of([block(MOVED).files, block(MOVED, MOVED).files])
    assert copies(facts) == [2]


def test_other_packages_compile_copies_of_their_own() -> None:
    foreign = block("q/q.go:1:1: moved to heap: y", FOREIGN, paths=Q).foreign[OWN]
    facts = PackageFacts.of([block(MOVED).files], [foreign])
    assert [(fact.place.printed, fact.count) for fact in facts.facts_at(OWN, 3, 7)] == [
        ("./p/p.go", 1),
        ("p/p.go", 1),
    ]


def test_one_escaping_copy_makes_the_verdict() -> None:
    facts = PackageFacts.of(
        [block("p/p.go:3:7: x does not escape", "p/p.go:3:7: x escapes to heap").files]
    )
    assert facts.verdict_at(OWN, 3, 7) is Verdict.ESCAPES
    assert facts.verdict_at(OWN, 3, 8) is Verdict.UNKNOWN
    assert facts.verdict_at("/w/p/none.go", 3, 7) is Verdict.UNKNOWN


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


def test_facts_survive_a_journey_between_processes() -> None:
    facts = PackageFacts.of([block(MOVED, "p/p.go:9:1: &T{} escapes to heap").files])
    assert pickle.loads(pickle.dumps(facts)) == facts
