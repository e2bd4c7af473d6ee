"""Which blocks run rarely, judged by how they end: with an error, a panic or an exit."""

from __future__ import annotations

import re

from tree_sitter import Node

from gomemlint.syntax.expressions import (
    arguments,
    callee,
    dotted,
    is_address_of,
    is_nil,
    unparenthesised,
)
from gomemlint.syntax.functions import FUNCTIONS, enclosing_function, results
from gomemlint.syntax.nodes import ancestors, named, text
from gomemlint.syntax.statements import (
    ASSIGNMENTS,
    CASES,
    assigned,
    condition,
    returned,
    statements,
)

_ENDS_PROGRAM = re.compile(
    r"panic|os\.Exit|runtime\.Goexit|(?:.+\.)?(?:Fatal|Panic)\w*|.+\.FailNow|(?:.+\.)?fatal\w*"
)
_ENDS_PROCESS = re.compile(r"os\.Exit|runtime\.Goexit|(?:.+\.)?Fatal\w*")
_WRAPS = re.compile(r"(?:.+\.)?[Ee]rrorf|errors\.(?:New|Wrapf?|WithMessagef?|Join)")
# What prints for whoever looks on, and the streams that they look at.
_PRINTS = re.compile(r"fmt\.Print(?:f|ln)?|log\.Print(?:f|ln)?|(?:.+\.)?Warn(?:ing)?\w*")
_PRINTS_TO = re.compile(r"fmt\.Fprint(?:f|ln)?")
_TERMINAL = frozenset({"os.Stdout", "os.Stderr"})
_MAKES_ERROR = re.compile(
    r"(?:.+\.)?(?:[Ee]rrorf|New\w*Err(?:or)?\w*|new\w*Err(?:or)?\w*)|errors\.\w+"
)
# What makes an error of something else; without an argument it gives back one that may be nil.
_TURNS_INTO_ERROR = re.compile(r"(?:.+\.)?\w*(?:Err|Error)")
_SETS = ASSIGNMENTS | {"var_declaration"}
_SENTINEL = re.compile(r"(?:.+\.)?(?:Err[A-Z]\w*|err[A-Z]\w*|EOF|ErrUnexpectedEOF)")


def is_cold(block: Node) -> bool:
    """Tell whether a block or case ends in a panic, an exit or the return of an error.

    Whether an error is nil cannot always be seen; a returned error counts if it is made on the
    spot, is a sentinel, or is guarded by `err != nil`, and so does what wraps a guarded one.
    """
    inside = statements(block)
    if not inside:
        return False
    last = inside[-1]
    if last.type == "expression_statement":
        return ends_program(named(last)[0])
    return last.type == "return_statement" and returns_error(last)


def in_cold_block(node: Node) -> bool:
    """Tell whether a node lies in a cold block of its function, the function's body left out.

    What is said in an error, or printed for people, is as cold, and so is what leads straight to
    the end of the program.
    """
    is_innermost = True
    for outer in ancestors(node):
        if outer.type in FUNCTIONS:
            return False
        if outer.type == "argument_list" and _is_said(outer.parent, node):
            return True
        if outer.type != "block" and outer.type not in CASES:
            continue
        is_body = outer.parent is not None and outer.parent.type in FUNCTIONS
        if (not is_body and is_cold(outer)) or (is_innermost and _ends_behind(outer, node)):
            return True
        is_innermost = False
    return False


def _ends_behind(block: Node, node: Node) -> bool:
    """Tell whether a later statement of a block ends the program, whatever comes before."""
    later = (each for each in statements(block) if each.start_byte > node.end_byte)
    return any(
        each.type == "expression_statement" and _is_called(named(each)[0], _ENDS_PROCESS)
        for each in later
    )


def _is_said(call: Node | None, said: Node) -> bool:
    """Tell whether a call puts something into an error, or prints it as it is for people."""
    if call is None or _is_called(call, _WRAPS):
        return call is not None
    given = tuple(map(unparenthesised, arguments(call)))
    if unparenthesised(said) not in given:
        return False
    is_to_terminal = _is_called(call, _PRINTS_TO) and dotted(given[0]) in _TERMINAL
    return is_to_terminal or _is_called(call, _PRINTS)


def _is_called(call: Node | None, names: re.Pattern[str]) -> bool:
    """Tell whether a call is of a function with one of these names."""
    if call is None or call.type != "call_expression":
        return False
    function = callee(call)
    return function is not None and names.fullmatch(dotted(function)) is not None


def ends_program(expression: Node) -> bool:
    """Tell whether an expression is a call of `panic`, `os.Exit`, `log.Fatal`, `t.Fatal` ..."""
    return _is_called(expression, _ENDS_PROGRAM)


def returns_error(statement: Node) -> bool:
    """Tell whether a `return` gives an error that is visibly not nil."""
    function = enclosing_function(statement)
    declared = () if function is None else results(function)
    if not declared or text(declared[-1].type) != "error":
        return False
    values = returned(statement)
    if not values:
        name = declared[-1].name
        return name is not None and text(name) in _known_errors(statement)
    if len(values) != len(declared) or is_nil(values[-1]):
        return False
    last = unparenthesised(values[-1])
    last = _set_before(statement, last) or last
    return _is_error(last) or bool(_known_errors(statement)) or _hands_on_error(last, statement)


def _set_before(statement: Node, result: Node) -> Node | None:
    """Return what the statement before a `return` sets its result to: `err := f(x); return err`."""
    before = statement.prev_named_sibling
    for each in assigned(before) if before is not None and before.type in _SETS else ():
        if text(each.target) == text(result) and each.value is not None and each.result is None:
            return unparenthesised(each.value)
    return None


def _is_error(value: Node) -> bool:
    if value.type == "composite_literal" or is_address_of(value):
        return True
    if value.type == "call_expression":
        is_made = bool(arguments(value)) and _is_called(value, _TURNS_INTO_ERROR)
        return is_made or _is_called(value, _MAKES_ERROR)
    return _SENTINEL.fullmatch(dotted(value)) is not None


def _hands_on_error(value: Node, statement: Node) -> bool:
    """Tell whether a result is, or wraps, an error that some `if` further out found not nil."""
    given = arguments(value) if value.type == "call_expression" else (value,)
    names = {dotted(unparenthesised(each)) for each in given}
    for outer in ancestors(statement):
        if outer.type in FUNCTIONS:
            return False
        if outer.type == "block" and names & _found_by(outer):
            return True
    return False


def _known_errors(statement: Node) -> frozenset[str]:
    """Return the errors that the `if` around a statement's block has found not to be nil."""
    block = statement.parent.parent if statement.parent is not None else None
    return frozenset() if block is None else _found_by(block)


def _found_by(block: Node) -> frozenset[str]:
    """Return the errors that the `if` of a block has found not to be nil."""
    branch = block.parent
    if branch is None or branch.type != "if_statement":
        return frozenset()
    given = condition(branch)
    if given is None:
        return frozenset()
    is_consequence = branch.child_by_field_name("consequence") == block
    return frozenset(_compared_with_nil(given, "!=" if is_consequence else "=="))


def _compared_with_nil(expression: Node, sign: str) -> list[str]:
    joined = "&&" if sign == "!=" else "||"
    found: list[str] = []
    pending = [expression]
    while pending:
        node = unparenthesised(pending.pop())
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if node.type != "binary_expression" or left is None or right is None:
            continue
        how = node.child_by_field_name("operator")
        if how is not None and how.type == joined:
            pending += [left, right]
        elif how is not None and how.type == sign and is_nil(right):
            name = dotted(left)
            if name.lower().endswith(("err", "error")):
                found.append(name)
    return found
