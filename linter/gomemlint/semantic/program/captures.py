"""What a function literal captures from the functions around it."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, ObjectKind, Scope
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import assignment_to, is_addressed
from gomemlint.syntax.nodes import descendants

_LOCAL = frozenset({Scope.LOCAL, Scope.PARAMETER, Scope.RESULT, Scope.RECEIVER})


@dataclass(frozen=True, slots=True)
class Captured:
    """A variable of an outer function that a literal uses, and where."""

    variable: GoObject
    uses: tuple[Node, ...]

    @property
    def is_written(self) -> bool:
        """Tell whether the literal assigns to the variable or takes its address."""
        return any(assignment_to(use) is not None or is_addressed(use) for use in self.uses)


def captured_by(file: File, literal: Node) -> tuple[Captured, ...]:
    """Return the captured variables of a literal, literals in it included, by first use."""
    found: dict[str, tuple[GoObject, list[Node]]] = {}
    for node in descendants(literal):
        if node.type != "identifier":
            continue
        meant = file.object_of(node)
        if isinstance(meant, GoObject) and _is_outside(meant, literal):
            found.setdefault(meant.key, (meant, []))[1].append(node)
    return tuple(Captured(variable, tuple(uses)) for variable, uses in found.values())


def _is_outside(meant: GoObject, literal: Node) -> bool:
    declared = meant.declaration
    if meant.kind is not ObjectKind.VARIABLE or meant.scope not in _LOCAL or declared is None:
        return False
    return not literal.start_byte <= declared.offset < literal.end_byte
