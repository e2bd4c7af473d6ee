"""What names an object that goes back to a pool."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.gotypes import Scope
from gomemlint.semantic.program.definitions import sole_value
from gomemlint.semantic.program.paths import ELEMENT, Path
from gomemlint.semantic.values.evaluation import Evaluation
from gomemlint.syntax.expressions import (
    call_around,
    callee,
    is_address_of,
    is_call,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.nodes import enclosing, text
from gomemlint.syntax.statements import ASSIGNMENTS, assigned


def name_of_put(evaluation: Evaluation, node: Node, deferred: Node | None) -> Path | None:
    """Return what names an object that is put: the field, where a variable only is its alias.

    From `b := s.buf` to `pool.Put(b)`, and to the end if that is deferred, nobody may set the field
    or do something with its owner.
    """
    path = evaluation.path(node)
    if path is None or path.root is None or path.steps or path.root.scope is not Scope.LOCAL:
        return path
    value = sole_value(evaluation.index, path.root)
    alias = None if value is None else evaluation.path(unparenthesised(value.node))
    if value is None or alias is None or alias.root is None or ELEMENT in alias.steps:
        return path
    spelled = text(unparenthesised(value.node))
    end = node.start_byte if deferred is None else evaluation.file.tree.root.end_byte
    is_kept = alias.steps and not any(
        value.node.end_byte < use.node.start_byte < end and _may_set(use.node, spelled)
        for use in evaluation.index.uses(alias.root.key)
    )
    return alias if is_kept else path


def _may_set(use: Node, field: str) -> bool:
    """Tell whether a use of an owner may set its field: an assignment, a method, a call with it."""
    place = parenthesised(use)
    outer = place.parent
    if outer is None or is_address_of(outer) or call_around(place) is not None:
        return True
    is_method = outer.type == "selector_expression" and outer.parent is not None
    if is_method and outer.parent is not None and is_call(outer.parent):
        return callee(outer.parent) == outer
    statement = enclosing(place, ASSIGNMENTS)
    return statement is not None and any(text(e.target) == field for e in assigned(statement))
