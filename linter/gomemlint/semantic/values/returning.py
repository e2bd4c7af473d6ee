"""What functions of other modules give back of their arguments.

Their bodies are not seen, but the compiler says of the parameters of whoever calls them whether
their memory comes out again: `leaking param: b to result ~r0`.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import UNKNOWN, Slice, Tuple
from gomemlint.semantic.program.calls import Callee
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import How, Relation, is_standard
from gomemlint.semantic.values.values import SourceKind, Value, Values


def given_back(
    index: Index, call: tuple[File, Node], callee: Callee, result: int
) -> Iterator[tuple[Node, frozenset[int]]]:
    """Yield what a slice that another module returns may share, with the parameters that leak.

    That is an argument of the same type where the compiler says of parameters that their memory
    leaks to a result of the function around the call.
    """
    file, node = call
    if callee.object is None or is_standard(callee.object.package):
        return
    type_ = file.type_of(node)
    type_ = next(iter(type_.elements[result:]), UNKNOWN) if isinstance(type_, Tuple) else type_
    function = function_around(file, node) if isinstance(type_, Slice) else None
    if function is None:
        return
    known = {p.index: index.leakage(function, p) for p in function.inputs}
    leaking = frozenset(i for i, each in known.items() if each is not None and each.results)
    for _, argument in callee.operands if leaking else ():
        if file.type_of(argument) == type_:
            yield argument, leaking


def leaked(values: Values, leaking: frozenset[int], relation: Relation) -> Iterator[Value]:
    """Yield those of some values that are memory of a parameter which leaks to a result."""
    for value in values:
        if value.source.kind is SourceKind.PARAMETER and value.source.index in leaking:
            yield value.related(How.VIEW, *relation)
