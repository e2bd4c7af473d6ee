"""Text of others, made harmless."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from gomemlint.reporters.cleaning import one_line, visible, visible_lines


def test_unsafe_characters_are_spelled() -> None:
    assert visible("\x1b[31m\u202e\x85\udcff\ud83d\t") == "\\x1b[31m\\u202e\\u0085\\xff\\ud83d\\x09"


def test_text_in_any_script_stays_as_it_is() -> None:
    text = "é 漢字 😀 👩\u200d👩\u200d👧 עברית"
    assert visible(text) == text


def test_prose_is_joined_to_one_line() -> None:
    assert one_line(" undefined:\r\n  missing \n") == "undefined: missing"


def test_lines_stay_lines() -> None:
    assert visible_lines("a\r\nb\x07\nc") == ["a", "b\\x07", "c"]


@given(st.text(st.characters(exclude_categories=())))
def test_no_control_character_is_left(text: str) -> None:
    left = {unicodedata.category(character) for character in visible(text)}
    assert not left & {"Cc", "Cs", "Zl", "Zp"}
    visible(text).encode()
