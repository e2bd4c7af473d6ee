"""The fingerprint by which GitHub follows a line through edits: `primaryLocationLineHash`.

The algorithm is that of github/codeql-action, `src/fingerprints.ts`: a polynomial hash of the
hundred UTF-16 units that begin a line, without blanks, and a count of its occurrences.
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import accumulate

WINDOW = 100
MULTIPLIER = 37
MASK = (1 << 64) - 1
DEPARTED = pow(MULTIPLIER, WINDOW, 1 << 64)
END_OF_FILE = 0xFFFF
LINE_FEED = 0x0A
BLANKS = str.maketrans("", "", " \t")
UTF16 = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"


def line_hashes(source: bytes) -> tuple[str, ...]:
    """Return the hash of each line, in time linear in the size of the file.

    Lines are counted as code hosts do: a lone carriage return ends one, too.
    """
    text = source.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    visible = memoryview(text.translate(BLANKS).encode(UTF16)).cast("H").tolist()
    units = [*visible, END_OF_FILE, *[0] * WINDOW]
    prefixes = list(accumulate(units, _step, initial=0))
    starts = [0, *(index for index, unit in enumerate(visible, 1) if unit == LINE_FEED)]
    hashes = [(prefixes[at + WINDOW] - prefixes[at] * DEPARTED) & MASK for at in starts]
    seen: Counter[int] = Counter()
    return tuple(f"{value:x}:{_occurrence(seen, value)}" for value in hashes)


def _step(value: int, unit: int) -> int:
    return (value * MULTIPLIER + unit) & MASK


def _occurrence(seen: Counter[int], value: int) -> int:
    seen[value] += 1
    return seen[value]
