"""What waits for other goroutines, by its looks: a receive, `wg.Wait()`, `t.Join()`."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.syntax.expressions import called_name, is_call, is_receive
from gomemlint.syntax.nodes import text


def is_wait(node: Node) -> bool:
    """Tell whether an expression receives, or calls what is named after waiting."""
    name = called_name(node) if is_call(node) else None
    return is_receive(node) or (name is not None and is_named_wait(text(name)))


def is_named_wait(name: str) -> bool:
    """Tell whether a function is named after waiting: `Wait`, `waitAll`, `Join`."""
    return name.lower().startswith(("wait", "join"))
