"""The trees of a process that were parsed ahead, as many as fit into fixed memory."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from gomemlint.syntax.parsing import SyntaxTree, parse

# A tree takes some 31 times its source, and while trees wait, the type checker needs memory too.
LIMIT_BYTES = 3 << 19


class Trees:
    """Parses ahead until its memory is full, and gives each tree away once."""

    def __init__(self, limit_bytes: int = LIMIT_BYTES) -> None:
        self._limit = limit_bytes
        self._held = 0
        self._trees: dict[str, SyntaxTree] = {}

    def read_ahead(self, paths: Iterable[str]) -> None:
        """Parse files while there is room. A file that cannot be read fails when it is taken."""
        for path in paths:
            if self._held >= self._limit:
                return
            if path in self._trees:
                continue
            with suppress(OSError):
                tree = parse(Path(path).read_bytes())
                self._trees[path] = tree
                self._held += len(tree.source)

    def take(self, path: str) -> SyntaxTree:
        """Return the tree of a file; raise `OSError` where it cannot be read."""
        tree = self._trees.pop(path, None)
        if tree is None:
            return parse(Path(path).read_bytes())
        self._held -= len(tree.source)
        return tree
