"""Which code runs rarely: at start, on the way to an error, to print something for people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject
from gomemlint.semantic.frequency.commands import is_action, is_command
from gomemlint.semantic.frequency.support import Support
from gomemlint.semantic.program.calls import call_of, runs_once_in_all
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.functions import Function, declaration_around
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.cold import in_cold_block
from gomemlint.syntax.expressions import callee, elements, is_call, parenthesised, unparenthesised
from gomemlint.syntax.functions import enclosing_function, enclosing_loops
from gomemlint.syntax.statements import range_of

# What fmt calls to print a value for people.
PRINTING = frozenset({"String", "GoString", "Error", "Format"})
_HELPS = re.compile(r"(?:print|show|write)?_?(?:help|usage)", re.IGNORECASE)
_DUMPS = re.compile(rb"\b(?:debug|runtime)\.Stack\(")
MAXIMUM_ROUNDS = 16
MAXIMUM_CALLERS = 12
MAXIMUM_DEPTH = 5


class Cold:
    """Judges where code stands; what is found out about a function is kept."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._starters: dict[str, bool] = {}
        self._once: dict[str, bool] = {}
        self._support = Support(index)

    def is_cold(self, file: File, node: Node) -> bool:
        """Tell whether a node runs rarely, or stands in a test or in generated code."""
        if self.is_exceptional(file, node):
            return True
        return self.runs_at_start(Site(file, node), declaration_around(file, node))

    def is_exceptional(self, file: File, node: Node) -> bool:
        """Tell whether a node is in a test, in generated code, on the way to an error or a text."""
        if file.is_generated or self.is_for_tests(file) or in_cold_block(node):
            return True
        function = declaration_around(file, node)
        if function is None:
            return False
        name = _name(function)
        if _HELPS.fullmatch(name) is not None or _dumps_stack(function):
            return True
        return function.receiver is not None and name in PRINTING

    def is_for_tests(self, file: File) -> bool:
        """Tell whether a file is a test, or helps tests and is in no program that is shipped."""
        return self._support.is_for_tests(file)

    def runs_at_start(self, site: Site, function: Function | None) -> bool:
        """Tell whether a place runs only while the program starts.

        What `main` calls belongs to the start as far as no loop repeats it; what it hands on as a
        function literal runs whenever it is called. The action of a command is a `main` of its own.
        """
        if is_in_literal(site.node):
            is_single = is_in_action(site) or self._is_done_once(site)
            return is_single and loop_around(site.node) is None
        if function is None or self.is_starter(function):
            return True
        return loop_around(site.node) is None and self.runs_once(function)

    def _is_done_once(self, site: Site) -> bool:
        literal = enclosing_function(site.node)
        return literal is not None and runs_once_in_all(self._index, site.file, literal)

    def is_starter(self, function: Function, depth: int = 0) -> bool:
        """Tell whether a function is called only by initialisers."""
        if _is_root(function, "init"):
            return True
        return self._follow(self._starters, function, depth, self._initialises)

    def runs_once(self, function: Function, depth: int = 0) -> bool:
        """Tell whether a function is called only by initialisers and once by `main`."""
        if _is_root(function, "main") or is_command(self._index, function):
            return True
        return self._follow(self._once, function, depth, self._calls_once)

    def _follow(
        self,
        known: dict[str, bool],
        function: Function,
        depth: int,
        judged: Callable[[Site, int], bool],
    ) -> bool:
        """Judge all callers of a function, and keep the answer; recursion is never at start."""
        if function.key not in known:
            known[function.key] = False
            uses = self._callers(function) if depth < MAXIMUM_DEPTH else ()
            known[function.key] = bool(uses) and all(judged(use, depth) for use in uses)
        return known[function.key]

    def _callers(self, function: Function) -> tuple[Site, ...]:
        """Return all uses of a function by the program, none where others may use it as well."""
        meaning = function.declared
        if not isinstance(meaning, GoObject):
            return ()
        uses = tuple(use for use in self._index.uses(meaning.key) if not use.file.is_test)
        if meaning.exported and all(use.file.package == function.file.package for use in uses):
            return ()
        return uses if len(uses) <= MAXIMUM_CALLERS else ()

    def _initialises(self, use: Site, depth: int) -> bool:
        if call_of(use.node) is None or is_in_literal(use.node):
            return False
        caller = declaration_around(use.file, use.node)
        return caller is None or self.is_starter(caller, depth + 1)

    def _calls_once(self, use: Site, depth: int) -> bool:
        if self._initialises(use, depth) or is_action(use.file, use.node):
            return True
        if call_of(use.node) is None or loop_around(use.node):
            return False
        if is_in_literal(use.node):
            return is_in_action(use)
        caller = declaration_around(use.file, use.node)
        return caller is not None and self.runs_once(caller, depth + 1)


def _dumps_stack(function: Function) -> bool:
    """Tell whether a function writes out a stack, beside which nothing else counts."""
    node = function.node
    return _DUMPS.search(function.file.source, node.start_byte, node.end_byte) is not None


def _is_root(function: Function, name: str) -> bool:
    return function.receiver is None and _name(function) == name


def _name(function: Function) -> str:
    return "" if function.declared is None else function.declared.name


def is_in_literal(node: Node) -> bool:
    """Tell whether a place is in a literal that does not run at once."""
    return any(not _runs_at_once(literal) for literal in _literals_around(node))


def is_in_action(site: Site) -> bool:
    """Tell whether the literal around a place is the action of a command."""
    literal = next((each for each in _literals_around(site.node) if not _runs_at_once(each)), None)
    return literal is not None and is_action(site.file, literal)


def _runs_at_once(literal: Node) -> bool:
    call = parenthesised(literal).parent
    return call is not None and is_call(call) and callee(call) == literal


def _literals_around(node: Node) -> Iterator[Node]:
    literal = enclosing_function(node)
    while literal is not None and literal.type == "func_literal":
        yield literal
        literal = enclosing_function(literal)


def loop_around(node: Node) -> Node | None:
    """Return a loop of the declaration that repeats a place, seen through literals.

    One over a short list that is spelled there stands for as many statements.
    """
    places = (node, *_literals_around(node))
    loops = (loop for place in places for loop in enclosing_loops(place))
    return next((loop for loop in loops if not _is_short(loop)), None)


def _is_short(loop: Node) -> bool:
    parts = range_of(loop)
    over = None if parts is None else unparenthesised(parts.operand)
    if over is None or over.type != "composite_literal":
        return False
    return len(elements(over)) <= MAXIMUM_ROUNDS
