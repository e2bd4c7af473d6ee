"""Pooled objects that grow with their input and go back whatever their size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from tree_sitter import Node

from gomemlint.model.gotypes import (
    Field,
    GoType,
    Map,
    Named,
    Pointer,
    Slice,
    Struct,
    Unknown,
)
from gomemlint.semantic.pools.content import BUFFER
from gomemlint.semantic.pools.feeding import fillings_below, is_fed, reads_input
from gomemlint.semantic.pools.intake import can_grow, fillings, is_filled_little
from gomemlint.semantic.pools.pooling import Pooling
from gomemlint.semantic.pools.spilling import is_kept_small
from gomemlint.semantic.program.calls import call_of, callee_of
from gomemlint.semantic.program.code import File, Site, Unit
from gomemlint.semantic.program.definitions import assignment_to
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.paths import path_of
from gomemlint.semantic.values.pooled import Put
from gomemlint.syntax.expressions import (
    arguments,
    called_name,
    is_call,
    is_spread,
    root_operand,
)
from gomemlint.syntax.functions import enclosing_function, enclosing_loop
from gomemlint.syntax.nodes import descendants, enclosing, text
from gomemlint.syntax.statements import ASSIGNMENTS, assigned

_TEXTS = frozenset({"string", "[]byte", "[]uint8"})
_SIZE = re.compile(r"\b(cap|len|Cap|Len|Size|size|capacity)\b")
# Whether a slice is full says nothing about how big it is.
_FULL = re.compile(r"\b(len|cap)\(([^()]*)\) *== *(len|cap)\(\2\)")
# How many places are looked at that make objects of one pool grow.
_GROWTHS = 8
_ORDER = ("<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Oversized:
    """A `Put` that no condition on the size precedes; `grown` makes the object grow.

    `capacity` spells the size. `has_reader` holds if a reader or request feeds objects of the
    pool, `is_plain` if the argument can be named in a condition.
    """

    file: File
    call: Node
    argument: Node
    capacity: str
    grown: Site
    has_reader: bool
    is_plain: bool


def oversized_puts(pooling: Pooling, index: Index, unit: Unit) -> Iterator[Oversized]:
    """Yield the unguarded puts of growing objects in a package, in source order."""
    seen: set[Node] = set()
    for function in pooling.functions(unit):
        if function.file.is_generated:
            continue
        for put in pooling.events(function):
            if not isinstance(put, Put) or not put.is_direct or put.call in seen:
                continue
            seen.add(put.call)
            if _is_chosen_by_size(put):
                continue
            found = _judged(pooling, index, function, put)
            if found is not None:
                yield found


def _judged(pooling: Pooling, index: Index, function: Function, put: Put) -> Oversized | None:
    file = function.file
    capacity = _capacity(index, file, put.argument)
    if capacity is None or not _is_own(index, file.type_of(put.argument)):
        return None
    users = pooling.users_of(put.pool)
    grown = tuple(islice(_growth(pooling, index, users, Site(file, put.argument)), _GROWTHS))
    if not grown or _is_bounded(index, function, put):
        return None
    if _callers_ask(index, function) or is_filled_little(function, put):
        return None
    has_reader = any(map(reads_input, users)) or any(is_fed(index, site) for site in grown)
    is_plain = put.argument.type == "identifier"
    return Oversized(file, put.call, put.argument, capacity, grown[0], has_reader, is_plain)


def _capacity(index: Index, file: File, argument: Node) -> str | None:
    """Spell the size of what an argument names, None for what does not grow or cannot be asked."""
    name, type_ = file.text(argument), file.type_of(argument)
    if isinstance(type_, Map) or isinstance(_below(file, type_), Map):
        return f"len({name})"
    inner = type_.element if isinstance(type_, Pointer) else None
    if isinstance(inner, Named) and inner.key == BUFFER:
        return f"{name}.Cap()"
    match _below(file, inner) if inner is not None else inner:
        case Slice():
            return f"cap(*{name})"
        case Struct(fields=fields):
            grown = [f for f in fields if next(_growth_of_field(index, f), None) is not None]
            for field in (*grown, *fields):
                is_lent = isinstance(field.type, Pointer) and field not in grown
                if is_lent or not _is_visible(file, inner, field):
                    continue
                held = field.type.element if isinstance(field.type, Pointer) else field.type
                if isinstance(held, Named) and held.key == BUFFER:
                    return f"{name}.Cap()" if field.embedded else f"{name}.{field.name}.Cap()"
                if isinstance(field.type, Slice):
                    return f"cap({name}.{field.name})"
    return None


def _is_visible(file: File, owner: GoType | None, field: Field) -> bool:
    """Tell whether a file can name a field of a struct (Go specification, Exported identifiers)."""
    is_foreign = isinstance(owner, Named) and owner.package != file.package
    return not is_foreign or field.name[:1].isupper()


def _is_own(index: Index, type_: GoType | Unknown) -> bool:
    """Tell whether what makes a type grow can be seen: a buffer, or a type of this run."""
    inner = type_.element if isinstance(type_, Pointer) else type_
    if not isinstance(inner, Named) or inner.key == BUFFER:
        return True
    return index.code.unit(inner.package) is not None


def _below(file: File, type_: GoType | Unknown | None) -> GoType | Unknown | None:
    return file.types.underlying(type_) if isinstance(type_, Named) else type_


def _is_chosen_by_size(put: Put) -> bool:
    """Tell whether the pool is one of several, or the argument is a fresh object."""
    return "[*]" in put.pool or put.argument.type not in (
        "identifier",
        "selector_expression",
        "unary_expression",
    )


def _growth(
    pooling: Pooling, index: Index, users: tuple[Function, ...], put: Site
) -> Iterator[Site]:
    """Yield what makes objects of a pool grow."""
    type_ = put.file.type_of(put.node)
    inner = type_.element if isinstance(type_, Pointer) else type_
    below = _below(put.file, inner)
    if isinstance(below, Struct) and not (isinstance(inner, Named) and inner.key == BUFFER):
        growing = [field for field in below.fields if can_grow(field.type)]
        wild = [field for field in growing if not is_kept_small(pooling, field.key)]
        if growing and not wild:
            return
        for field in wild:
            yield from _growth_of_field(index, field)
    for user in users:
        for name in _objects(user, type_):
            if isinstance(below, Map):
                yield from _insertions(user.file, name)
            elif isinstance(below, Slice):
                yield from _regrown(user, name)
            else:
                yield from fillings_below(index, Site(user.file, name))


def _growth_of_field(index: Index, field: Field) -> Iterator[Site]:
    if isinstance(field.type, Slice):
        yield from _appends_to(index, field.key)
    elif can_grow(field.type) and not field.embedded:
        uses = index.uses(field.key)
        if isinstance(field.type, Pointer) and any(assignment_to(use.node) for use in uses):
            return  # Whoever sets it owns the buffer.
        for use in uses:
            yield from fillings(use)


def _objects(function: Function, type_: GoType | Unknown) -> Iterator[Node]:
    """Yield the identifiers in a function that have the type of the pool's objects."""
    spelled = getattr(type_, "spelling", "")
    for node in () if function.body is None else descendants(function.body):
        if node.type == "identifier":
            found = function.file.type_of(node)
            if getattr(found, "spelling", None) == spelled:
                yield node


