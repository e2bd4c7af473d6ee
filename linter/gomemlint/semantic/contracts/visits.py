"""A function as one call runs it: inlined or not, with the functions that it is given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gomemlint.model.facts import Form, InlinedCall
from gomemlint.model.gotypes import GoObject
from gomemlint.semantic.contracts.targets import Runs
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.definitions import definitions
from gomemlint.semantic.program.functions import Function, function_at
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.anchors import anchor
from gomemlint.syntax.expressions import name_of, unparenthesised


@dataclass(frozen=True, slots=True)
class Visit:
    """A function as one call runs it.

    `inlined` is None for a real call. Otherwise the compiler's records about the function stand
    at the outermost call that inlines it, and `inlined` names all functions that it put there.
    `bindings` leads from the keys of parameters to the functions that they hold.
    """

    function: Function
    inlined: frozenset[str] | None = None
    bindings: tuple[tuple[str, Function], ...] = ()


def visit_of(index: Index, call: Site, runs: Runs, caller: Visit) -> Visit:
    """Tell how a call within another visit runs a function."""
    inlined = caller.inlined
    if inlined is None:
        inlined = _inlined_at(call)
    is_inlined = any(_names(spelled, runs.function.name) for spelled in inlined)
    bindings = tuple(_bindings(index, call, runs, dict(caller.bindings)))
    return Visit(runs.function, inlined if is_inlined else None, bindings)


def _inlined_at(call: Site) -> frozenset[str]:
    position = call.file.lines.position(anchor(call.node))
    if call.file.facts is None:
        return frozenset()
    found = call.file.facts.at(position.line, position.column, Form.INLINING_CALL)
    return frozenset(fact.callee for fact in found if isinstance(fact, InlinedCall))


def _names(spelled: str, name: str) -> bool:
    """Tell whether the compiler's `bytes.(*Buffer).Len` or `Map[...]` means `(*Buffer).Len`."""
    plain, wanted = _without_arguments(spelled), _without_arguments(name)
    return plain == wanted or plain.endswith(f".{wanted}")


def _without_arguments(spelled: str) -> str:
    kept, depth = [], 0
    for letter in spelled:
        depth += letter == "["
        if not depth:
            kept.append(letter)
        depth -= letter == "]"
    return "".join(kept)


def _bindings(
    index: Index, call: Site, runs: Runs, outer: dict[str, Function]
) -> Iterator[tuple[str, Function]]:
    """Yield the parameters that get a function whose body is seen."""
    if runs.callee is None:
        return
    given = {runs.callee.parameter_of(i): node for i, node in runs.callee.operands}
    for parameter in runs.function.parameters:
        node = given.get(parameter.index)
        if node is None or parameter.object is None or parameter.is_variadic:
            continue
        if any(definitions(index, parameter.object)):
            continue
        node = unparenthesised(node)
        if node.type == "func_literal":
            yield parameter.object.key, function_at(call.file, node)
            continue
        name = name_of(node)
        meant = None if name is None else call.file.object_of(name)
        if not isinstance(meant, GoObject):
            continue
        found = outer.get(meant.key) or index.function(meant)
        if found is not None:
            yield parameter.object.key, found
