"""What the compiler decided about the storage of variables."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.facts import Escape, Moved, Verdict
from gomemlint.model.gotypes import GoObject
from gomemlint.model.spans import Span
from gomemlint.semantic.program.code import File
from gomemlint.syntax.expressions import is_address_of


def moved_to_heap(file: File, variable: GoObject) -> Moved | None:
    """Return the fact that a variable of this file lives on the heap, None where there is none."""
    declared = variable.declaration
    if declared is None or declared.path != file.absolute or declared.offset < 0:
        return None
    facts = file.facts_at(declared.offset)
    return next((fact for fact in facts if isinstance(fact, Moved)), None)


def declaration_span(file: File, variable: GoObject) -> Span | None:
    """Return where a variable of this file is declared."""
    declared = variable.declaration
    if declared is None or declared.path != file.absolute or declared.offset < 0:
        return None
    end = declared.offset + len(variable.name.encode())
    return Span(file.path, file.lines.position(declared.offset), file.lines.position(end))


def stays_in_frame(file: File, literal: Node) -> bool:
    """Tell whether the compiler says that `T{...}` or `&T{...}` does not escape."""
    outer = literal.parent
    inside = literal.child_by_field_name("body")
    is_address = outer is not None and is_address_of(outer)
    start = outer if is_address and outer is not None else inside or literal
    verdicts = [f.verdict for f in file.facts_at(start.start_byte) if isinstance(f, Escape)]
    return bool(verdicts) and all(v is Verdict.DOES_NOT_ESCAPE for v in verdicts)
