"""Which code runs rarely because all that calls it does."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.semantic.calls import call_of
from gomemlint.semantic.code import File
from gomemlint.semantic.cold import Cold
from gomemlint.semantic.functions import declaration_around
from gomemlint.semantic.index import Index

MAXIMUM_CALLERS = 12
MAXIMUM_DEPTH = 3


def is_rare(index: Index, cold: Cold, file: File, node: Node) -> bool:
    """Tell whether a place is cold, or is reached from cold places alone."""
    return _is_rare(index, cold, file, node, ())


def _is_rare(index: Index, cold: Cold, file: File, node: Node, path: tuple[str, ...]) -> bool:
    if cold.is_cold(file, node):
        return True
    function = declaration_around(file, node)
    meant = None if function is None else function.declared
    if meant is None or meant.exported or len(path) > MAXIMUM_DEPTH:
        return False
    uses = [use for use in index.uses(meant.key) if not use.file.is_test]
    others = [use for use in uses if not _is_within(use.file, use.node, (*path, meant.key))]
    if not 0 < len(others) <= MAXIMUM_CALLERS:
        return False
    return all(
        call_of(use.node) is not None
        and _is_rare(index, cold, use.file, use.node, (*path, meant.key))
        for use in others
    )


def _is_within(file: File, node: Node, keys: tuple[str, ...]) -> bool:
    function = declaration_around(file, node)
    return function is not None and function.key in keys
