"""Which types the module puts in place of a type parameter."""

from __future__ import annotations

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

    Instances within generic code, whose argument is itself a type parameter, are left out.
    """
    declaration = enclosing_declaration(node)
    if declaration is None:
        return
    generic, names = _generic(declaration)
    meaning = None if generic is None else file.object_of(generic)
    if parameter.name not in names or not isinstance(meaning, GoObject):
        return
    position, seen = names.index(parameter.name), set[str]()
    for site in index.uses(meaning.key):
        arguments = site.file.types.instance_at(site.file.absolute, site.node.start_byte)
        if position >= len(arguments) or isinstance(arguments[position], TypeParameter):
            continue
        argument = arguments[position]
        if argument.spelling not in seen:
            seen.add(argument.spelling)
            yield argument


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
