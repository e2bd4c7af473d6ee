"""Columns count bytes inside, UTF-16 units and characters at the border."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomemlint.model.spans import Position, Span
from gomemlint.syntax.parsing import parse
from gomemlint.syntax.positions import LineIndex, span
from tests.syntax.reading import first

ACCENTS = 'package p\n\nvar é, x = "é😀", f(1)\n'.encode()


def test_bytes_utf16_units_and_characters_differ_behind_accents_and_emoji() -> None:
    index = LineIndex(ACCENTS)
    call = ACCENTS.index(b"f(1)")
    assert index.position(call) == Position(3, 23, call)
    assert index.utf16_column(call) == 19
    assert index.code_point_column(call) == 18


def test_a_tab_is_one_column() -> None:
    index = LineIndex(b"a\n\t\tb\n")
    assert index.position(4) == Position(2, 3, 4)
    assert (index.utf16_column(4), index.code_point_column(4)) == (3, 3)


def test_a_carriage_return_belongs_to_the_line_before_it() -> None:
    index = LineIndex(b"ab\r\ncd\r\n")
    assert index.position(2) == Position(1, 3, 2)
    assert index.position(4) == Position(2, 1, 4)
    assert index.line(1) == b"ab"


def test_each_byte_that_is_not_utf8_is_one_character() -> None:
    index = LineIndex(b"\xff\xfe\xc3x")
    assert index.utf16_column(3) == 4
    assert index.code_point_column(3) == 4


def test_the_end_of_the_file_has_a_position() -> None:
    assert LineIndex(b"a\n").position(2) == Position(2, 1, 2)
    assert LineIndex(b"a").position(99) == Position(1, 2, 1)


def test_a_line_that_does_not_exist_has_no_offset() -> None:
    index = LineIndex(b"ab\nc\n")
    assert index.offset(1, 3) == 2
    assert index.offset(1, 4) is None
    assert index.offset(4, 1) is None
    assert index.offset(0, 1) is None
    assert index.line(9) == b""


def test_a_node_stands_at_the_same_span_with_and_without_an_index() -> None:
    tree = parse(ACCENTS)
    call = first(tree.root, "call_expression")
    assert span("a.go", call) == LineIndex(ACCENTS).span("a.go", call)
    assert span("a.go", call) == Span("a.go", Position(3, 23, 33), Position(3, 27, 37))


@given(st.text(alphabet="aé😀\n\t\r"), st.data())
def test_columns_count_what_stands_before(source: str, data: st.DataObject) -> None:
    content = source.encode()
    index = LineIndex(content)
    offset = len(source[: data.draw(st.integers(0, len(source)))].encode())
    position = index.position(offset)
    assert index.offset(position.line, position.column) == offset
    before = content[offset - position.column + 1 : offset].decode()
    assert index.code_point_column(offset) == 1 + len(before)
    assert index.utf16_column(offset) == 1 + len(before.encode("utf-16-le")) // 2


@pytest.mark.parametrize("source", [b"", b"\n", b"\n\n", b"a"])
def test_every_file_has_a_first_line(source: bytes) -> None:
    assert LineIndex(source).position(0) == Position(1, 1, 0)
