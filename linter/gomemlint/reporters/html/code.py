"""Go source as HTML: coloured, numbered, with the span marked."""

from __future__ import annotations

import html
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from pygments.formatters.html import HtmlFormatter
from pygments.lexers.go import GoLexer
from pygments.token import STANDARD_TYPES, _TokenType

from gomemlint.model.spans import Span
from gomemlint.reporters.excerpts import SHOWN, underlined
from gomemlint.reporters.html.markup import block
from gomemlint.syntax.positions import LineIndex

CONTEXT = 6
LIGHT, DARK = "default", "github-dark"


def listing(file: LineIndex, span: Span, context: int) -> str:
    """Return the lines around a span; of lines that nobody can read, a part of the first."""
    count = len(file.starts) - (file.starts[-1] == len(file.source))
    first = max(1, span.start.line - context)
    last = min(max(count, 1), max(span.start.line, min(span.end.line, first + 40)) + context)
    start = file.starts[first - 1]
    end = file.starts[last] - 1 if last < len(file.starts) else len(file.source)
    if end - start > SHOWN * (last - first + 1):
        shown = underlined(file.line(span.start.line), span)
        return numbered(span.start.line, shown.text, shown.start, shown.end)
    inner = min(max(span.end.offset, span.start.offset), end)
    before = cleaned(file.source[start : span.start.offset])
    inside = cleaned(file.source[span.start.offset : inner])
    after = cleaned(file.source[inner:end])
    text = f"{before}{inside}{after}"
    return numbered(first, text, len(before), len(before) + len(inside))


def cleaned(source: bytes) -> str:
    """Decode source; each byte that is no text becomes an escape."""
    return block(source.decode("utf-8", "surrogateescape"))


def numbered(first: int, text: str, start: int, end: int) -> str:
    """Return coloured lines from number `first` on; `start` to `end` of the text is marked."""
    width = len(str(first + text.count("\n")))
    lines = "".join(coloured(text, start, end)).split("\n")
    rows = (
        f'<span class="ln">{number:>{width}}</span> {line}'
        for number, line in enumerate(lines, first)
    )
    return '<pre class="src">' + "\n".join(rows) + "</pre>"


def coloured(text: str, start: int, end: int) -> Iterator[str]:
    """Yield tokens as elements; no element goes over the end of a line."""
    for at, kind, value in lexer().get_tokens_unprocessed(text):
        for offset, piece in pieces(value, at, (start, end)):
            name = css_class(kind)
            body = html.escape(piece)
            body = f'<span class="{name}">{body}</span>' if name and piece.strip() else body
            yield f"<mark>{body}</mark>" if start <= offset < end and piece != "\n" else body


def pieces(value: str, at: int, cuts: tuple[int, int]) -> Iterator[tuple[int, str]]:
    """Yield the parts of a token, cut at line ends and at the marks, with their offsets."""
    offset = at
    for line in value.splitlines(keepends=True):
        body = line.removesuffix("\n")
        inner = (cut for cut in cuts if offset < cut < offset + len(body))
        bounds = [offset, *inner, offset + len(body)]
        for left, right in pairwise(bounds):
            if left < right:
                yield left, value[left - at : right - at]
        offset += len(line)
        if body != line:
            yield offset - 1, "\n"


@cache
def lexer() -> GoLexer:
    """Compile the tables once."""
    return GoLexer()


@cache
def css_class(kind: _TokenType) -> str:
    """Return the class of a kind of token, that of its parent where it has none."""
    while kind not in STANDARD_TYPES and kind.parent:
        kind = kind.parent
    return STANDARD_TYPES[kind]


def stylesheet() -> str:
    """Return the colours for light and for dark."""
    dark = style_of(DARK)
    return f"{style_of(LIGHT)}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def style_of(name: str) -> str:
    """Return the rules of one of Pygments' styles."""
    made: str = HtmlFormatter(style=name).get_style_defs(  # type: ignore[no-untyped-call] # a bare stub
        ".src"
    )
    return made
