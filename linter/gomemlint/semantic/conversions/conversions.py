"""Conversions between strings, bytes and runes: which they are, and whether they copy.

The sources of "elided" are walk/order.go and walk/convert.go of cmd/compile, checked by
allocation counts on Go 1.21 to 1.27.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from gomemlint.model.facts import Elided, Elision, Escape, Fact, Verdict
from gomemlint.model.gotypes import (
    UNKNOWN,
    Array,
    Basic,
    GoObject,
    Map,
    ObjectKind,
    Pointer,
    Signature,
    Slice,
    Unknown,
)
from gomemlint.semantic.program.calls import is_builtin
from gomemlint.semantic.program.code import File, Versions
from gomemlint.semantic.program.coretypes import core
from gomemlint.syntax.anchors import anchor
from gomemlint.syntax.expressions import (
    arguments,
    call_around,
    called_name,
    is_call,
    operand,
    operator,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.functions import enclosing_loops
from gomemlint.syntax.nodes import ancestors
from gomemlint.syntax.statements import range_of

STACK_BUFFER = 32
COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
BYTES = frozenset({"byte", "uint8"})
RUNES = frozenset({"rune", "int32"})


class Text(Enum):
    """The three ways to hold text, and a number that is one character."""

    STRING = "string"
    BYTES = "[]byte"
    RUNES = "[]rune"
    CHARACTER = "rune"


@dataclass(frozen=True, slots=True)
class Conversion:
    """`string(b)`, `[]byte(s)`, `[]rune(s)`: where, from what, to what."""

    file: File
    node: Node
    operand: Node
    source: Text
    target: Text


def conversion_at(file: File, node: Node) -> Conversion | None:
    """Return the conversion that a node is; one that changes no representation is none."""
    if not is_call(node) or not _names_a_type(file, node):
        return None
    given = arguments(node)
    if len(given) != 1:
        return None
    source, target = text_of(file, given[0]), text_of(file, node)
    if source is None or target is None or source is target:
        return None
    return Conversion(file, node, unparenthesised(given[0]), source, target)


def _names_a_type(file: File, call: Node) -> bool:
    if call.type == "type_conversion_expression":
        function = call.child_by_field_name("type")
        if function is not None and function.type == "slice_type":
            return True
    name = called_name(call)
    if name is None:
        return False
    found = file.object_of(name)
    return isinstance(found, GoObject) and found.kind is ObjectKind.TYPE


def text_of(file: File, node: Node) -> Text | None:
    """Tell how the value of an expression holds text; None for other types and unknown ones."""
    match core(file, file.type_of(node)):
        case Basic(name="string" | "untyped string"):
            return Text.STRING
        case Basic(name=name) if name in RUNES or name == "untyped rune":
            return Text.CHARACTER
        case Slice(element=element):
            match core(file, element):
                case Basic(name=name) if name in BYTES:
                    return Text.BYTES
                case Basic(name=name) if name in RUNES:
                    return Text.RUNES
    return None


def escape_of(conversion: Conversion) -> Escape | None:
    """Return the compiler's verdict on the copy; where copies of it differ, that it escapes."""
    verdicts = [fact for fact in _facts(conversion) if isinstance(fact, Escape)]
    escaping = [fact for fact in verdicts if fact.verdict is Verdict.ESCAPES]
    return next(iter(escaping or verdicts), None)


def _facts(conversion: Conversion) -> tuple[Fact, ...]:
    """Return what the compiler said of a conversion.

    The body of a loop over a function is a literal to the compiler. Where it is inlined, what
    stands in it is reported at the loop (cmd/compile/internal/inline, the position of the call).
    """
    file, node = conversion.file, conversion.operand
    found = file.facts_at(anchor(node))
    kind, whole = conversion.target.value, file.text(node)
    spelled = (f"({kind})({whole})", f"{kind}({whole})")
    for loop in () if found else enclosing_loops(conversion.node):
        ranged = range_of(loop)
        if ranged is None or not isinstance(core(file, file.type_of(ranged.operand)), Signature):
            continue
        found += tuple(
            fact
            for fact in file.facts_at(loop.start_byte)
            if isinstance(fact, Escape) and fact.verdict is Verdict.ESCAPES
            if fact.expression in spelled
        )
    return found


