"""Which Go the grammar does not read, and what stands in for it at the same length."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Language, Node, Parser

_TOKEN = re.compile(
    rb"""//[^\n]* | /\*.*?\*/ | `[^`]*` | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'
    | (?P<method>^func[ \t]*\([^()\n]*\)[ \t]*[\w\x80-\xff]+[ \t]*(?=\[))
    | (?<![\w.\x80-\xff])(?P<builtin>new|make)[ \t]*\(
    | (?P<open>\() | (?P<close>\)) | (?P<bracket>\[) | (?P<end>\])
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
# The grammar takes `a[x.f][y.g]` for a generic type with arguments, twice: there is no such type.
_INDEXES = re.compile(rb"\[[\w\x80-\xff]+(\.)[\w\x80-\xff]+\](?=\[[\w\x80-\xff]+\.)")
# Nested `new(new(...))` is judged again at each level; beyond this sum we stop judging.
_JUDGED_BYTES = 1 << 20
# From a bracket to its list, to the type, to what is made of the type.
_STEPS_TO_TYPE = 3


def mask(source: bytes, language: Language) -> bytes:
    """Return the source with what the grammar cannot read replaced, at the same offsets.

    After the words `new` and `make` the grammar wants a type. Where a value stands there, as in
    `new(expr)` since Go 1.26 or in calls of a function with such a name, the word is changed.
    Type parameters of methods, since Go 1.27, are blanked. Any other source is returned as it is.
    """
    masked = bytearray(source)
    for start, end in _method_type_parameters(source):
        masked[start:end] = re.sub(rb"[^\r\n]", b" ", masked[start:end])
    _rename_calls_with_values(masked, source, Parser(language))
    return bytes(masked)


def separate_indexes(source: bytes, root: Node) -> bytes:
    """Return the source with `a[x-f][y.g]` for `a[x.f][y.g]`: so the grammar reads two indexes.

    Any other source is returned as it is.
    """
    masked = bytearray(source)
    for found in _INDEXES.finditer(source):
        node = root.descendant_for_byte_range(found.start(), found.start() + 1)
        for _ in range(_STEPS_TO_TYPE):
            if node is None or node.type == "type_instantiation_expression":
                break
            node = node.parent
        if node is None or node.type != "type_instantiation_expression":
            continue
        if node.named_children[0].type == "generic_type":
            masked[found.start(1)] = ord("-")
    return bytes(masked)


def _method_type_parameters(source: bytes) -> Iterator[tuple[int, int]]:
    """Yield the bracketed lists behind the names of methods, brackets included."""
    depth, start = 0, -1
    for token in _TOKEN.finditer(source):
        match token.lastgroup:
            case "method" if start < 0:
                depth, start = 0, token.end()
            case "bracket" if start >= 0:
                depth += 1
            case "end" if start >= 0:
                depth -= 1
                if depth == 0:
                    yield start, token.end()
                    start = -1
            case _:
                pass


def _rename_calls_with_values(masked: bytearray, source: bytes, parser: Parser) -> None:
    """Change `new` and `make` before a value, innermost first."""
    opened: list[tuple[int, int, int]] = []
    judged = 0
    for token in _TOKEN.finditer(source):
        match token.lastgroup:
            case "builtin":
                opened.append((*token.span("builtin"), token.end()))
            case "open":
                opened.append((-1, -1, token.end()))
            case "close" if opened:
                name, name_end, start = opened.pop()
                if name < 0:
                    continue
                judged += token.start() - start
                if judged > _JUDGED_BYTES:
                    return
                arguments = bytes(masked[start : token.start()])
                if _takes_value(source[name:name_end], arguments, parser):
                    masked[name_end - 1 : name_end] = b"_"
            case _:
                pass


def _takes_value(name: bytes, arguments: bytes, parser: Parser) -> bool:
    """Tell whether the grammar reads the arguments only behind a name that it does not know."""

    def fails(name: bytes) -> bool:
        return parser.parse(b"package p\nvar _ = %s(%s)\n" % (name, arguments)).root_node.has_error

    return fails(name) and not fails(b"f")
