"""Places in a file for messages and edits that are about no single node."""

from __future__ import annotations

import re

from tree_sitter import Node

from gomemlint.model.findings import Edit
from gomemlint.model.spans import Span
from gomemlint.semantic.program.code import File
from gomemlint.syntax.nodes import text as text_of


def heading(file: File, statement: Node) -> Span:
    """Return the first line of a statement: `for _, x := range xs {`."""
    end = file.source.find(b"\n", statement.start_byte, statement.end_byte)
    line = file.lines.position
    stop = statement.end_byte if end < 0 else end
    return Span(file.path, line(statement.start_byte), line(stop))


def line_before(file: File, statement: Node, line: str) -> Edit:
    """Return the edit that puts a line above a statement, and above its label."""
    parent = statement.parent
    node = parent if parent is not None and parent.type == "labeled_statement" else statement
    start = file.lines.position(node.start_byte)
    above = file.source[node.start_byte - start.column + 1 : node.start_byte]
    indentation = above[: len(above) - len(above.lstrip())].decode("utf-8", "replace")
    return Edit(Span(file.path, start, start), f"{line}\n{indentation}")


def is_free(file: File, name: str) -> bool:
    """Tell whether nothing in a file is called by a name."""
    return re.search(rf"\b{re.escape(name)}\b".encode(), file.source) is None


def imports(file: File, path: str) -> bool:
    """Tell whether a file imports a package under the last part of its path."""
    name = path.rpartition("/")[2]
    for declaration in file.tree.root.named_children:
        if declaration.type != "import_declaration":
            continue
        spec = re.search(rf'(?m)(?P<name>[\w.]+\s+)?"{re.escape(path)}"', text_of(declaration))
        if spec is not None:
            given = (spec["name"] or "").strip()
            return given in ("", "import", name)
    return False
