"""Statements that no contract counts, by the reason that their comment gives."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.semantic.program.code import File
from gomemlint.syntax.directives import Directive, Exempt, directives


@dataclass(frozen=True, slots=True)
class Exemptions:
    """The exemptions of a file; those without a reason exempt nothing."""

    directives: tuple[Directive, ...]

    def around(self, node: Node) -> Directive | None:
        """Return the exemption that covers a node, None if it counts."""
        return next((each for each in self.directives if node.start_byte in each.covers), None)


def exemptions(file: File) -> Exemptions:
    """Return the exemptions of a file."""
    found = directives(file.tree)
    return Exemptions(tuple(each for each in found if _is_exemption(each)))


def _is_exemption(directive: Directive) -> bool:
    return isinstance(directive.instruction, Exempt) and bool(directive.instruction.reason)
