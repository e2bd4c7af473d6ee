"""Whether what a function stores in something that stays is still there when it returns."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, ObjectKind
from gomemlint.semantic.program.code import File
from gomemlint.semantic.values.evaluation import Evaluation
from gomemlint.semantic.values.sinks import Sink, outlives
from gomemlint.semantic.values.summary import Fate
from gomemlint.syntax.expressions import called_name, is_call, operand, parenthesised
from gomemlint.syntax.functions import enclosing_declaration
from gomemlint.syntax.nodes import contains, descendants, enclosing
from gomemlint.syntax.statements import assigned


def is_left_stored(evaluation: Evaluation, sink: Sink) -> bool:
    """Tell whether a field or variable that gets a value is not touched again by the function.

    Nor may a later call of a method of the same owner: it could take the value out.
    """
    statement = enclosing(sink.node, ("assignment_statement",))
    declaration = enclosing_declaration(sink.node)
    if sink.fate is not Fate.STORED or statement is None or declaration is None:
        return False
    pairs = tuple(assigned(statement))
    name = _name_of(pairs[0].target) if len(pairs) == 1 and outlives(sink.path) else None
    place = None if name is None else evaluation.file.object_of(name)
    if name is None or not isinstance(place, GoObject) or sink.path is None:
        return False
    root = "" if sink.path.root is None else sink.path.root.key
    return not any(
        not contains(statement, node) and _may_touch(evaluation.file, node, (place.key, root))
        for node in descendants(declaration)
        if node.type in ("identifier", "field_identifier")
    )


def _name_of(target: Node) -> Node | None:
    """Return the identifier that names the field or variable of a place: `recent` of `t.recent[i]`.

    A pointer is not followed: nobody knows what else leads there.
    """
    place = target
    while place.type == "index_expression":
        inner = operand(place)
        if inner is None:
            return None
        place = inner
    if place.type == "selector_expression":
        return place.child_by_field_name("field")
    return place if place.type == "identifier" else None


def _may_touch(file: File, name: Node, keys: tuple[str, str]) -> bool:
    """Tell whether an identifier means a place, or its owner as the receiver of a method call."""
    meant = file.object_of(name)
    if not isinstance(meant, GoObject) or meant.key not in keys:
        return False
    return meant.key == keys[0] or _is_receiver(file, name) or _is_given(name)


def _is_receiver(file: File, owner: Node) -> bool:
    selector = parenthesised(owner).parent
    field = None if selector is None else selector.child_by_field_name("field")
    meant = None if field is None or field == owner else file.object_of(field)
    return isinstance(meant, GoObject) and meant.kind is ObjectKind.METHOD


def _is_given(owner: Node) -> bool:
    """Tell whether a call gets an owner as an argument."""
    holder = parenthesised(owner).parent
    call = None if holder is None or holder.type != "argument_list" else holder.parent
    return call is not None and is_call(call) and called_name(call) is not None
