"""Which functions get and put: found upwards from the calls where memory begins and ends."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from tree_sitter import Node

from gomemlint.model.gotypes import Named, Pointer
from gomemlint.semantic.program.calls import call_of, callee_of, calling_functions
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.definitions import holder_of
from gomemlint.semantic.program.functions import Function, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import BIG
from gomemlint.semantic.program.paths import resolve
from gomemlint.semantic.values.carrying import is_carried
from gomemlint.semantic.values.evaluation import POOL_GET, POOL_PUT
from gomemlint.semantic.values.summaries import Summaries
from gomemlint.semantic.values.values import SourceKind, can_return
from gomemlint.syntax.expressions import CALLS, arguments, unparenthesised

_WANTED = frozenset({SourceKind.POOLED, SourceKind.BIG})
# Buffers that a function fills itself are followed within it, not into its callers: whatever
# formats text would count.
_OWN_BUFFERS = frozenset(
    {
        "bufio.(Reader).Peek",
        "bufio.(Reader).ReadSlice",
        "bytes.(Buffer).Bytes",
        "bytes.(Buffer).Next",
        "strings.(Builder).String",
    }
)
# A function or variable, which of its parameters it puts, and whether it puts it as a whole.
_Asked: TypeAlias = tuple[str, int, bool]

BEGINNINGS = (POOL_GET, *sorted(BIG.keys() - _OWN_BUFFERS))


def find_producers(summaries: Summaries, beginnings: Sequence[str] = BEGINNINGS) -> None:
    """Fill `summaries.producers`, callees before their callers, after the putters."""
    if summaries.follows_pools:
        find_putters(summaries)
    waiting: deque[Function] = deque()
    for key in beginnings:
        waiting.extend(_users(summaries, key))
    while waiting:
        function = waiting.popleft()
        if function.key in summaries.producers or not can_return(function):
            continue
        if not any(made.kind in _WANTED for made in summaries.produced(function)):
            continue
        summaries.producers.add(function.key)
        through = summaries.dispatch.admit(function, summaries.producers.__contains__)
        for name in (function.key, *(through if summaries.follows_pools else ())):
            summaries.producers.add(name)
            for user in _users(summaries, name):
                summaries.forget(user)
                waiting.append(user)


def find_putters(summaries: Summaries) -> None:
    """Fill `summaries.putters` with the parameters that functions put, judged by their names,
    `summaries.putting` with the functions that put anything, and `summaries.pooled_types`.

    A parameter is followed through local variables that are set once. Of one that is put in part
    the type is not pooled: `func (r *Reader) Close() { put(r.buf) }`.
    """
    waiting: deque[_Asked] = deque([(POOL_PUT, 0, True)])
    seen = set(waiting)
    while waiting:
        asked = waiting.popleft()
        for name in summaries.index.uses(asked[0]):
            found = [each for each in _leading_to(summaries, name, asked) if each not in seen]
            seen.update(found)
            waiting.extend(found)


def _leading_to(summaries: Summaries, name: Site, asked: _Asked) -> Iterator[_Asked]:
    """Yield what else is to be asked of where a putter is named: in a call, or as a value."""
    index, (_, position, is_whole) = summaries.index, asked
    call = call_of(name.node)
    if call is None:
        holder = holder_of(name) if position >= 0 else None
        if holder is not None:
            yield holder, position, is_whole
        return
    callee = callee_of(index, name.file, call)
    given = None if callee is None else callee.operand(position)
    around = function_around(name.file, name.node)
    if given is None:
        return
    if around is not None:
        summaries.putting.add(around.key)
    if is_whole:
        summaries.pooled_types.update(_type_behind(name.file, given))
    found = _parameter_behind(index, Site(name.file, given))
    if found is not None:
        function, parameter, is_itself = found
        for called in _putting(summaries, function, parameter):
            yield called, parameter, is_whole and is_itself


def _putting(summaries: Summaries, function: Function, parameter: int) -> Iterator[str]:
    """Note that a function puts a parameter; yield the keys of what calls of it name."""

    def puts(key: str) -> bool:
        return parameter in summaries.putters.get(key, frozenset())

    summaries.putters[function.key] = summaries.putters.get(function.key, frozenset()) | {parameter}
    yield _called_as(function)
    for name in summaries.dispatch.admit(function, puts):
        summaries.putters[name] = summaries.putters.get(name, frozenset()) | {parameter}
        yield name


def _called_as(function: Function) -> str:
    """Return the key of what calls name: the variable or field that holds a literal."""
    if not function.is_literal:
        return function.key
    return holder_of(Site(function.file, function.node)) or function.key


def _type_behind(file: File, given: Node) -> Iterator[str]:
    """Yield the key of the defined type that an argument has or points to."""
    type_ = file.type_of(given)
    type_ = type_.element if isinstance(type_, Pointer) else type_
    if isinstance(type_, Named):
        yield type_.key


def _parameter_behind(index: Index, given: Site) -> tuple[Function, int, bool] | None:
    """Return the parameter of the function around that an argument is, or is reached from.

    With it comes whether the argument is the parameter itself.
    """
    path = resolve(index, given.file, _converted(index, given))
    function = function_around(given.file, given.node)
    if path is None or path.root is None:
        return None
    while function is not None:
        for parameter in function.inputs:
            if parameter.object is not None and parameter.object.key == path.root.key:
                return function, parameter.index, not path.steps
        function = function_around(function.file, function.node)
    return None


def _converted(index: Index, given: Site) -> Node:
    """Return what a conversion gives another type: `(*page)(b)`."""
    node = unparenthesised(given.node)
    while node.type in CALLS and len(arguments(node)) == 1:
        called = callee_of(index, given.file, node)
        if node.type != "type_conversion_expression" and not (called and called.is_conversion):
            break
        node = unparenthesised(arguments(node)[0])
    return node


def _users(summaries: Summaries, key: str) -> list[Function]:
    """Return who calls a function; for big memory only where the result can go on."""
    index = summaries.index
    if summaries.follows_pools:
        return list(calling_functions(index, key))
    found: dict[str, Function] = {}
    for site in index.uses(key):
        call, function = call_of(site.node), function_around(site.file, site.node)
        if call is None or function is None or function.key in found or not can_return(function):
            continue
        if is_carried(index, Site(site.file, call)):
            found[function.key] = function
    return list(found.values())
