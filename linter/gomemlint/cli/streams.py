"""The three standard streams, there whatever the caller closed."""

from __future__ import annotations

import os
import sys

LAST = 2


def open_streams() -> None:
    """Let closed standard streams lead nowhere.

    Otherwise the next file that is opened becomes standard error, and children write into it.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= LAST:
        continue
    os.close(number)
    if sys.stdin is None:
        sys.stdin = os.fdopen(0, "r", encoding="utf-8", closefd=False)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
