"""A query is valid or refused; all of them run as one."""

from __future__ import annotations

import pytest

from gomemlint.errors import BadRule
from gomemlint.syntax.nodes import text
from gomemlint.syntax.parsing import TooDeep, parse
from gomemlint.syntax.queries import Catalogue, Match, Query, query

SLICES = query("""
    (assignment_statement
      left: (expression_list (index_expression operand: (identifier) @store))
      right: (expression_list (slice_expression operand: (identifier) @array) @slice))
""")
APPENDS = query("""
    (call_expression function: (identifier) @name arguments: (argument_list ((_) @argument ","?)+)
      (#eq? @name "append")) @call
""")
JUMPS = query("(return_statement) @jump (break_statement (label_name)? @label) @jump")
SOURCE = b"""package p

func f() {
\theads[k] = page[:16]
\txs = append(append(xs, 1, 2), 3)
\tgrow(xs)
\tbreak L
\tbreak
\treturn
}
"""


def found(wanted: Query, source: bytes = SOURCE) -> tuple[Match, ...]:
    matches = wanted.matches(parse(source))
    assert not isinstance(matches, TooDeep)
    return matches


def test_a_match_maps_captures_to_nodes() -> None:
    (match,) = found(SLICES)
    assert text(match["slice"]) == "page[:16]"
    assert (text(match["store"]), text(match["array"])) == ("heads", "page")
    assert set(match) == {"store", "slice", "array"}


def test_repeated_captures_are_all_there_in_source_order() -> None:
    outer, inner = found(APPENDS)
    assert [text(node) for node in outer.all("argument")] == ["append(xs, 1, 2)", "3"]
    assert [text(node) for node in inner.all("argument")] == ["xs", "1", "2"]
    assert outer.all("absent") == ()


def test_an_optional_capture_may_be_absent() -> None:
    labels = [match.get("label") for match in found(JUMPS) if text(match["jump"]) != "return"]
    assert [None if label is None else text(label) for label in labels] == ["L", None]


def test_a_capture_that_the_query_lacks_is_an_error() -> None:
    with pytest.raises(KeyError):
        found(SLICES)[0]["slize"]


def test_several_patterns_of_a_query_come_in_source_order() -> None:
    assert [text(match["jump"]) for match in found(JUMPS)] == ["break L", "break", "return"]


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        ('(#eq? @name "append")', ["append"]),
        ('(#not-eq? @name "append")', ["grow", "make"]),
        ('(#match? @name "^(gr|ma)")', ["grow", "make"]),
        ('(#not-match? @name "^gr")', ["append", "make"]),
        ('(#any-of? @name "make" "grow")', ["grow", "make"]),
        ('(#any-not-match? @name "^gr")', ["append", "make"]),
    ],
)
def test_predicates_are_honoured(predicate: str, expected: list[str]) -> None:
    source = b"package p\nvar a, b, c = append(x), grow(x), make(x)\n"
    calls = query(f"(call_expression function: (identifier) @name {predicate})")
    assert [text(match["name"]) for match in found(calls, source)] == expected


def test_one_pass_finds_what_each_query_finds_alone() -> None:
    tree = parse(SOURCE)
    together = Catalogue([SLICES, JUMPS, APPENDS, SLICES]).candidates(tree)
    assert not isinstance(together, TooDeep)
    assert list(together) == [SLICES, JUMPS, APPENDS]
    for wanted in (SLICES, JUMPS, APPENDS):
        assert together[wanted] == wanted.matches(tree)


def test_a_query_that_finds_nothing_is_in_the_answer() -> None:
    together = Catalogue([SLICES]).candidates(parse(b"package p\n"))
    assert together == {SLICES: ()}


def test_an_empty_catalogue_finds_nothing() -> None:
    assert Catalogue([]).candidates(parse(SOURCE)) == {}


def test_comments_and_strings_of_one_query_do_not_spoil_the_next() -> None:
    commented = query('(identifier) @name ; an "open quote (and parenthesis')
    assert found(commented)
    together = Catalogue([commented, SLICES]).candidates(parse(SOURCE))
    assert not isinstance(together, TooDeep)
    assert len(together[SLICES]) == 1


def test_queries_of_one_text_are_equal() -> None:
    assert query("(identifier) @name") == query("(identifier) @name")
    assert len({query("(identifier) @name"), query("(identifier) @name")}) == 1


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("(call_expresion) @call", "call_expresion"),
        ("(call_expression @call", "Invalid syntax"),
        ("(call_expression nofield: (identifier)) @call", "nofield"),
        ('(identifier) @name (#eq? @name "x")', "outside of its pattern"),
        ('((identifier) @name (#eq? @nome "x"))', "nome"),
        ('((identifier) @name (#match? @name "("))', "regular expression"),
        ('((identifier) @name (#equals? @name "x"))', "#equals?"),
        ("((identifier) @name (#is? local))", "#is?"),
        ('((identifier) @name (#not-any-of? @name "x" "y"))', "#not-any-of?"),
        ("(identifier)", "captures nothing"),
        ("", "no pattern"),
    ],
)
def test_a_bad_query_is_refused_with_its_reason(bad: str, reason: str) -> None:
    with pytest.raises(BadRule) as refusal:
        query(bad)
    assert reason in str(refusal.value)
