"""Whether a loop keeps all that it goes through, or chooses.

Skipping what is empty, malformed or a comment is no choice: nearly everything stays.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Slice, Unknown
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import assignment_to
from gomemlint.semantic.program.functions import Function
from gomemlint.syntax.cold import in_cold_block
from gomemlint.syntax.expressions import (
    CALLS,
    arguments,
    called_name,
    calls,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.functions import FUNCTIONS, enclosing_loops, own_nodes_of
from gomemlint.syntax.nodes import ancestors, contains, descendants, text
from gomemlint.syntax.statements import BRANCHES, assigned, body, condition, range_of

_CASES = frozenset({"expression_case", "type_case", "default_case"})
_LEAVES = frozenset({"break_statement", "continue_statement", "return_statement", "goto_statement"})
_DEPTH = 3
_WORD = re.compile(r"[^\W\d_]{2}")
_SPLIT = re.compile(r"&&|\|\|")
# What holds of nearly every part, and what holds of hardly any.
_USUAL = re.compile(
    r"""len\(.+\)\ (?:>|>=|!=|==)\ [0-9]+ | .+\ !=\ "" | \w+\ ==\ nil | err\ ==\ nil
    | .+\ (?:>=\ 0|>\ 0|>\ -1|!=\ -1) | !(?:strings|bytes)\.HasPrefix\(.+(?:\#|//|;).*\)
    | .+\[0\]\ !=\ '[\#;]'""",
    re.VERBOSE,
)
_UNUSUAL = re.compile(
    r"""len\(.+\)\ (?:==|<|<=|!=)\ [0-9]+ | .+\ ==\ "" | \w+\ !=\ nil
    | .+\ (?:<\ 0|<=\ 0|==\ -1|==\ 0) | (?:strings|bytes)\.HasPrefix\(.+(?:\#|//|;).*\)
    | .+\[0\]\ ==\ '[\#;]'""",
    re.VERBOSE,
)


def keeps_all(file: File, node: Node, origin: Node) -> bool:
    """Tell whether the loops between an origin and a part's place take every part.

    The place must be able to hold them all: an element of a map, what is appended, a channel.
    """
    return _is_collected(node) and collects_all(file, node, origin)


def gathers_all(
    function: Function, origin: Node, names: frozenset[str] = frozenset(), depth: int = _DEPTH
) -> bool:
    """Tell whether a function puts every part of an origin into one container, of these if any.

    What goes over another container of the function gets no more than that has got.
    """
    file = function.file
    gathering = [
        node
        for node in descendants(function.node)
        if node.type == "assignment_statement"
        and _gathers(file, node, names)
        and collects_all(file, node, origin)
    ]
    return any(_is_full(function, node, origin, depth) for node in gathering)


def _is_full(function: Function, node: Node, origin: Node, depth: int) -> bool:
    """Tell whether what the loops around a node go over was not chosen before."""
    for loop in enclosing_loops(node):
        ranged = range_of(loop)
        over = None if ranged is None else function.file.object_of(ranged.operand)
        if not isinstance(over, GoObject) or not depth:
            continue
        own = frozenset({over.key})
        is_own = any(
            _gathers(function.file, each, own)
            for each in own_nodes_of(function.node, "assignment_statement")
        )
        if is_own and not gathers_all(function, origin, own, depth - 1):
            return False
    return True


def _gathers(file: File, statement: Node, names: frozenset[str]) -> bool:
    """Tell whether a statement puts something into a variable, one of these if there are any."""
    for pair in assigned(statement):
        target = unparenthesised(pair.target)
        is_append = pair.value is not None and calls(pair.value, "append")
        if not (target.type == "index_expression" or is_append):
            continue
        key = target.child_by_field_name("index")
        stored = target if is_append else pair.value or target
        is_part = _may_be_part(file, stored, of_elements=is_append)
        if not is_part and (key is None or not _may_be_part(file, key)):
            continue
        root = next((n for n in (target, *descendants(target)) if n.type == "identifier"), target)
        meant = file.object_of(root)
        if not names or (isinstance(meant, GoObject) and meant.key in names):
            return True
    return False


def _may_be_part(file: File, node: Node, *, of_elements: bool = False) -> bool:
    """Tell whether an expression, or an element of a slice, can share memory with anything."""
    type_ = core(file, file.type_of(node))
    if isinstance(type_, Slice) and of_elements:
        type_ = type_.element
    return isinstance(type_, Unknown) or type_.holds_pointers


def collects_all(file: File, node: Node, origin: Node) -> bool:
    """Tell whether a node runs in every round of the loops that go through an origin's parts."""
    guards: list[Node] = []
    is_in_loop = False
    inner = node
    for outer in ancestors(node):
        if outer.type in FUNCTIONS:
            break
        if outer.type == "if_statement" or outer.type in _CASES:
            if outer.type != "if_statement" or not _is_usual_arm(file, outer, inner):
                guards.append(outer)
        elif outer.type == "for_statement" and not _is_new_each_round(outer, origin):
            if guards or _chooses_before(file, outer, node):
                return False
            is_in_loop = True
        inner = outer
    return is_in_loop


def _is_collected(node: Node) -> bool:
    outer = parenthesised(node).parent
    while outer is not None and outer.type in ("literal_element", "keyed_element", "literal_value"):
        outer = outer.parent
        if outer is not None and outer.type == "composite_literal":
            node, outer = outer, parenthesised(outer).parent
            if outer is not None and outer.type == "unary_expression":
                node, outer = outer, outer.parent
    if outer is None:
        return False
    if outer.type in ("argument_list", "send_statement"):
        return True
    if outer.type == "index_expression":
        return outer.child_by_field_name("index") == node
    statement = outer.parent if outer.type == "expression_list" else outer
    found = None if statement is None else statement.child_by_field_name("left")
    if calls(node, "append"):
        return True
    return found is not None and any(
        unparenthesised(target).type == "index_expression" for target in found.named_children
    )


def _is_new_each_round(loop: Node, origin: Node) -> bool:
    """Tell whether the body of a loop makes the origin anew."""
    inside = body(loop)
    return inside is not None and contains(inside, origin) and loop.start_byte < origin.start_byte


def _is_usual_arm(file: File, branch: Node, inner: Node) -> bool:
    test = condition(branch)
    if test is None:
        return False
    if inner == branch.child_by_field_name("alternative"):
        return _all(file, test, _UNUSUAL, is_expected=False)
    if inner == branch.child_by_field_name("consequence"):
        return _all(file, test, _USUAL, is_expected=True)
    return True


def _chooses_before(file: File, loop: Node, node: Node) -> bool:
    """Tell whether a loop may pass over a part before it comes to a node, or stop early."""
    if range_of(loop) is None and condition(loop) is not None and _is_counted(file, loop):
        return True
    for leave in descendants(loop, outside=FUNCTIONS):
        if leave.start_byte >= node.start_byte:
            return False
        if leave.type in _LEAVES and not _is_usual_leave(file, leave, loop):
            return True
    return False


def _is_counted(file: File, loop: Node) -> bool:
    """Tell whether a loop runs a constant number of rounds."""
    test = condition(loop)
    limit = None if test is None else test.child_by_field_name("right")
    if limit is None:
        return False
    value = file.constant_of(limit)
    return isinstance(value, str) and value.isdigit() and value != "0"


def _is_usual_leave(file: File, leave: Node, loop: Node) -> bool:
    if in_cold_block(leave):
        return True
    for outer in ancestors(leave):
        test = condition(outer) if outer.type in BRANCHES else None
        if test is not None:
            return _all(file, test, _UNUSUAL, is_expected=False)
        if outer == loop or outer.type in _CASES:
            return False
        if outer.type == "communication_case":
            return True
    return False


def _all(file: File, test: Node, form: re.Pattern[str], *, is_expected: bool) -> bool:
    """Tell whether all atoms of a condition have a form, or tell whether a call succeeded."""
    for atom in _SPLIT.split(file.text(test)):
        spelled = atom.strip().strip("()") if atom.count("(") != atom.count(")") else atom.strip()
        if not form.fullmatch(spelled) and not _is_success(
            file, test, spelled, is_expected=is_expected
        ):
            return False
    return True


def _is_success(file: File, test: Node, spelled: str, *, is_expected: bool) -> bool:
    """Tell whether an atom is the `ok` of a call, expected true or false; not that of a look-up."""
    name = spelled.removeprefix("!")
    if (name == spelled) != is_expected:
        return False
    for node in (test, *descendants(test)):
        if node.type == "identifier" and file.text(node) == name:
            return _is_result(file, node)
    return False


def _is_result(file: File, name: Node) -> bool:
    meant = file.object_of(name)
    declared = meant.declaration if isinstance(meant, GoObject) else None
    if declared is None or declared.path != file.absolute or declared.offset < 0:
        return False
    offset = declared.offset
    found = file.tree.root.named_descendant_for_byte_range(offset, offset + 1)
    given = None if found is None else assignment_to(found)
    value = None if given is None else given[1].value
    if value is None or given is None or given[1].result is None:
        return False
    call = unparenthesised(value)
    return call.type == "call_expression" and not _looks_for_word(file, call)


def _looks_for_word(file: File, call: Node) -> bool:
    """Tell whether a call cuts at a word, which few parts have: `strings.Cut(s, "name:")`."""
    name, given = called_name(call), arguments(call)
    separator = given[1] if len(given) == len(("text", "separator")) else None
    if name is None or separator is None or not text(name).startswith("Cut"):
        return False
    # The bytes of `[]byte("name:")` are those of its operand.
    is_bytes = separator.type in CALLS and len(arguments(separator)) == 1
    spelled = file.constant_of(arguments(separator)[0] if is_bytes else separator)
    return isinstance(spelled, str) and _WORD.search(spelled) is not None