def _appends_to(index: Index, key: str) -> Iterator[Site]:
    for use in index.uses(key):
        statement = enclosing(use.node, ("assignment_statement",))
        for each in () if statement is None else assigned(statement):
            if (
                each.value is not None
                and _appends(use.file, each.value)
                and text(use.node) in text(each.target)
            ):
                yield Site(use.file, statement or use.node)


def _appends(file: File, value: Node) -> bool:
    """Tell whether an expression appends much: a slice, a text, or something in a loop."""
    name = called_name(value) if is_call(value) else None
    if name is None or not text(name).lower().startswith(("append", "grow")):
        return False
    if is_spread(value) or enclosing_loop(value) is not None:
        return True
    return text(name) != "append" and any(
        getattr(file.type_of(each), "spelling", "") in _TEXTS
        and isinstance(file.constant_of(each), Unknown)
        for each in arguments(value)[1:]
    )


def _insertions(file: File, name: Node) -> Iterator[Site]:
    place = name.parent
    statement = (
        None if place is None else enclosing(place, ("assignment_statement", "inc_statement"))
    )
    if place is None or place.type != "index_expression" or statement is None:
        return
    if enclosing_loop(statement) is not None and contains_place(statement, place):
        yield Site(file, statement)


def contains_place(statement: Node, place: Node) -> bool:
    """Tell whether a place stands on the left of an assignment."""
    left = statement.child_by_field_name("left") or statement
    return left.start_byte <= place.start_byte < left.end_byte


