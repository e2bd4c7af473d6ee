"""Which functions return objects from pools or big arrays, found upwards from where these begin."""

from __future__ import annotations

from collections import deque

from gomemlint.semantic.calls import calling_functions
from gomemlint.semantic.evaluation import POOL_GET
from gomemlint.semantic.functions import Function
from gomemlint.semantic.index import Index
from gomemlint.semantic.library import BIG
from gomemlint.semantic.summaries import Summaries
from gomemlint.semantic.values import SourceKind, holds_pointers

_WANTED = frozenset({SourceKind.POOLED, SourceKind.BIG})
BEGINNINGS = (POOL_GET, *sorted(BIG))


def find_producers(summaries: Summaries) -> None:
    """Fill `summaries.producers`, callees before their callers."""
    index = summaries.index
    waiting: deque[Function] = deque()
    for key in BEGINNINGS:
        waiting.extend(_users(index, key))
    while waiting:
        function = waiting.popleft()
        if function.key in summaries.producers or not _can_return(function):
            continue
        summaries.forget(function)
        if not any(made.kind in _WANTED for made in summaries.summary(function).produced):
            continue
        summaries.producers.add(function.key)
        waiting.extend(_users(index, function.key))


def _users(index: Index, key: str) -> list[Function]:
    return list(calling_functions(index, key))


def _can_return(function: Function) -> bool:
    """Tell whether a function has a result that can share memory, errors not counted."""
    return any(holds_pointers(function.file, result.type) for result in function.results)
