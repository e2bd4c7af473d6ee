"""Which characters never reach a reader raw.

File names, identifiers and source lines are other people's bytes: an escape sequence would
repaint the terminal, a bidirectional override would show another program than the compiler sees.
"""

from __future__ import annotations

import re

# C0, DEL, C1, bidirectional controls, line separators, byte order marks, lone surrogates.
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)

LINE_END = re.compile(r"\s*[\r\n]\s*")


def visible(text: str) -> str:
    r"""Return text on one line, with unsafe characters spelled as Go does: `\x1b`, `\u202e`."""
    return UNSAFE.sub(lambda found: spelled(found.group()), text)


def one_line(text: str) -> str:
    """Return prose on one line: a line end and the blanks around it are a blank."""
    return visible(LINE_END.sub(" ", text.strip()))


def visible_lines(text: str) -> list[str]:
    """Split at line ends, then clean each line."""
    return [visible(line) for line in text.replace("\r\n", "\n").split("\n")]


def spelled(character: str) -> str:
    """Spell one character as an escape; an undecodable byte as that byte."""
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"
