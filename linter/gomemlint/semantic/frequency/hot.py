"""Which functions are hot: marked, benchmarked, or called in a loop of a hot function."""

from __future__ import annotations

from gomemlint.model.gotypes import GoObject
from gomemlint.semantic.program.calls import call_of
from gomemlint.semantic.program.functions import Function, declaration_around
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.directives import Hot, directives
from gomemlint.syntax.functions import loop_depth

_DEPTH = 4


class Heat:
    """Judges functions; what is found out is kept."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[str, bool] = {}

    def is_hot(self, function: Function, depth: int = 0) -> bool:
        """Tell whether a declared function is hot; literals are as hot as what holds them."""
        outer = function
        if function.is_literal:
            found = declaration_around(function.file, function.node)
            if found is None:
                return False
            outer = found
        if outer.key not in self._known:
            self._known[outer.key] = False
            self._known[outer.key] = is_marked(outer) or self._is_called_hot(outer, depth)
        return self._known[outer.key]

    def _is_called_hot(self, function: Function, depth: int) -> bool:
        meant = function.declared
        if not isinstance(meant, GoObject) or depth >= _DEPTH:
            return False
        for site in self._index.uses(meant.key):
            if call_of(site.node) is None:
                continue
            caller = declaration_around(site.file, site.node)
            if caller is None or caller == function:
                continue
            if is_benchmark(caller):
                return True
            if loop_depth(site.node) and self.is_hot(caller, depth + 1):
                return True
        return False


def is_benchmark(function: Function) -> bool:
    """Tell whether a function is a benchmark of a test file."""
    meant = function.declared
    return function.file.is_test and meant is not None and meant.name.startswith("Benchmark")


def is_marked(function: Function) -> bool:
    """Tell whether `//gomemlint:hot` stands in the doc comment of a function."""
    start = function.node.start_byte
    return any(
        isinstance(directive.instruction, Hot) and start in directive.covers
        for directive in directives(function.file.tree)
    )
