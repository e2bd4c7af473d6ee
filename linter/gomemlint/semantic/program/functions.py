"""The functions of a run, with the objects of their parameters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject
from gomemlint.semantic.program.code import File
from gomemlint.syntax import functions as syntax
from gomemlint.syntax.nodes import text

RECEIVER = -1


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter or receiver; unnamed ones and `_` have no object.

    `index` counts from 0; the receiver is `RECEIVER`.
    """

    index: int
    name: str
    node: Node
    object: GoObject | None
    is_variadic: bool = False


@dataclass(frozen=True, eq=False)
class Function:
    """A declared function or method with a body, or a function literal.

    `key` is that of the object of a declaration; a literal has one of its own.
    """

    key: str
    file: File
    node: Node
    declared: GoObject | None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Function) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def name(self) -> str:
        """Spell the function as Go does: `F`, `(*T).M`, `F.func1`."""
        return syntax.function_name(self.node)

    @property
    def is_literal(self) -> bool:
        return self.node.type == "func_literal"

    @property
    def body(self) -> Node | None:
        return self.node.child_by_field_name("body")

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Return the parameters, without the receiver."""
        return tuple(
            self._parameter(index, parameter)
            for index, parameter in enumerate(syntax.parameters(self.node))
        )

    @cached_property
    def receiver(self) -> Parameter | None:
        """Return the receiver of a method."""
        if self.node.type != "method_declaration":
            return None
        given = syntax.receiver(self.node)
        if given is None:
            return None
        name = given.name
        found = syntax.Parameter(name, given.type_name)
        return self._parameter(RECEIVER, found)

    @cached_property
    def inputs(self) -> tuple[Parameter, ...]:
        """Return the receiver, if there is one, and the parameters."""
        receiver = self.receiver
        return self.parameters if receiver is None else (receiver, *self.parameters)

    @cached_property
    def results(self) -> tuple[syntax.Parameter, ...]:
        return syntax.results(self.node)

    def _parameter(self, index: int, parameter: syntax.Parameter) -> Parameter:
        name = parameter.name
        if name is None or name.text == b"_":
            return Parameter(index, "", parameter.type, None, parameter.is_variadic)
        found = self.file.object_of(name)
        known = found if isinstance(found, GoObject) else None
        return Parameter(index, text(name), name, known, parameter.is_variadic)


def function_at(file: File, node: Node) -> Function:
    """Return the function that a declaration or literal node is."""
    name = node.child_by_field_name("name")
    found = None if name is None else file.object_of(name)
    if isinstance(found, GoObject):
        return Function(found.key, file, node, found)
    return Function(f"{file.absolute}:{node.start_byte}", file, node, None)


def function_around(file: File, node: Node) -> Function | None:
    """Return the innermost function that holds a node."""
    outer = syntax.enclosing_function(node)
    return None if outer is None else function_at(file, outer)


def declaration_around(file: File, node: Node) -> Function | None:
    """Return the declared function that holds a node, literals passed over."""
    outer = syntax.enclosing_declaration(node)
    return None if outer is None else function_at(file, outer)
