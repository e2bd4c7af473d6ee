"""What feeds pooled objects: the calls that fill them further down, the input from further up."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from gomemlint.model.gotypes import GoObject, Named
from gomemlint.semantic.pools.intake import fillings
from gomemlint.semantic.program.calls import call_of, callee_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.functions import Function, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import call_around, unparenthesised
from gomemlint.syntax.nodes import descendants, text

_HOPS = 3
_CALLERS = 12
_DATA = frozenset({"string", "[]byte", "[]uint8"})
_READERS = re.compile(r"\b(ReadFrom|ReadAll|Copy|CopyN|Body)\b")
_INPUTS = ("io.Reader", "*http.Request", "net.Conn", "*bufio.Reader", "io.ReadCloser", "*os.File")


def fillings_below(index: Index, use: Site, hops: int = _HOPS) -> Iterator[Site]:
    """Yield the calls that write much to a buffer, here or in the functions that it is given to."""
    found = tuple(fillings(use))
    yield from found
    around = None if found or not hops else call_around(use.node)
    callee = None if around is None else callee_of(index, use.file, around[0])
    function = None if callee is None else callee.function
    if callee is None or function is None or function.body is None:
        return
    positions = {i for i, given in callee.operands if unparenthesised(given) == use.node}
    wanted = {callee.parameter_of(position) for position in positions}
    keys = {p.object.key for p in function.inputs if p.object and p.index in wanted}
    for key in keys:
        for inner in index.uses(key):
            yield from fillings_below(index, inner, hops - 1)


def is_fed(index: Index, grown: Site) -> bool:
    """Tell whether what makes an object grow comes from a function that reads input.

    The text or bytes that it adds are followed from parameter to argument, caller by caller.
    """
    waiting, seen = deque(_parameters_in(grown)), set[str]()
    while waiting:
        function, parameter = waiting.popleft()
        uses = index.uses(function.key) if function.declared is not None else ()
        if f"{function.key} {parameter}" in seen or len(uses) > _CALLERS:
            continue
        seen.add(f"{function.key} {parameter}")
        for use in uses:
            call = None if use.file.is_test else call_of(use.node)
            callee = None if call is None else callee_of(index, use.file, call)
            given = None if callee is None else callee.operand(parameter)
            caller = None if given is None else function_around(use.file, use.node)
            if given is None or caller is None or isinstance(use.file.constant_of(given), str):
                continue
            if reads_input(caller):
                return True
            waiting.extend(_parameters_in(Site(use.file, given)))
    return False


def _parameters_in(place: Site) -> Iterator[tuple[Function, int]]:
    """Yield the parameters of the function around a place that it names, if they are data."""
    function = function_around(place.file, place.node)
    inputs = () if function is None else function.parameters
    data = {p.object.key: p.index for p in inputs if p.object and _is_data(place.file, p.object)}
    for node in (place.node, *descendants(place.node)) if data else ():
        meant = place.file.object_of(node) if node.type == "identifier" else None
        if function is not None and isinstance(meant, GoObject) and meant.key in data:
            yield function, data[meant.key]


def _is_data(file: File, parameter: GoObject) -> bool:
    """Tell whether a parameter is text, or bytes."""
    type_ = file.types.type_of(parameter)
    below = file.types.underlying(type_) if isinstance(type_, Named) else type_
    return getattr(below, "spelling", "") in _DATA


def reads_input(function: Function) -> bool:
    """Tell whether a reader or a request can feed what a function fills."""
    for parameter in function.inputs:
        type_ = None if parameter.object is None else function.file.types.type_of(parameter.object)
        if getattr(type_, "spelling", "") in _INPUTS:
            return True
    return any(
        node.type == "field_identifier" and _READERS.fullmatch(text(node))
        for node in (() if function.body is None else descendants(function.body))
    )
