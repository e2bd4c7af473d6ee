"""On which line of a TOML file a key stands."""

from __future__ import annotations

import re

HEADER = re.compile(r"^\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")


def line_of(text: str, path: tuple[str, ...]) -> int:
    """Return the 1-based line of a key, given from the root; of its table if it is not found.

    Keys inside of inline tables stand on the line of their outermost key.
    """
    table: tuple[str, ...] = ()
    best, matched = 1, 0
    for number, line in enumerate(text.splitlines(), start=1):
        header = HEADER.match(line)
        if header:
            table = parts(header[1])
        key = KEY.match(line)
        here = table + parts(key[1]) if key else table
        length = common(here, path)
        if (header or key) and length > matched:
            best, matched = number, length
    return best


def parts(dotted: str) -> tuple[str, ...]:
    """Split a dotted key; quoted parts may hold dots."""
    found = re.findall(r""""([^"]*)"|'([^']*)'|([\w-]+)""", dotted)
    return tuple(next(filter(None, groups), "") for groups in found)


def common(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    """Count the leading parts that two keys share, if one of them leads to the other."""
    length = min(len(first), len(second))
    return length if first[:length] == second[:length] else 0
