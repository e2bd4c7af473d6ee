"""Which code is repeated: by a loop around it, or by one around a call that leads to it."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.semantic.frequency.loops import is_reading, is_unending
from gomemlint.semantic.program.calls import call_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.functions import Function, declaration_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.literals import runs_of
from gomemlint.syntax.functions import enclosing_function, enclosing_loop, enclosing_loops

MAXIMUM_CALLERS = 40
MAXIMUM_DEPTH = 1


class Repetition:
    """Judges how often code runs; what is found out about a function is kept."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[str, bool] = {}

    def is_repeated(self, file: File, node: Node) -> bool:
        """Tell whether code runs in a loop, of its own function or of one that calls it."""
        if in_loop(self._index, file, node):
            return True
        function = declaration_around(file, node)
        if function is None:
            return False
        if function.key not in self._known:
            self._known[function.key] = self._is_repeated(function, (function.key,))
        return self._known[function.key]

    def is_repeated_by_input(self, file: File, node: Node) -> bool:
        """Tell whether code runs in a loop, or is called in one that goes on while input comes."""
        if in_loop(self._index, file, node):
            return True
        function = declaration_around(file, node)
        callers = () if function is None else self._callers(function, (function.key,))
        return any(
            is_reading(loop) or is_unending(site.file, loop)
            for site, _ in callers
            if not site.file.is_test
            for loop in enclosing_loops(site.node)
        )

    def _is_repeated(self, function: Function, path: tuple[str, ...]) -> bool:
        return any(
            in_loop(self._index, site.file, site.node)
            or self._is_repeated(caller, (*path, caller.key))
            for site, caller in self._callers(function, path)
            if not site.file.is_test
        )

    def _callers(
        self, function: Function, path: tuple[str, ...]
    ) -> Iterator[tuple[Site, Function]]:
        """Yield the calls of a function and who makes them, those on the path left out."""
        if function.declared is None or len(path) > MAXIMUM_DEPTH:
            return
        for use in self._index.uses(function.key)[:MAXIMUM_CALLERS]:
            caller = declaration_around(use.file, use.node)
            if call_of(use.node) is not None and caller is not None and caller.key not in path:
                yield use, caller


def in_loop(index: Index, file: File, node: Node) -> bool:
    """Tell whether a loop of its declaration repeats a node, by way of literals as well."""
    pending, seen = [node], set[int]()
    while pending:
        place = pending.pop()
        if enclosing_loop(place) is not None:
            return True
        literal = enclosing_function(place)
        if literal is None or literal.type != "func_literal" or literal.id in seen:
            continue
        seen.add(literal.id)
        for run in runs_of(index, file, literal):
            if run.is_repeated:
                return True
            pending.append(run.call)
    return False
