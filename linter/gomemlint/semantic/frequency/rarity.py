"""Which code runs rarely because all that calls it does."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tree_sitter import Node

from gomemlint.semantic.frequency.cold import Cold, is_in_literal, loop_around
from gomemlint.semantic.program.calls import call_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.functions import declaration_around
from gomemlint.semantic.program.index import Index

MAXIMUM_CALLERS = 12
MAXIMUM_DEPTH = 3


def is_rare(index: Index, cold: Cold, file: File, node: Node) -> bool:
    """Tell whether a place is cold, or is reached from cold places alone."""
    return cold.is_cold(file, node) or _Rarity(index, cold).is_reached_rarely(Site(file, node))


@dataclass(frozen=True, slots=True)
class _Rarity:
    """Follows a place to those who call it. What is repeated on the way is not done at start."""

    index: Index
    cold: Cold
    path: tuple[str, ...] = ()
    is_repeated: bool = False

    def is_reached_rarely(self, place: Site) -> bool:
        """Tell whether all calls of the function around a place are in cold places."""
        function = declaration_around(place.file, place.node)
        meant = None if function is None else function.declared
        if meant is None or meant.exported or len(self.path) > MAXIMUM_DEPTH:
            return False
        if is_in_literal(place.node):
            return False
        is_repeated = self.is_repeated or loop_around(place.node) is not None
        outer = replace(self, path=(*self.path, meant.key), is_repeated=is_repeated)
        uses = [use for use in self.index.uses(meant.key) if not use.file.is_test]
        others = [use for use in uses if not _is_within(use.file, use.node, outer.path)]
        return 0 < len(others) <= MAXIMUM_CALLERS and all(map(outer._is_rare_call, others))

    def _is_rare_call(self, use: Site) -> bool:
        if call_of(use.node) is None:
            return False
        is_cold = self.cold.is_exceptional if self.is_repeated else self.cold.is_cold
        return is_cold(use.file, use.node) or self.is_reached_rarely(use)


def _is_within(file: File, node: Node, keys: tuple[str, ...]) -> bool:
    function = declaration_around(file, node)
    return function is not None and function.key in keys
