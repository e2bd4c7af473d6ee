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


def switched(root: Node) -> Iterator[Change]:
    """Write `switch { case a: ... default: ... }` for `if a { ... } else { ... }`."""
    for node in descendants(root):
        if node.type != "if_statement" or not _is_statement(node) or not _can_be_cases(node):
            continue
        yield from _as_cases(node, "switch { case ")


def deferred(root: Node) -> Iterator[Change]:
    """Write `defer func() { f(x) }()` for `defer f(x)` where nothing assigns what it reads."""
    for node in descendants(root):
        if node.type != "defer_statement":
            continue
        call = named(node)[-1]
        function = call.child_by_field_name("function")
        if function is None or any(child.type == "func_literal" for child in descendants(call)):
            continue
        read = {text(child) for child in descendants(call) if child.type == "identifier"}
        if not read & _assigned(enclosing(node, _FUNCTIONS)):
            yield node.start_byte, node.end_byte, f"defer func() {{ {text(call)} }}()"


def _as_cases(chain: Node, opening: str) -> Iterator[Change]:
    body = chain.child_by_field_name("consequence")
    alternative = chain.child_by_field_name("alternative")
    assert body is not None
    yield chain.start_byte, chain.start_byte + len("if"), opening
    yield body.start_byte, body.start_byte + 1, ":"
    if alternative is None:
        return
    if alternative.type == "if_statement":
        yield body.end_byte - 1, alternative.start_byte, ""
        yield from _as_cases(alternative, "case ")
    else:
        yield body.end_byte - 1, alternative.start_byte + 1, "default:"


def _can_be_cases(chain: Node) -> bool:
    """Say that no part of a chain declares a variable or leaves a loop around it."""
    part: Node | None = chain
    while part is not None and part.type == "if_statement":
        if part.child_by_field_name("initializer") is not None:
            return False
        part = part.child_by_field_name("alternative")
    return not any(child.type == "break_statement" for child in descendants(chain))


def _assigned(function: Node | None) -> set[str]:
    if function is None:
        return set()
    return {
        text(child)
        for node in descendants(function)
        if node.type in ("assignment_statement", "inc_statement", "dec_statement")
        for child in descendants(named(node)[0])
        if child.type == "identifier"
    }


def _is_statement(node: Node) -> bool:
    return node.parent is not None and node.parent.type in _BLOCKS


def _has_one_result(node: Node) -> bool:
    function = enclosing(node, _FUNCTIONS)
    result = None if function is None else function.child_by_field_name("result")
    return result is not None and (result.type != "parameter_list" or result.named_child_count == 1)
