"""Writers behind an interface: whether any of those that callers give takes a string as it is."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.gotypes import Named, Unknown, interfaces_of
from gomemlint.semantic.program.calls import callers_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.functions import Function, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import arguments

STRING_WRITER = "io.StringWriter"
# Interfaces whose usual values have a WriteString of their own.
OPEN_WRITERS = frozenset({"io.Writer", "net/http.ResponseWriter"})


def is_for_bytes_alone(index: Index, file: File, writer: Node) -> bool:
    """Tell whether a writer is a parameter for which no caller gives one with a `WriteString`.

    `io.WriteString` would copy the string for them, as the conversion does.
    """
    function = function_around(file, writer)
    if function is None or function.declared is None or _is_open(function):
        return False
    meant = file.object_of(writer)
    given = next((p for p in function.parameters if p.object == meant), None)
    if given is None or given.is_variadic:
        return False
    calls = [c for c in callers_of(index, function.declared) if not c.file.is_test]
    writers = [
        Site(call.file, arguments(call.node)[given.index])
        for call in calls
        if given.index < len(arguments(call.node))
    ]
    return bool(writers) and all(map(_takes_bytes_alone, writers))


def _is_open(function: Function) -> bool:
    """Tell whether code that is not seen may call a function."""
    is_internal = "internal" in function.file.package.split("/")
    return function.declared is not None and function.declared.exported and not is_internal


def _takes_bytes_alone(given: Site) -> bool:
    type_ = given.file.type_of(given.node)
    if isinstance(type_, Unknown) or (isinstance(type_, Named) and type_.key in OPEN_WRITERS):
        return False
    return STRING_WRITER not in interfaces_of(type_)
