"""Short ways to get at the nodes of Go text."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.syntax.nodes import descendants, text
from gomemlint.syntax.parsing import parse


def statement(source: str) -> Node:
    """Return the first statement of a function whose body is this text."""
    root = parse(f"package p\n\nfunc f() {{\n{source}\n}}\n".encode()).root
    block = first(root, "block")
    return block.named_children[0].named_children[0]


def expression(source: str) -> Node:
    """Return the expression that is this text."""
    node = statement(f"_ = {source}").child_by_field_name("right")
    assert node is not None
    return node.named_children[0]


def file(source: str) -> Node:
    """Return the root of a file with this text behind the package clause."""
    return parse(f"package p\n\n{source}\n".encode()).root


def first(node: Node, kind: str, spelled: str | None = None) -> Node:
    """Return the first node of a type, and of a text, below a node."""
    for found in descendants(node):
        if found.type == kind and (spelled is None or text(found) == spelled):
            return found
    raise AssertionError(f"no {kind} {spelled or ''}")


def texts(nodes: tuple[Node, ...]) -> list[str]:
    return [text(node) for node in nodes]
