"""Go functions as graphs of events."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from gomemlint.semantic.flow.builder import Builder, Nesting, TooDeepError
from gomemlint.semantic.flow.events import Exit
from gomemlint.semantic.flow.graph import Graph, NoFlow
from gomemlint.semantic.flow.statements import execute_all
from gomemlint.semantic.flow.tasks import run

MAXIMUM_NODES = 20_000


def calls_panic(call: Node) -> bool:
    """Tell a call of `panic` by its spelling."""
    return call.children[0].type == "identifier" and call.children[0].text == b"panic"


def graph_of(function: Node, ends_process: Callable[[Node], bool] = calls_panic) -> Graph | NoFlow:
    """Return the flow of a function declaration or literal.

    `ends_process` tells the calls that never return. Function literals that are called where
    they stand or deferred are part of the graph; the bodies of others are not.
    """
    if function.has_error:
        return NoFlow(function, "it has syntax errors", is_refused=False)
    if function.descendant_count > MAXIMUM_NODES:
        return NoFlow(function, f"it has more than {MAXIMUM_NODES:,} syntax nodes")

    def lower(literal: Node, nesting: Nesting) -> Graph:
        builder = Builder(literal, ends_process, lower, nesting)
        body = literal.child_by_field_name("body")
        if body is not None:
            run(execute_all(builder, body))
            builder.leave(Exit.FALL, body.children[-1])
        return builder.finish()

    try:
        return lower(function, Nesting())
    except TooDeepError:
        return NoFlow(function, "its blocks are nested deeper than 200")
