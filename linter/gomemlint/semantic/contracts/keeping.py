"""Whether parameters stay, by the compiler's own summary of a function."""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.model.facts import Form, Moved, ParameterPath
from gomemlint.model.findings import Related
from gomemlint.model.gotypes import Unknown
from gomemlint.semantic.allocation.passages import route_of
from gomemlint.semantic.allocation.telling import Teller
from gomemlint.semantic.contracts.answers import Place
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import Function, Parameter
from gomemlint.semantic.program.index import Index

PARAMETER = (Form.LEAK, Form.LEAK_OF_CONTENT, Form.LEAK_TO_RESULT, Form.MOVED)


def escaping(index: Index, function: Function, names: tuple[str, ...]) -> Iterator[Place]:
    """Yield the parameters that leave a function, of those with these names or of all."""
    for parameter in _wanted(function, names):
        found = index.leakage(function, parameter)
        if (found is not None and not found.stays) or _is_moved(function.file, parameter):
            yield _place(index, function, parameter)


def untold(index: Index, function: Function, names: tuple[str, ...]) -> Iterator[Place]:
    """Yield the parameters of which the compiler said nothing, although they hold pointers."""
    for parameter in _wanted(function, names):
        if index.leakage(function, parameter) is None and _holds_pointers(function, parameter):
            sentence = f"the compiler said nothing about the parameter `{parameter.name}`"
            yield Place(function.file.span(parameter.node), sentence)


def _wanted(function: Function, names: tuple[str, ...]) -> Iterator[Parameter]:
    for parameter in function.inputs:
        if parameter.object is not None and (not names or parameter.name in names):
            yield parameter


def _place(index: Index, function: Function, parameter: Parameter) -> Place:
    file, offset = function.file, parameter.node.start_byte
    paths = [fact for fact in file.facts_at(offset) if isinstance(fact, ParameterPath)]
    named = [path for path in paths if path.parameter == parameter.name]
    position = file.lines.position(offset)
    facts = file.facts
    raw = () if facts is None else facts.raw_at(position.line, position.column, *PARAMETER)
    sentence = f"`{parameter.name}` leaves `{function.name}`"
    if not named:
        return Place(file.span(parameter.node), sentence, (), "\n".join(raw))
    route = route_of(index, file, named[0])
    teller = Teller(index)
    clause = teller.clause(route)
    flow = tuple(Related(link.span, link.message) for link in teller.chain(route))
    told = f"{sentence}: {clause}" if clause else sentence
    return Place(file.span(parameter.node), told, flow, "\n".join(raw))


def _is_moved(file: File, parameter: Parameter) -> bool:
    facts = file.facts_at(parameter.node.start_byte)
    return any(isinstance(fact, Moved) for fact in facts)


def _holds_pointers(function: Function, parameter: Parameter) -> bool:
    type_ = function.file.type_of(parameter.node)
    return isinstance(type_, Unknown) or type_.holds_pointers
