"""Every file has a tree, and its offsets are those of the file on disk."""

from __future__ import annotations

import time

import pytest

from gomemlint.syntax.nodes import descendants, text
from gomemlint.syntax.parsing import DEPTH_LIMIT, FaultKind, TooDeep, parse
from gomemlint.syntax.queries import Catalogue, query
from tests.syntax.conftest import GoCommand
from tests.syntax.reading import first

CALLS = query('(call_expression function: (identifier) @name (#eq? @name "new")) @call')


def test_a_sound_file_has_no_errors_and_no_mask() -> None:
    tree = parse(b"package p\n\nvar x = new(int)\n")
    assert (tree.masked, tree.errors) == (False, ())


def test_an_error_is_located_where_it_begins() -> None:
    (fault,) = parse(b"package p\n\nfunc f() {\n\tx := 1 2\n}\n").errors
    assert (fault.kind, fault.position.line, fault.position.column) == (FaultKind.UNEXPECTED, 4, 9)
    assert fault.token == "2"


def test_a_missing_parenthesis_is_an_error() -> None:
    (fault,) = parse(b"package p\n\nfunc f() {\n\tg(1\n}\n").errors
    assert (fault.kind, fault.token, fault.position.line) == (FaultKind.MISSING, ")", 4)


def test_an_unclosed_function_is_an_error() -> None:
    assert parse(b"package p\n\nfunc f() {\n").errors


@pytest.mark.parametrize(
    "last", ["var p *int", "var x = 1", "func f() {}", "// words", "type T[P any] []P"]
)
def test_a_file_may_end_without_a_line_end(last: str) -> None:
    source = f"package p\n{last}".encode()
    tree = parse(source)
    assert (tree.errors, tree.source) == ((), source)


def test_text_that_is_no_go_has_a_bounded_number_of_errors() -> None:
    assert 1 <= len(parse(b"??? ! ) ( }{ <html> \x00\xff" * 500).errors) <= 50


def test_an_empty_file_parses() -> None:
    assert parse(b"").root.type == "source_file"


def test_a_byte_order_mark_keeps_its_three_bytes() -> None:
    source = b"\xef\xbb\xbfpackage p\n\nvar x = 1\n"
    tree = parse(source)
    assert not tree.errors
    found = first(tree.root, "int_literal")
    assert source[found.start_byte : found.end_byte] == b"1"


def test_carriage_returns_keep_their_bytes() -> None:
    source = b"package p\r\n\r\nvar x = `a\r\nb`\r\nvar y = 2\r\n"
    tree = parse(source)
    assert not tree.errors
    found = first(tree.root, "int_literal")
    assert (found.start_byte, found.start_point) == (source.index(b"2"), (4, 8))


def test_bytes_that_are_not_utf8_keep_their_place() -> None:
    source = b'package p\n\n// \xff\xfe\nvar x = "\xc3(\xff" + f(1)\n'
    tree = parse(source)
    assert not tree.errors
    found = first(tree.root, "int_literal")
    assert source[found.start_byte : found.end_byte] == b"1"


@pytest.mark.parametrize(
    "declaration",
    [
        "var x = new(1)",
        'var x = new("é😀")',
        "var x = &T{A: new(1), B: new(f(2, 3))}",
        "var x = new(new(1))",
        "var x = new(int64(-64))",
        "var x = new (a + b)",
        "var x = new(func() int { return f(`)`) }())",
        "var x = make(n - 1)",
        "func (r *R) N[Int intType](n Int) Int { return n }",
        "func (r R[P]) M[K comparable, V []int](k K) map[K]V { return nil }",
    ],
)
def test_syntax_newer_than_the_grammar_parses(declaration: str) -> None:
    source = f"package p\n\n{declaration}\n".encode()
    tree = parse(source)
    assert (tree.masked, tree.errors) == (True, ())
    assert tree.root.text == source


def test_a_masked_tree_speaks_the_words_of_the_file() -> None:
    source = b"package p\n\nvar x, y = new(1), new(int)\n"
    matches = CALLS.matches(parse(source))
    assert not isinstance(matches, TooDeep)
    assert [text(match["call"]) for match in matches] == ["new(1)", "new(int)"]


def test_a_masked_tree_of_several_pieces_speaks_the_words_of_the_file() -> None:
    source = b"package p\n\n" + b"var x = new(1) // a comment of some length\n" * 5000
    tree = parse(source)
    assert tree.root.text == source


