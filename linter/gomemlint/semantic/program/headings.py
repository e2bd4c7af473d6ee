"""The first line of what goes over many."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.spans import Span
from gomemlint.semantic.program.code import File


def heading(file: File, statement: Node) -> Span:
    """Return the first line of a statement: `for _, x := range xs {`."""
    end = file.source.find(b"\n", statement.start_byte, statement.end_byte)
    line = file.lines.position
    stop = statement.end_byte if end < 0 else end
    return Span(file.path, line(statement.start_byte), line(stop))
