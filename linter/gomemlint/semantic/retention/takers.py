"""Whether those who get a part of something big let it go at once."""

from __future__ import annotations

from gomemlint.semantic.program.calls import call_of
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.values.carrying import is_carried
from gomemlint.syntax.nodes import text


def is_dropped_by_all(index: Index, function: Function) -> bool:
    """Tell whether every caller only looks at the result of a function and copies out of it.

    Nobody knows all callers of what others may call, or of a function that is used as a value.
    """
    declared = function.declared
    if declared is None or declared.exported or not _has_one_result(function):
        return False
    uses = [use for use in index.uses(declared.key) if not use.file.is_test]
    calls = [(use.file, call_of(use.node)) for use in uses]
    return bool(calls) and all(
        call is not None and not is_carried(index, Site(file, call)) for file, call in calls
    )


def _has_one_result(function: Function) -> bool:
    """Tell whether a function returns one value, and at most an error with it."""
    results = [text(result.type) for result in function.results]
    return len(results) == 1 or (len(results) == 2 and results[1] == "error")
