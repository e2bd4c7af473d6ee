"""Which exits drop a pooled object on purpose, which rarely, and what the object is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import assignment_to
from gomemlint.semantic.values.pooled import NotPut, Put
from gomemlint.semantic.values.values import Source, is_object
from gomemlint.syntax.cold import in_cold_block, is_cold
from gomemlint.syntax.expressions import called_name, is_call
from gomemlint.syntax.functions import FUNCTIONS, enclosing_function
from gomemlint.syntax.nodes import ancestors, contains, descendants, enclosing, text
from gomemlint.syntax.statements import (
    BRANCHES,
    case_values,
    cases,
    condition,
    enclosing_block,
    enclosing_statement,
)

_EXITS = frozenset({"return_statement", "continue_statement", "break_statement"})
_ON_PURPOSE = re.compile(
    rb"(do not|don't|never|not|cannot|can't) (re-?use|put|return|pool|recycle)|corrupt|drop"
    rb"|discard|let .* collect|too (big|large)|oversized",
    re.IGNORECASE,
)
# A condition that speaks of these asks whether the object has grown too big.
_SIZES = re.compile(r"\b(cap|Cap|size|Size|capacity|max\w*)\b")
# One that speaks of these may ask what is in it.
_LENGTHS = re.compile(r"\b(len|Len)\b.*>")
_PUTS = re.compile(r"(?:put|release|free|recycle|reset|give|truncate|clear)\w*", re.IGNORECASE)
_FRAGILE = re.compile(r"flate|gzip|zlib|zstd|snappy|lz4|lzw|brotli|compress", re.IGNORECASE)


def is_deliberate_drop(file: File, leaving: Node, got: Node) -> bool:
    """Tell whether an exit means to lose an object, or is none that comes early."""
    if leaving.type not in _EXITS or _is_last(leaving):
        return True
    if _is_fragile(file, got) or _ON_PURPOSE.search(_comments(leaving)):
        return True
    if _is_nil_case(leaving, got):
        return True
    branch = enclosing(leaving, BRANCHES)
    asked = None if branch is None else condition(branch)
    name = assigned_name(got)
    if _is_case_without(leaving, got):
        return True
    if name and (_is_measured_before(leaving, name) or _is_measured_when_got(got, name)):
        return True
    if name and _got_nothing(leaving, got, name):
        return True
    if name and any(_asks_what_came(file, each, got, name) for each in _branches(leaving, got)):
        return True
    if asked is None or not name or branch is None or branch.start_byte < got.start_byte:
        return False
    spelled = text(asked)
    if not _mentions(spelled, name):
        return False
    is_long = _LENGTHS.search(spelled) is not None and _only_puts_behind(branch, name)
    return is_long or _SIZES.search(spelled) is not None


def _branches(leaving: Node, got: Node) -> Iterator[Node]:
    """Yield the branches around an exit that stand behind what got the object."""
    for outer in ancestors(leaving):
        if outer.type in FUNCTIONS or outer.start_byte < got.end_byte:
            return
        if outer.type in BRANCHES:
            yield outer


def _asks_what_came(file: File, branch: Node, got: Node, name: str) -> bool:
    """Tell whether `x, ok := pool.Get().(*T)`, `x, err := acquire()` is asked if it got any."""
    asked = condition(branch)
    spelled = "" if asked is None else text(asked)
    others = (text(each) for each in assigned_variables(got))
    if not any(_mentions(spelled, other) for other in others if other != name):
        return False
    between = file.source[got.end_byte : branch.start_byte]
    initializer = branch.child_by_field_name("initializer")
    return initializer is None and not re.search(rb"\b(ok|err)\b[^\n=]*:?=[^=]", between)


def _is_case_without(leaving: Node, got: Node) -> bool:
    """Tell whether an exit lies in a case about the error or `ok` that came with the object."""
    case = enclosing(leaving, ("expression_case", *FUNCTIONS))
    switch = None if case is None else case.parent
    if case is None or switch is None or switch.start_byte < got.end_byte:
        return False
    if case.type in FUNCTIONS or switch.child_by_field_name("value") is not None:
        return False
    asked = " ".join(map(text, case_values(case)))
    others = [text(each) for each in assigned_variables(got)][1:]
    return any(_mentions(asked, other) for other in others)


def _only_puts_behind(branch: Node, name: str) -> bool:
    """Tell whether an object is done with where a branch drops it: only a put is left."""
    statement = branch.parent if branch.type == "expression_case" else branch
    holder = None if statement is None else statement.parent
    for later in () if holder is None else holder.named_children:
        if later.start_byte < branch.end_byte or not _mentions(text(later), name):
            continue
        calls = (node for node in (later, *descendants(later)) if is_call(node))
        call = next(calls, None)
        called = None if call is None else called_name(call)
        return called is not None and _PUTS.fullmatch(text(called)) is not None
    return True


def _is_measured_before(leaving: Node, name: str) -> bool:
    """Tell whether `if cap(x) <= limit { put(x) }` stands before an exit: it drops the others."""
    for holder in ancestors(leaving):
        if holder.type in FUNCTIONS:
            return False
        for earlier in holder.named_children if holder.type == "statement_list" else ():
            is_before = earlier.end_byte <= leaving.start_byte
            if is_before and any(_measures(each, name) for each in _tests(earlier)):
                return True
    return False


def _tests(statement: Node) -> tuple[Node, ...]:
    """Return the branches of an `if` or `switch`."""
    if statement.type == "expression_switch_statement":
        return cases(statement)
    return (statement,) if statement.type in BRANCHES else ()


def _measures(branch: Node, name: str) -> bool:
    """Tell whether a branch asks how big an object is, or puts it because of a size."""
    asked = condition(branch)
    spelled = "" if asked is None else text(asked)
    if not (_SIZES.search(spelled) or _LENGTHS.search(spelled)):
        return False
    calls = (node for node in descendants(branch) if is_call(node))
    return _mentions(spelled, name) or any(
        (called := called_name(call)) is not None
        and _PUTS.fullmatch(text(called)) is not None
        and _mentions(text(call), name)
        for call in calls
    )


def _is_measured_when_got(got: Node, name: str) -> bool:
    """Tell whether `if x, ok := pool.Get().(*T); ok && cap(*x) >= n` takes only what is big."""
    branch = enclosing(got, ("if_statement",))
    first = None if branch is None else branch.child_by_field_name("initializer")
    asked = None if branch is None else condition(branch)
    if first is None or asked is None or not contains(first, got):
        return False
    spelled = text(asked)
    is_asked = _SIZES.search(spelled) or _LENGTHS.search(spelled)
    return _mentions(spelled, name) and is_asked is not None


def _got_nothing(leaving: Node, got: Node, name: str) -> bool:
    """Tell whether an exit lies out of `if x := get(); x != nil { ... }`, which asks for one."""
    branch = enclosing(got, ("if_statement",))
    first = None if branch is None else branch.child_by_field_name("initializer")
    asked = None if branch is None else condition(branch)
    found = None if branch is None else branch.child_by_field_name("consequence")
    if first is None or asked is None or found is None or not contains(first, got):
        return False
    is_asked = re.search(rf"\b{re.escape(name)} != nil\b", text(asked)) is not None
    return is_asked and not contains(found, leaving)


def _is_nil_case(leaving: Node, got: Node) -> bool:
    """Tell whether an exit lies in `case nil` of `switch x := pool.Get().(type)`."""
    case = enclosing(leaving, ("type_case",))
    choice = None if case is None else case.parent
    value = None if choice is None else choice.child_by_field_name("value")
    if case is None or value is None or not contains(value, got):
        return False
    return all(text(type_) == "nil" for type_ in case.children_by_field_name("type"))


def put_on_errors(puts: Iterable[Put]) -> frozenset[Source]:
    """Return the objects that some exit with an error puts."""
    return frozenset(
        value.source
        for put in puts
        for value in put.values
        if is_object(value) and _ends_in_error(put.call)
    )


def is_rare_loss(lost: NotPut, put_on_error: frozenset[Source]) -> bool:
    """Tell whether an object is lost with an error alone, and errors lose it throughout.

    Where one exit with an error puts the object, the exit that does not was forgotten.
    """
    return lost.source not in put_on_error and in_cold_block(lost.leaving)


def is_refused(leaving: Node, got: Node) -> bool:
    """Tell whether an exit drops what a channel did not take: under load that is every time."""
    case = enclosing(leaving, ("default_case", "communication_case", *FUNCTIONS))
    select = None if case is None else case.parent
    name = assigned_name(got)
    if case is None or select is None or case.type != "default_case" or not name:
        return False
    sends = (node for node in descendants(select) if node.type == "send_statement")
    offered = (send.child_by_field_name("value") for send in sends)
    return any(value is not None and _mentions(text(value), name) for value in offered)


def _ends_in_error(call: Node) -> bool:
    block = enclosing_block(call)
    is_body = block is not None and block.parent is not None and block.parent.type in FUNCTIONS
    return block is not None and not is_body and is_cold(block)


def _mentions(spelled: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", spelled) is not None


def assigned_name(value: Node) -> str:
    """Return the variable that an expression is assigned to, empty if there is none."""
    return next(map(text, assigned_variables(value)), "")


def assigned_variables(value: Node) -> Iterator[Node]:
    """Yield the variables that the statement around an expression assigns to."""
    statement = enclosing_statement(value)
    for node in () if statement is None else descendants(statement):
        if node.type != "identifier" or node.end_byte > value.start_byte:
            continue
        if assignment_to(node) is not None and node.text != b"_":
            yield node


def _is_last(leaving: Node) -> bool:
    """Tell whether a `return` is the end of its function: what gets there takes every branch."""
    block = leaving.parent
    while block is not None and block.type == "statement_list":
        block = block.parent
    if leaving.type != "return_statement" or block is None or block.type != "block":
        return False
    function = block.parent
    return function is not None and function.type in (
        "function_declaration",
        "method_declaration",
        "func_literal",
    )


def _is_fragile(file: File, got: Node) -> bool:
    """Tell whether an object is a compressor, which nobody reuses after an error."""
    for outer in (got, *ancestors(got)):
        if outer.type == "type_assertion_expression":
            return bool(_FRAGILE.search(text(outer)))
        if outer.type not in ("call_expression", "parenthesized_expression"):
            break
    name, function = assigned_name(got), enclosing_function(got)
    body = "" if function is None or not name else file.text(function)
    asserted = re.findall(rf"\b{re.escape(name)}\.\(([^)]*)\)", body) if name else ()
    if any(map(_FRAGILE.search, asserted)):
        return True
    type_ = file.type_of(got)
    return bool(_FRAGILE.search(getattr(type_, "spelling", "")))


def _comments(leaving: Node) -> bytes:
    """Return the comments in the block around an exit and on its line."""
    holder = leaving.parent
    found = b""
    for node in () if holder is None else holder.children:
        if node.type == "comment":
            found += node.text or b""
    outer = None if holder is None else holder.parent
    for node in () if outer is None else outer.children:
        if node.type == "comment":
            found += node.text or b""
    return found