class Copy(Enum):
    """Whether a conversion copies: never, only above 32 bytes, or always on the heap.

    `UNKNOWN` is the answer for bytes of a string where the compiler said nothing: since Go 1.22
    it leaves out the copy if nobody writes to the bytes, and only the compiler knows.
    """

    ELIDED = "elided"
    ON_STACK = "on stack"
    ABOVE_BUFFER = "above 32 bytes"
    ON_HEAP = "on heap"
    UNKNOWN = "unknown"


def copy_of(conversion: Conversion, versions: Versions) -> Copy:
    """Tell what a conversion costs; without compiler facts it is taken to copy above 32 bytes."""
    if is_elided(conversion, versions):
        return Copy.ELIDED
    if any(isinstance(f, Elided) and f.elision is Elision.ZERO_COPY for f in _facts(conversion)):
        return Copy.ELIDED
    escape = escape_of(conversion)
    verdict = Verdict.UNKNOWN if escape is None else escape.verdict
    if verdict is Verdict.ESCAPES:
        return Copy.ON_HEAP
    is_constant = not isinstance(conversion.file.constant_of(conversion.operand), Unknown)
    if is_constant and verdict is Verdict.DOES_NOT_ESCAPE:
        return Copy.ON_STACK
    # Of one character there are four bytes at most: runtime/string.go, intstring.
    is_character = conversion.source is Text.CHARACTER and verdict is Verdict.DOES_NOT_ESCAPE
    if is_character or is_short(conversion):
        return Copy.ON_STACK
    is_unseen = escape is None and conversion.target is Text.BYTES and versions.tool >= (1, 22)
    return Copy.UNKNOWN if is_unseen else Copy.ABOVE_BUFFER


def is_elided(conversion: Conversion, versions: Versions) -> bool:
    """Tell whether the shape around a conversion is one that the compiler never copies for."""
    match conversion.target:
        case Text.STRING:
            return _is_elided_string(conversion, versions)
        case Text.BYTES:
            return _is_elided_bytes(conversion, versions)
        case Text.RUNES:
            return _is_argument_of(conversion, "len")
        case Text.CHARACTER:
            return False


def _is_elided_string(conversion: Conversion, versions: Versions) -> bool:
    node = parenthesised(conversion.node)
    parent = node.parent
    if parent is None or conversion.source is not Text.BYTES:
        return False
    if parent.type == "binary_expression":
        sign = operator(parent)
        return sign in COMPARISONS or (sign == "+" and has_constant_part(conversion.file, parent))
    if parent.type == "expression_switch_statement":
        return parent.child_by_field_name("value") == node
    if _is_argument_of(conversion, "len"):
        return True
    if _is_argument_of(conversion, "delete"):
        return versions.tool >= (1, 25)
    return is_map_read_key(conversion.file, node)


def _is_elided_bytes(conversion: Conversion, versions: Versions) -> bool:
    node = parenthesised(conversion.node)
    parent = node.parent
    if parent is None or conversion.source is not Text.STRING:
        return False
    if parent.type == "range_clause" or _is_argument_of(conversion, "len"):
        return True
    if versions.tool < (1, 22):
        return False
    is_source = _is_argument_of(conversion, "append") or _is_argument_of(conversion, "copy")
    return is_source or (parent.type == "index_expression" and operand(parent) == node)


def _is_argument_of(conversion: Conversion, builtin: str) -> bool:
    around = call_around(conversion.node)
    return around is not None and is_builtin(conversion.file, around[0], builtin)


