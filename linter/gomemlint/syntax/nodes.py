"""How to move in a tree: texts, children, ancestors and descendants, never by recursion."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tree_sitter import Node


def text(node: Node) -> str:
    """Return the source of a node; bytes that are not UTF-8 become U+FFFD."""
    return (node.text or b"").decode("utf-8", "replace")


def named(node: Node) -> tuple[Node, ...]:
    """Return the named children without comments, which may stand anywhere."""
    return tuple(child for child in node.named_children if child.type != "comment")


def token(node: Node, *kinds: str) -> Node | None:
    """Return the first child that is one of these keywords or operators."""
    return next((child for child in node.children if child.type in kinds), None)


def ancestors(node: Node) -> Iterator[Node]:
    """Yield what holds a node, innermost first, the node itself left out."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def enclosing(node: Node, kinds: Collection[str]) -> Node | None:
    """Return the innermost ancestor of these types."""
    return next((ancestor for ancestor in ancestors(node) if ancestor.type in kinds), None)


def descendants(node: Node, *, outside: Collection[str] = ()) -> Iterator[Node]:
    """Yield the named nodes below a node in source order.

    Nodes of the types `outside` are yielded but not entered.
    """
    pending = list(reversed(node.named_children))
    while pending:
        child = pending.pop()
        yield child
        if child.type not in outside:
            pending += reversed(child.named_children)


def contains(outer: Node, inner: Node) -> bool:
    """Tell whether a node lies within another or is the same."""
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte
