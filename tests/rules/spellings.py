"""Go code written another way: it means the same, and stays on its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from tree_sitter import Node

from gomemlint.syntax.nodes import descendants, enclosing, named, text
from gomemlint.syntax.parsing import parse

# A place, and what stands there instead.
Change = tuple[int, int, str]

_BLOCKS = frozenset({"statement_list", "block", "expression_case", "type_case", "default_case"})
_FUNCTIONS = ("function_declaration", "method_declaration", "func_literal")
_RESULTS = frozenset(
    {
        "call_expression",
        "index_expression",
        "slice_expression",
        "type_assertion_expression",
        "type_conversion_expression",
    }
)


def respelled(source: bytes, spelling: Callable[[Node], Iterator[Change]]) -> bytes:
    """Write all of a file another way, from its end to its beginning; inner changes win."""
    changes = sorted(spelling(parse(source).root), reverse=True)
    untouched = len(source)
    for start, end, new in changes:
        if end <= untouched:
            source = source[:start] + new.encode() + source[end:]
            untouched = start
    return source


def declared(root: Node) -> Iterator[Change]:
    """Write `var x = e` for `x := e`."""
    for node in descendants(root):
        if node.type != "short_var_declaration" or not _is_statement(node):
            continue
        left, sign = node.children[0], node.children[1]
        if left.named_child_count == 1 and text(left) != "_":
            yield node.start_byte, node.start_byte, "var "
            yield sign.start_byte, sign.end_byte, "="


def returned(root: Node) -> Iterator[Change]:
    """Write `r := f(x); return r` for `return f(x)`."""
    number = count()
    for node in descendants(root):
        if node.type != "return_statement" or not node.named_child_count:
            continue
        results = named(named(node)[0])
        if len(results) != 1 or results[0].type not in _RESULTS or not _has_one_result(node):
            continue
        name = f"result{next(number)}"
        value = text(results[0])
        yield node.start_byte, node.end_byte, f"{name} := {value}; return {name}"


def _is_statement(node: Node) -> bool:
    return node.parent is not None and node.parent.type in _BLOCKS


def _has_one_result(node: Node) -> bool:
    function = enclosing(node, _FUNCTIONS)
    result = None if function is None else function.child_by_field_name("result")
    return result is not None and (result.type != "parameter_list" or result.named_child_count == 1)