def has_constant_part(file: File, concatenation: Node) -> bool:
    """Tell whether a chain of `+` has an operand that is a constant and not empty."""
    while True:
        outer = parenthesised(concatenation).parent
        if outer is None or outer.type != "binary_expression" or operator(outer) != "+":
            break
        concatenation = outer
    return any(_is_text_constant(file, part) for part in parts(concatenation))


def parts(concatenation: Node) -> Iterator[Node]:
    """Yield the operands of a chain of `+`, from left to right."""
    pending = [concatenation]
    while pending:
        node = unparenthesised(pending.pop())
        if node.type == "binary_expression" and operator(node) == "+":
            sides = (node.child_by_field_name("right"), node.child_by_field_name("left"))
            pending += [side for side in sides if side is not None]
        else:
            yield node


def _is_text_constant(file: File, node: Node) -> bool:
    value = file.constant_of(node)
    return isinstance(value, str) and value != ""


def is_map_read_key(file: File, key: Node) -> bool:
    """Tell whether an expression is the key of a map read, or a part of a literal that is."""
    inner = key
    for outer in ancestors(key):
        if outer.type == "index_expression":
            index = outer.child_by_field_name("index")
            return index == inner and _is_map(file, operand(outer)) and not _is_written(outer)
        if outer.type not in LITERAL_PARTS:
            return False
        inner = outer
    return False


LITERAL_PARTS = frozenset(
    {
        "literal_element",
        "keyed_element",
        "literal_value",
        "composite_literal",
        "parenthesized_expression",
    }
)


def _is_map(file: File, node: Node | None) -> bool:
    return node is not None and isinstance(core(file, file.type_of(node)), Map)


def _is_written(index: Node) -> bool:
    """Tell whether an element is assigned to: `m[k] = v`, `m[k]++`, `m[k] += v`."""
    node = parenthesised(index)
    parent = node.parent
    if parent is None or parent.type in {"inc_statement", "dec_statement"}:
        return parent is not None
    if parent.type != "expression_list" or parent.parent is None:
        return False
    statement = parent.parent
    return statement.type == "assignment_statement" and (
        statement.child_by_field_name("left") == parent
    )


NUMBER_PARSERS = frozenset(
    f"strconv.{name}"
    for name in ("Atoi", "ParseInt", "ParseUint", "ParseFloat", "ParseBool", "ParseComplex")
)


def is_short(conversion: Conversion) -> bool:
    """Tell whether what is converted surely fits into the 32-byte buffer of a stack frame."""
    file, around = conversion.file, call_around(conversion.node)
    if around is not None:
        name = called_name(around[0])
        called = UNKNOWN if name is None else file.object_of(name)
        if isinstance(called, GoObject) and called.key in NUMBER_PARSERS:
            return True
    return most_bytes(conversion) <= STACK_BUFFER


def most_bytes(conversion: Conversion) -> float:
    """Return how many bytes a conversion copies at most, as far as constants tell."""
    file, node = conversion.file, conversion.operand
    constant = file.constant_of(node)
    if isinstance(constant, str):
        return len(constant.encode("utf-8", "surrogateescape"))
    return _length(file, node) if node.type == "slice_expression" else float("inf")


def _length(file: File, slice_: Node) -> float:
    """Return the largest length that a slice expression can have."""
    start, end = (slice_.child_by_field_name(name) for name in ("start", "end"))
    low = 0.0 if start is None else _number(file, start)
    high = _array_length(file, slice_) if end is None else _number(file, end)
    return high - (0.0 if low == float("inf") else low)


def _number(file: File, node: Node) -> float:
    value = file.constant_of(node)
    return float(value) if isinstance(value, str) and value.isdigit() else float("inf")


def _array_length(file: File, slice_: Node) -> float:
    sliced = operand(slice_)
    whole = UNKNOWN if sliced is None else core(file, file.type_of(sliced))
    if isinstance(whole, Pointer):
        whole = core(file, whole.element)
    return float(whole.length) if isinstance(whole, Array) else float("inf")