def _regrown(function: Function, name: Node) -> Iterator[Site]:
    """Yield `*bp = line` where `line` was appended to, and `*bp = append(*bp, ...)`."""
    statement = enclosing(name, ("assignment_statement",))
    for each in () if statement is None else assigned(statement):
        if each.value is None or name.start_byte >= each.target.end_byte:
            continue
        if _appends(function.file, each.value):
            yield Site(function.file, statement or name)
            continue
        line = root_operand(each.value) if each.value.type == "slice_expression" else each.value
        if line.type == "identifier" and function.body is not None:
            local = text(line)
            for inner in descendants(function.body):
                if not is_call(inner) or not _appends(function.file, inner):
                    continue
                if text(inner).startswith(f"append({local},") or _is_given_to(inner, local):
                    yield Site(function.file, inner)


def _is_given_to(value: Node, name: str) -> bool:
    """Tell whether a variable gets the value of an expression: `b := strconv.AppendQuote(b, s)`."""
    statement = enclosing(value, ASSIGNMENTS)
    pairs = () if statement is None else assigned(statement)
    return any(pair.value == value and text(pair.target) == name for pair in pairs)


def _is_bounded(index: Index, function: Function, put: Put) -> bool:
    """Tell whether a condition asks for the size after the object has grown."""
    file, body = function.file, function.body
    path = path_of(file, put.argument)
    name = text(put.argument) if path is None or path.root is None else path.root.name
    names = "|".join((re.escape(name), *_aliases(file.text(function.node), name)))
    grown = _last_growth(file, body, name, put)
    for node in () if body is None else descendants(body):
        if node.type in ("if_statement", "expression_switch_statement"):
            is_between = grown < node.start_byte < put.call.end_byte
            is_test = is_between and _asks_size(index, file, node, names)
        else:
            is_given = is_call(node) and node != put.call and _is_given(file, node, names)
            is_test = is_given and _asks_inside(index, file, node)
        if is_test:
            return True
    return False


def _last_growth(file: File, body: Node | None, name: str, put: Put) -> int:
    """Return where the object is last written before the put."""
    places = [
        node
        for node in (() if body is None else descendants(body))
        if node.type == "identifier" and text(node) == name
    ]
    earlier = (node for node in places if node.start_byte < put.call.start_byte)
    return max(
        (n.start_byte for n in earlier if any(True for _ in fillings(Site(file, n)))), default=0
    )


def _aliases(body: str, name: str) -> list[str]:
    """Return the variables that take `*name`, and those that are stored there."""
    taken = re.findall(rf"(\w+) :?= [^\n]*\*{re.escape(name)}\b", body)
    return [*taken, *re.findall(rf"\*{re.escape(name)} = (\w+)\b", body)]


def _asks_size(index: Index, file: File, branch: Node, name: str) -> bool:
    parts = [branch.child_by_field_name(field) for field in ("condition", "initializer", "value")]
    for part in parts:
        if part is None:
            continue
        if _speaks_of_size(file, part, name):
            return True
        for inner in (part, *descendants(part)):
            if is_call(inner) and _is_given(file, inner, name) and _asks_inside(index, file, inner):
                return True
    cases = [c for c in branch.named_children if c.type == "expression_case"]
    return any(_speaks_of_size(file, case.named_children[0], name) for case in cases)


def _speaks_of_size(file: File, part: Node, name: str) -> bool:
    """Tell whether a condition holds the size of an object, or a variable that does."""
    spelled = _FULL.sub("", text(part))
    if _SIZE.search(spelled) and re.search(rf"\b({name})\b", spelled):
        return True
    function = enclosing_function(part)
    body = "" if function is None else file.text(function)
    return any(
        re.search(rf"\b{text(node)}\s*:?=[ \w.(*]*\b(cap|len|Cap|Len)\b", body)
        for node in (part, *descendants(part))
        if node.type == "identifier"
    )


def _is_given(file: File, call: Node, name: str) -> bool:
    return re.search(rf"\b({name})\b", text(call)) is not None


def _asks_inside(index: Index, file: File, call: Node) -> bool:
    """Tell whether a callee compares the size of what it gets."""
    callee = callee_of(index, file, call)
    body = None if callee is None or callee.function is None else callee.function.body
    for node in () if body is None else descendants(body):
        is_comparison = node.type == "binary_expression" and node.children[1].type in _ORDER
        if is_comparison and re.search(r"\b(cap|Cap|len|Len)\b", text(node)):
            return True
    return False


def _callers_ask(index: Index, function: Function) -> bool:
    """Tell whether every call of a putter stands under a condition on the size."""
    if function.declared is None or function.declared.exported:
        return False
    calls = [(use.file, call_of(use.node)) for use in index.uses(function.key)]
    if not calls:
        return False
    for file, call in calls:
        branch = None if call is None else enclosing(call, ("if_statement",))
        condition = None if branch is None else branch.child_by_field_name("condition")
        if condition is None or not re.search(r"\b(cap|Cap)\b", file.text(condition)):
            return False
    return True
