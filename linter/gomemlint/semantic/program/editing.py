"""What an edit replaces, and by what."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.findings import Edit
from gomemlint.model.gotypes import Basic, GoType, Named, Slice, Unknown
from gomemlint.model.spans import Span
from gomemlint.semantic.program.code import File
from gomemlint.syntax.nodes import descendants, text


def whole_lines(file: File, statement: Node) -> Span:
    """Return the lines of a statement if nothing else stands on them, else the statement."""
    source = file.source
    start = source.rfind(b"\n", 0, statement.start_byte) + 1
    newline = source.find(b"\n", statement.end_byte)
    end = len(source) if newline < 0 else newline + 1
    before = source[start : statement.start_byte]
    if before.strip() or source[statement.end_byte : end].strip():
        return file.span(statement)
    return Span(file.path, file.lines.position(start), file.lines.position(end))


def cloned(file: File, value: Node) -> Edit | None:
    """Return the edit that clones a slice or string, None unless the file imports what it takes."""
    package = _package_for(file.type_of(value), file)
    if package is None or package not in _imported(file):
        return None
    return Edit(file.span(value), f"{package}.Clone({file.text(value)})")


def _package_for(type_: GoType | Unknown, file: File) -> str | None:
    if isinstance(type_, Named):
        type_ = file.types.underlying(type_)
    match type_:
        case Slice(element=Basic(name="uint8")):
            return "bytes"
        case Slice():
            return "slices"
        case Basic(name="string"):
            return "strings"
        case _:
            return None


def _imported(file: File) -> frozenset[str]:
    """Return the packages of the standard library's top level that go by their own name."""
    specs = (node for node in descendants(file.tree.root) if node.type == "import_spec")
    return frozenset(text(spec).strip('"`') for spec in specs)
