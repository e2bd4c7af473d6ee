"""Removals that run on some exits of a function only, and the exits that they miss."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.semantic.flow import Assign, Call, Event, Exit, Leave, NoFlow
from gomemlint.semantic.frequency.cycles import following, points
from gomemlint.semantic.lifetimes.mutations import Change, Mutation
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.functions import function_around
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.nodes import contains, enclosing, text


def missed_exit(index: Index, insertion: Mutation, removal: Mutation) -> Site | None:
    """Return an exit that leaves the entry where it is, though the same function removes it.

    None if the removal is deferred, elsewhere, of another key, or runs on every exit.
    """
    at, function = insertion.anchor, function_around(insertion.anchor.file, insertion.anchor.node)
    gone = removal.anchor
    if function is None or function_around(gone.file, gone.node) != function:
        return None
    if removal.change is not Change.REMOVE or insertion.key is None or removal.key is None:
        return None
    if not _is_same_key(insertion, removal) or gone.node.start_byte < at.node.end_byte:
        return None
    if enclosing(gone.node, ("defer_statement", "go_statement")) is not None:
        return None
    graph = index.graph(function)
    if isinstance(graph, NoFlow):
        return None
    for point in points(graph, lambda event: _is_at(event, at.node)):
        after = tuple(following(graph, point, lambda event: _is_at(event, gone.node)))
        exits = [e for e in after if isinstance(e, Leave) and e.exit is not Exit.PANIC]
        if exits and any(_is_at(event, gone.node) for event in after):
            return Site(at.file, exits[0].node)
    return None


def _is_at(event: Event, node: Node) -> bool:
    if isinstance(event, Assign | Call):
        return event.node == node or (isinstance(event, Call) and contains(node, event.node))
    return False


def _is_same_key(insertion: Mutation, removal: Mutation) -> bool:
    """Tell whether two keys are one variable, or are spelled alike."""
    if insertion.key is None or removal.key is None:
        return False
    if text(insertion.key) != text(removal.key):
        return False
    if insertion.key.type != "identifier":
        return True
    left = insertion.site.file.object_of(insertion.key)
    return left == removal.site.file.object_of(removal.key)
