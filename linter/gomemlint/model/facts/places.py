"""Where the compiler puts a fact."""

from __future__ import annotations

from dataclasses import dataclass

COLUMN_LIMIT = 255


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A file, a line, and a column where the compiler printed one.

    `path` is absolute, or empty where the printed name belongs to no file that we know; `printed`
    is the compiler's own spelling. `column` is 1-based, in UTF-8 bytes; it is None from column
    255 on, because the compiler has eight bits for it (cmd/internal/src/xpos.go, `colMax`).
    """

    path: str
    line: int
    column: int | None
    printed: str

    def __str__(self) -> str:
        """Spell the place as the compiler does."""
        column = "" if self.column is None else f":{self.column}"
        return f"{self.printed}:{self.line}{column}" if self.printed else "<unknown line number>"
