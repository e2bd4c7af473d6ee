"""Records of Go 1.21 that run over several lines.

Up to Go 1.21 constants are printed as the source spells them (cmd/compile/internal/ir/fmt.go),
so that a raw string brings its line ends along. Go 1.22 prints folded, quoted values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gomemlint.toolchain.diagnostics.grammar import RAW_LINE_END, is_record

LITERAL = re.compile(rb'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)+\'|(`)')
LINE = re.compile(rb"[^\n]*\n")
FOLDED = "←".encode()


def stitched(text: bytes) -> bytes:
    """Write each record in one line, with another byte for the line ends of its raw strings.

    Only a line that leaves a raw string open is joined with those up to the end of the string,
    and only if a record comes out. Where the first line is a record as it stands, the following
    ones are left alone if they are.
    """
    if b"`" not in text or FOLDED in text:
        return text
    return b"".join(_records(LINE.findall(text)))


def _records(lines: list[bytes]) -> Iterator[bytes]:
    index = 0
    while index < len(lines):
        end = _end(lines, index)
        yield _joined(lines[index:end])
        index = end


def _joined(lines: list[bytes]) -> bytes:
    return b"".join(lines).removesuffix(b"\n").replace(b"\n", RAW_LINE_END) + b"\n"


def _end(lines: list[bytes], start: int) -> int:
    """Return the index behind the last line of the record that starts at `start`."""
    is_whole = is_record(lines[start])
    is_open = _leaves_open(lines[start], is_open=False)
    end = start + 1
    while is_open:
        if end == len(lines) or (is_whole and is_record(lines[end])):
            return start + 1
        is_open = _leaves_open(lines[end], is_open=True)
        end += 1
    return end if is_record(_joined(lines[start:end])) else start + 1


def _leaves_open(line: bytes, *, is_open: bool) -> bool:
    """Tell whether a raw string is open at the end of a line, given how it was at its start."""
    position = 0
    while True:
        if is_open:
            close = line.find(b"`", position)
            if close < 0:
                return True
            position, is_open = close + 1, False
        else:
            opening = next((m for m in LITERAL.finditer(line, position) if m[1]), None)
            if opening is None:
                return False
            position, is_open = opening.end(), True
