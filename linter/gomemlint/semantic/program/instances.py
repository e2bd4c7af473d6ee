"""Which types the module puts in place of a type parameter."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, GoType, TypeParameter
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import name_of, type_arguments
from gomemlint.syntax.functions import enclosing_declaration, receiver, type_parameters
from gomemlint.syntax.nodes import text


def instantiations(
    index: Index, file: File, node: Node, parameter: TypeParameter
) -> Iterator[GoType]:
    """Yield the types that instances of the generic code around a node have for a parameter.

    An instance within generic code, whose argument is itself a type parameter, stands for the
    instances of that code: `New[T]` returns a `Pool[T]`.
    """
    given = _parameter(file, node, parameter)
    if given is None:
        return
    pending, known, seen = deque((given,)), {given}, set[str]()
    while pending:
        key, position = pending.popleft()
        for site in index.uses(key):
            arguments = site.file.types.instance_at(site.file.absolute, site.node.start_byte)
            if position >= len(arguments):
                continue
            argument = arguments[position]
            if isinstance(argument, TypeParameter):
                outer = _parameter(site.file, site.node, argument)
                if outer is not None and outer not in known:
                    known.add(outer)
                    pending.append(outer)
            elif argument.spelling not in seen:
                seen.add(argument.spelling)
                yield argument


def _parameter(file: File, node: Node, parameter: TypeParameter) -> tuple[str, int] | None:
    """Return the generic function or type that has a parameter, and the position it has there."""
    declaration = enclosing_declaration(node)
    generic, names = (None, []) if declaration is None else _generic(declaration)
    meaning = None if generic is None else file.object_of(generic)
    if parameter.name not in names or not isinstance(meaning, GoObject):
        return None
    return meaning.key, names.index(parameter.name)


def _generic(declaration: Node) -> tuple[Node | None, list[str]]:
    """Return the identifier that carries the type parameters, and their names in this scope."""
    if declaration.type == "function_declaration":
        names = [text(name) for name in type_parameters(declaration)]
        return declaration.child_by_field_name("name"), names
    given = receiver(declaration)
    if given is None or given.type_name.parent is None:
        return None, []
    holder = given.type_name.parent
    return name_of(holder), [text(argument) for argument in type_arguments(holder)]