def test_types_behind_new_stay_types_in_a_masked_file() -> None:
    tree = parse(b"package p\n\nvar x, y = new(1), new([]int)\n")
    assert not tree.errors
    assert text(first(tree.root, "slice_type")) == "[]int"


@pytest.mark.parametrize("place", ["a[x.f][y.g]", "s.a[x.f][y.g]", "a[x.f][y.g][z.h]"])
def test_fields_as_indexes_of_indexes_are_no_types(place: str) -> None:
    tree = parse(f"package p\n\nfunc f() {{\n\t{place} = 1\n}}\n".encode())
    assert not tree.errors
    assert text(first(tree.root, "index_expression")) == place


def test_types_of_arrays_and_maps_keep_their_lengths_and_keys() -> None:
    source = b"package p\n\nvar m map[p.K][p.N]int\nvar a [p.N][p.M]int // a[x.f][y.g]\n"
    assert not parse(source).masked


def test_names_in_strings_and_comments_are_not_masked() -> None:
    source = b'package p\n\nvar x = f("new(1)", `new(`, 1) // new(\nvar y = new(2)\n'
    assert not parse(source).errors


def test_broken_code_with_newer_syntax_keeps_its_real_errors_alone() -> None:
    (fault,) = parse(b"package p\n\nvar x = new(1)\n\nfunc f() {\n\ty := 1 2\n}\n").errors
    assert fault.position.line == 6


def test_the_go_tree_parses_without_errors(go: GoCommand) -> None:
    folders = ("math/rand/v2", "net/http/internal/http2", "encoding/json/v2", "runtime", "go/types")
    broken = [
        f"{path}: {tree.errors[0]}"
        for folder in folders
        for path in sorted((go.goroot / "src" / folder).glob("*.go"))
        if (tree := parse(path.read_bytes())).errors
    ]
    assert broken == []


DEEP = {
    "parentheses": (b"package p\nvar x = ", b"(", b"1", b")"),
    "calls": (b"package p\nvar x = ", b"f(", b"1", b")"),
    "unclosed": (b"package p\nvar x = ", b"f(", b"", b""),
    "operators": (b"package p\nvar x = 1", b"+1", b"", b""),
    "chain": (b"package p\nvar x = a", b".a()", b"", b""),
    "blocks": (b"package p\nfunc f() ", b"{", b"", b"}"),
    "branches": (b"package p\nfunc f() { ", b"if x {} else ", b"{}}", b""),
    "pointers": (b"package p\nvar x ", b"*", b"int", b""),
    "stars": (b"package p\nvar x ", b"*", b"%%", b""),
    "new": (b"package p\nvar x = ", b"new(", b"1", b")"),
}


@pytest.mark.parametrize("shape", DEEP)
def test_deep_nesting_neither_crashes_nor_hangs(shape: str) -> None:
    head, opening, middle, closing = DEEP[shape]
    source = head + opening * 100_000 + middle + closing * 100_000
    started = time.monotonic()
    tree = parse(source)
    answer = Catalogue((CALLS,)).candidates(tree)
    assert time.monotonic() - started < 30
    assert tree.too_deep is not None or tree.errors
    assert answer is tree.too_deep or tree.too_deep is None


def test_a_tree_at_the_limit_is_queried_and_one_beyond_is_refused() -> None:
    def nested(depth: int) -> bytes:
        return b"package p\nvar x = " + b"(" * depth + b"1" + b")" * depth

    assert parse(nested(DEPTH_LIMIT - 10)).too_deep is None
    refused = parse(nested(DEPTH_LIMIT + 10)).too_deep
    assert refused is not None
    assert (refused.limit, refused.position.line) == (DEPTH_LIMIT, 2)


def test_a_line_of_five_megabytes_is_no_trouble() -> None:
    source = b"package p\nvar x = []int{" + b"1, " * 1_700_000 + b"}\n"
    started = time.monotonic()
    tree = parse(source)
    assert (tree.errors, tree.too_deep) == ((), None)
    assert time.monotonic() - started < 30


def test_a_table_of_many_lines_is_no_trouble() -> None:
    source = b"package p\nvar x = []int{\n" + b"\tf(1),\n" * 50_000 + b"}\n"
    started = time.monotonic()
    tree = parse(source)
    assert sum(node.type == "call_expression" for node in descendants(tree.root)) == 50_000
    assert time.monotonic() - started < 30
