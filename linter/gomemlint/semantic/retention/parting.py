"""Which functions can cut a part out of something, judged by their text: the rest is not followed.

It costs microseconds to look at a function and milliseconds to follow it.
"""

from __future__ import annotations

import re

from gomemlint.semantic.program.calls import callee_of
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import CALLS
from gomemlint.syntax.nodes import descendants

_CUTS = re.compile(
    rb"""\[[^\[\]\n:]*:[^\]\n=]+\]                  # x[i:j]
    | \[[^\[\]\n:]*len\([^\[\]\n:]*-[^\[\]\n:]*:\s*\] # x[len(x)-8:]
    | \.(?:Split|Fields|Cut|Lines|Find|Peek|ReadSlice|ReadLine|Parse\(|ParseRequestURI)
    | \.LastIndex
    | \.Bytes\(\) | \.Next\(\w | unsafe\.(?:String|Slice)\(
    """,
    re.VERBOSE,
)
_DEPTH = 3


class Parting:
    """Judges functions by their text and by what they call; what is found out is kept."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[Function, bool] = {}

    def can_cut(self, function: Function, depth: int = _DEPTH) -> bool:
        """Tell whether a function, or one that it calls, may cut something out of an array."""
        if function not in self._known:
            self._known[function] = False
            self._known[function] = _cuts(function) or self._calls_cutter(function, depth)
        return self._known[function]

    def _calls_cutter(self, function: Function, depth: int) -> bool:
        if depth == 0:
            return False
        for node in descendants(function.node):
            if node.type not in CALLS:
                continue
            called = callee_of(self._index, function.file, node)
            inner = None if called is None else called.function
            if inner is not None and self.can_cut(inner, depth - 1):
                return True
        return False


def _cuts(function: Function) -> bool:
    block = function.body
    if block is None:
        return False
    source = function.file.source
    return _CUTS.search(source, block.start_byte, block.end_byte) is not None
