"""What the compiler decided about the storage of variables."""

from __future__ import annotations

from gomemlint.model.facts import Moved
from gomemlint.model.gotypes import GoObject
from gomemlint.model.spans import Span
from gomemlint.semantic.code import File


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
