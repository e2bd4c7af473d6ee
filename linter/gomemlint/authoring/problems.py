"""What is wrong with a rule file, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst

from gomemlint.authoring.reading import FIRST, Area


@dataclass(frozen=True, slots=True)
class Complaint:
    """A breach of the contract. Without a node it is about the file."""

    check: str
    message: str
    node: cst.CSTNode | None = None


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A complaint with its place."""

    path: Path
    area: Area
    check: str
    message: str

    def lines(self, source: str) -> Iterator[str]:
        """Yield the problem as linters do: place and message, the line, what is meant in it."""
        area = self.area
        yield f"{self.path}:{area.line}:{area.column}: error: {self.check} {self.message}"
        if area == FIRST:
            return
        line = source.splitlines()[area.line - 1].expandtabs(1)
        end = area.end_column if area.end_line == area.line else len(line) + 1
        margin = " " * len(str(area.line))
        yield f" {area.line} | {line}"
        yield f" {margin} | {' ' * (area.column - 1)}{'^' * max(1, end - area.column)}"
