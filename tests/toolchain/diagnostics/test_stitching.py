"""The raw strings of Go 1.21, which bring their line ends into the text."""

from __future__ import annotations

from gomemlint.model.facts import Escape, Fact, Form
from gomemlint.toolchain.diagnostics import BlockFacts, PackagePaths, parse_block

PATH = "/w/p.go"
PATHS = PackagePaths("/w", "/w", frozenset({PATH}), frozenset({PATH}).__contains__)


def block(*lines: str) -> BlockFacts:
    return parse_block("".join(f"{line}\n" for line in lines).encode(), PATHS)


def expressions(block: BlockFacts) -> list[str]:
    found: tuple[Fact, ...] = block.files[PATH].select()
    return [fact.expression for fact in found if isinstance(fact, Escape)]


def test_a_raw_string_keeps_its_line_ends() -> None:
    found = block("./p.go:3:7: `one", "two` escapes to heap")
    assert expressions(found) == ["`one\ntwo`"]
    assert found.counts == {Form.ESCAPES: 1, Form.CONTINUATION: 1}


def test_what_comes_before_a_raw_string_stays() -> None:
    found = block("./p.go:2:1: x escapes to heap", "./p.go:3:7: `one", "two` escapes to heap")
    assert expressions(found) == ["x", "`one\ntwo`"]


def test_a_raw_string_may_end_at_the_start_of_a_line() -> None:
    assert expressions(block("./p.go:3:7: `one", "` escapes to heap")) == ["`one\n`"]


def test_a_raw_string_that_never_ends_takes_no_line_along() -> None:
    found = block("./p.go:3:7: `one", "./p.go:4:1: x escapes to heap")
    assert (expressions(found), found.unclassified) == (["x"], {"./p.go:3:7: `one": 1})


def test_lines_that_make_no_record_together_stay_apart() -> None:
    found = block("./p.go:4:1: x escapes to heap", "./p.go:3:7: `one", "two` for the moon")
    assert found.unclassified == {"./p.go:3:7: `one": 1, "two` for the moon": 1}


def test_a_quoted_backquote_opens_no_raw_string() -> None:
    stray = "not ours` escapes to heap"
    found = block('./p.go:3:7: "`" escapes to heap', stray)
    assert (expressions(found), found.unclassified) == (['"`"'], {stray: 1})


def test_go_from_1_22_on_prints_no_line_ends() -> None:
    explained = ("./p.go:2:1: x escapes to heap:", "./p.go:2:1:   flow: {heap} ← &x:")
    found = block(*explained, "./p.go:3:7: `one", "two` escapes to heap")
    assert found.unclassified == {"./p.go:3:7: `one": 1, "two` escapes to heap": 1}
