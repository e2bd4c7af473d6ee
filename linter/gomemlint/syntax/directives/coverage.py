"""Which part of a file a directive covers, decided by the tree."""

from __future__ import annotations

import re

from tree_sitter import Node

from gomemlint.syntax.directives.instructions import Coverage, Extent
from gomemlint.syntax.parsing import SyntaxTree

_CONTAINERS = frozenset(
    {
        "argument_list",
        "block",
        "const_declaration",
        "expression_switch_statement",
        "field_declaration_list",
        "import_spec_list",
        "interface_type",
        "literal_value",
        "parameter_list",
        "select_statement",
        "source_file",
        "statement_list",
        "type_declaration",
        "type_switch_statement",
        "var_spec_list",
    }
)
_DECLARING = frozenset(
    {"const_declaration", "field_declaration_list", "source_file", "type_declaration"}
    | {"interface_type", "var_spec_list"}
)
# What may stand between a directive and the code that it is about: comments, but no empty line.
_UP_TO_CODE = re.compile(
    rb"[ \t\r]*\n(?:[ \t\r]*(?://[^\n]*|/\*[^*]*(?:\*(?!/)[^*]*)*\*/[ \t\r]*)\n)*[ \t]*(?=[^\s])"
)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def coverage(tree: SyntaxTree, comment: Node) -> Coverage:
    """Decide what a comment covers.

    Behind code on a line it covers the line; alone above a statement or declaration, this; above
    the package clause, the file. Alone and above nothing, it covers its own line.
    """
    source = tree.source
    line_start = source.rfind(b"\n", 0, comment.start_byte) + 1
    line_end = source.find(b"\n", comment.end_byte)
    line = Coverage(Extent.LINE, line_start, len(source) if line_end < 0 else line_end)
    before = source[line_start : comment.start_byte].removeprefix(_BYTE_ORDER_MARK)
    if before.strip():
        return line
    if _is_above_package(tree, comment):
        return Coverage(Extent.FILE, 0, len(source), tree.root)
    gap = _UP_TO_CODE.match(source, comment.end_byte)
    node = None if gap is None else _starting_at(tree, gap.end())
    if node is None or node.parent is None:
        return line
    at_top = node.parent.type in _DECLARING and not _is_within_function(node)
    extent = Extent.DECLARATION if at_top else Extent.STATEMENT
    return Coverage(extent, node.start_byte, node.end_byte, node)


def _is_above_package(tree: SyntaxTree, comment: Node) -> bool:
    for child in tree.root.children:
        if child.type == "package_clause":
            return comment.start_byte < child.start_byte
        if child.type != "comment":
            return False
    return False


def _starting_at(tree: SyntaxTree, offset: int) -> Node | None:
    """Return the largest node that starts at an offset and is a member of a list."""
    node = tree.root.descendant_for_byte_range(offset, offset + 1)
    while node is not None and node.start_byte == offset:
        parent = node.parent
        if parent is None:
            return None
        if parent.type in _CONTAINERS and node.is_named and node.type != "statement_list":
            return node
        node = parent
    return None


def _is_within_function(node: Node) -> bool:
    ancestor = node.parent
    while ancestor is not None:
        if ancestor.type == "block":
            return True
        ancestor = ancestor.parent
    return False
