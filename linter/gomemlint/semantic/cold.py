"""Which code runs rarely: at start, on the way to an error, to print something for people."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject
from gomemlint.semantic.calls import call_of
from gomemlint.semantic.code import File, Site
from gomemlint.semantic.functions import Function, declaration_around
from gomemlint.semantic.index import Index
from gomemlint.syntax.cold import in_cold_block
from gomemlint.syntax.expressions import callee, is_call, parenthesised
from gomemlint.syntax.functions import enclosing_function, enclosing_loop

# What fmt calls to print a value for people.
PRINTING = frozenset({"String", "GoString", "Error", "Format"})
MAXIMUM_CALLERS = 12
MAXIMUM_DEPTH = 5


class Cold:
    """Judges where code stands; what is found out about a function is kept."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._starters: dict[str, bool] = {}

    def is_cold(self, file: File, node: Node) -> bool:
        """Tell whether a node runs rarely, or stands in a test or in generated code."""
        if file.is_generated or file.is_test or in_cold_block(node):
            return True
        function = declaration_around(file, node)
        if function is not None and function.receiver is not None and _name(function) in PRINTING:
            return True
        return self.runs_at_start(Site(file, node), function)

    def runs_at_start(self, site: Site, function: Function | None) -> bool:
        """Tell whether a place runs only while the program starts, and not in a loop of `main`."""
        if function is None:
            return not _is_in_literal(site.node)
        if _name(function) == "main" and function.receiver is None:
            return enclosing_loop(site.node) is None
        return self.is_starter(function)

    def is_starter(self, function: Function, depth: int = 0) -> bool:
        """Tell whether a function is called only while the program starts."""
        if function.receiver is None and _name(function) == "init":
            return True
        known = self._starters.get(function.key)
        if known is not None:
            return known
        self._starters[function.key] = False
        found = depth < MAXIMUM_DEPTH and self._all_callers_start(function, depth)
        self._starters[function.key] = found
        return found

    def _all_callers_start(self, function: Function, depth: int) -> bool:
        meaning = function.declared
        if not isinstance(meaning, GoObject) or meaning.exported:
            return False
        uses = self._index.uses(meaning.key)
        if not 0 < len(uses) <= MAXIMUM_CALLERS:
            return False
        return all(self._starts(use, depth) for use in uses)

    def _starts(self, use: Site, depth: int) -> bool:
        if call_of(use.node) is None:
            return False
        caller = declaration_around(use.file, use.node)
        if caller is None:
            return True
        if _name(caller) == "main" and caller.receiver is None:
            return enclosing_loop(use.node) is None
        return self.is_starter(caller, depth + 1)


def _name(function: Function) -> str:
    return "" if function.declared is None else function.declared.name


def _is_in_literal(node: Node) -> bool:
    """Tell whether a place outside of functions is in a literal that does not run at once."""
    literal = enclosing_function(node)
    while literal is not None:
        call = parenthesised(literal).parent
        if call is None or not is_call(call) or callee(call) != literal:
            return True
        literal = enclosing_function(literal)
    return False
