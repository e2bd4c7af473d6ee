"""Loops that go on: until the input ends, or for as long as the program runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import Chan
from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.interfaces import implementations
from gomemlint.syntax.expressions import called_name, is_receive, operator
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import descendants, named, text
from gomemlint.syntax.statements import (
    body,
    condition,
    is_endless,
    range_of,
    statements,
    update,
)

_WAITS = re.compile(
    r"(?:Accept|Recv|Receive|Poll|Consume|Fetch|Wait|ReadFrom|ReadMsg|ReadMessage|Dequeue)\w*"
    r"|(?:BR|BL)?Pop|Sleep|NextMessage|Tick"
)
_READS = re.compile(r"(?:Read|Scan|Decode)\w*")
_ELSEWHERE = frozenset({"for_statement", "func_literal", "go_statement"})


class Waiting:
    """Judges loops by what they call; what is found out about a function is kept."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[str, bool] = {}

    def goes_on(self, file: File, loop: Node) -> bool:
        """Tell whether a loop goes on for as long as the program: it waits, or its callees do."""
        if is_unending(file, loop):
            return True
        if range_of(loop) is not None or _asks_for_end(loop):
            return False
        if any(child.type == "for_clause" for child in loop.named_children):
            following = update(loop)
            is_fetched = following is not None and following.type == "assignment_statement"
            return is_fetched and self._calls_waiter(file, following or loop)
        test, inside = condition(loop), body(loop)
        is_asked = test is not None and not is_endless(loop) and ".Err()" not in text(test)
        asked = test if is_asked else inside
        return asked is not None and self._calls_waiter(file, asked)

    def _calls_waiter(self, file: File, node: Node) -> bool:
        """Tell whether what a place calls in each round waits: for a channel, or to be woken up."""
        return any(map(self._waits, self._called_in(file, node)))

    def _called_in(self, file: File, node: Node) -> Iterator[Function]:
        for call in (node, *descendants(node, outside=_ELSEWHERE)):
            if call.type == "call_expression":
                yield from self._called(file, call)

    def _called(self, file: File, call: Node) -> Iterator[Function]:
        """Yield the functions of the run that a call calls, behind an interface all that may."""
        callee = callee_of(self._index, file, call)
        if callee is None or callee.object is None or callee.function is not None:
            yield from () if callee is None or callee.function is None else (callee.function,)
            return
        for method in implementations(self._index, callee.object):
            function = self._index.function(method)
            if function is not None:
                yield function

    def _waits(self, function: Function) -> bool:
        if function.key not in self._known:
            inside = function.body
            is_waiting = inside is not None and _is_waiting(function.file, inside)
            self._known[function.key] = is_waiting or self._starts_with_wait(function)
        return self._known[function.key]

    def _starts_with_wait(self, function: Function) -> bool:
        """Tell whether a function first calls one that waits: `key, down := q.Get()`."""
        inside = function.body
        first = None if inside is None else next(iter(statements(inside)), None)
        called = () if first is None else self._called_in(function.file, first)
        return any(each.body is not None and _is_waiting(each.file, each.body) for each in called)


def is_unending(file: File, loop: Node) -> bool:
    """Tell whether a loop goes on for as long as the program runs: it waits, and has no end.

    A loop that looks for the end of a file reads one.
    """
    parts = range_of(loop)
    if parts is not None:
        return isinstance(file.type_of(parts.operand), Chan)
    if _asks_for_end(loop) or not (is_endless(loop) or condition(loop) is not None):
        return False
    if any(child.type == "for_clause" for child in loop.named_children):
        return False
    inside = tuple(descendants(loop))
    if any(node.type == "select_statement" or is_receive(node) for node in inside):
        return True
    if any(_waits(node) for node in inside):
        return True
    leaves = ("break_statement", "return_statement", "goto_statement")
    is_left = any(node.type in leaves for node in inside)
    return not is_left and (is_endless(loop) or _is_until_cancelled(file, loop))


def _is_until_cancelled(file: File, loop: Node) -> bool:
    """Tell whether a loop goes on until a context ends: `for ctx.Err() == nil`."""
    test = condition(loop)
    asked = named(test)[0] if test is not None and operator(test) == "==" else None
    name = None if asked is None or asked.type != "call_expression" else called_name(asked)
    meant = None if name is None else file.object_of(name)
    return getattr(meant, "key", "") == "context.(Context).Err"


def _asks_for_end(loop: Node) -> bool:
    """Tell whether a loop itself, and no function literal in it, looks for the end of input."""
    names = ("identifier", "field_identifier")
    return any(
        node.type in names and "EOF" in text(node) for node in descendants(loop, outside=FUNCTIONS)
    )


def is_reading(loop: Node) -> bool:
    """Tell whether a loop goes on for as long as there is input."""
    if range_of(loop) is not None or update(loop) is not None:
        return False
    test = condition(loop)
    asked = descendants(loop) if is_endless(loop) or test is None else (test, *descendants(test))
    names = (called_name(node) for node in asked if node.type == "call_expression")
    return any(name is not None and _READS.fullmatch(text(name)) is not None for name in names)


def _is_waiting(file: File, block: Node) -> bool:
    """Tell whether a function itself waits for a channel, or to be woken up."""
    for node in descendants(block, outside={"func_literal", "go_statement"}):
        if node.type == "select_statement":
            return not any(case.type == "default_case" for case in node.named_children)
        if is_receive(node):
            return True
        if node.type == "for_statement":
            parts = range_of(node)
            if parts is not None and isinstance(file.type_of(parts.operand), Chan):
                return True
        if node.type == "call_expression":
            name = called_name(node)
            meant = None if name is None else file.object_of(name)
            if getattr(meant, "key", "") == "sync.(Cond).Wait":
                return True
    return False


def _waits(node: Node) -> bool:
    name = called_name(node) if node.type == "call_expression" else None
    return name is not None and _WAITS.fullmatch(text(name)) is not None
