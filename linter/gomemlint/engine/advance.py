"""How a run tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

# What is being done, how many steps are done, how many there are.
Advance: TypeAlias = Callable[[str, int, int], None]


def silent(_: str, __: int, ___: int) -> None:
    """Tell nobody."""
