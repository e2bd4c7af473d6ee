"""An expression as it is known across edits: its tokens, without layout and comments."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

_BRACED = frozenset({"block", "literal_value"})
_LONGEST = 200


def identity(node: Node) -> str:
    """Return the tokens of an expression; what stands in braces is left out.

    So elements of a literal, and the body of a function, may change without a new expression.
    """
    return " ".join(_tokens(node))[:_LONGEST]


def _tokens(node: Node) -> Iterator[str]:
    pending = [node]
    while pending:
        inner = pending.pop()
        if inner.type == "comment":
            continue
        if inner.type in _BRACED and inner.named_child_count:
            yield "{...}"
        elif inner.child_count and not inner.type.endswith("_string_literal"):
            pending += reversed(inner.children)
        else:
            token = (inner.text or b"").decode("utf-8", "replace")
            # A comma before a closing parenthesis stands there for the sake of the line end.
            if token not in {",", "\n", ""}:
                yield token
