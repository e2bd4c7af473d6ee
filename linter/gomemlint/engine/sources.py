"""The trees of a process, as many as fit into a fixed number of source bytes."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from gomemlint.syntax.parsing import SyntaxTree, parse

# A tree takes some 31 times its source: two workers with these bounds stay below 300 MB.
LIMIT_BYTES = 4 << 20


class Trees:
    """Parses files when they are asked for, and forgets those asked for longest ago."""

    def __init__(self, limit_bytes: int = LIMIT_BYTES) -> None:
        self._limit = limit_bytes
        self._held = 0
        self._trees: OrderedDict[str, SyntaxTree] = OrderedDict()

    def tree(self, path: str) -> SyntaxTree:
        """Return the tree of a file; raise `OSError` where it cannot be read."""
        tree = self._trees.get(path)
        if tree is not None:
            self._trees.move_to_end(path)
            return tree
        tree = parse(Path(path).read_bytes())
        self._trees[path] = tree
        self._held += len(tree.source)
        while self._held > self._limit and len(self._trees) > 1:
            _, dropped = self._trees.popitem(last=False)
            self._held -= len(dropped.source)
        return tree
