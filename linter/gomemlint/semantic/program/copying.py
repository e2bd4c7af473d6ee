"""Which parameters a function copies whole: as a string of bytes, or as bytes of a string."""

from __future__ import annotations

from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import CALLS, arguments, callee
from gomemlint.syntax.nodes import descendants, text

_TEXTS = frozenset({"string", "[]byte"})


def copied(_: Index, function: Function) -> frozenset[int]:
    """Return the parameters that a function makes copies of which are as big as they are.

    The compiler says that such a parameter stays, which its copy need not.
    """
    found: set[int] = set()
    for node in descendants(function.node):
        to = callee(node) if node.type in CALLS else None
        given = arguments(node) if to is not None and text(to) in _TEXTS else ()
        meant = function.file.object_of(given[0]) if len(given) == 1 else None
        found.update(p.index for p in function.inputs if p.object is not None and p.object == meant)
    return frozenset(found)
