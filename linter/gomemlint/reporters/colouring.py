"""Go source in the colours of a terminal."""

from __future__ import annotations

from functools import cache

from pygments import highlight
from pygments.formatters.terminal import TerminalFormatter
from pygments.lexers.go import GoLexer
from pygments.token import Comment, Keyword, Literal, Number, String, Token, _TokenType

# The colours that are readable on light and on dark; Pygments' own choice has white comments.
GO_COLOURS: dict[_TokenType, tuple[str, str]] = {
    Token: ("", ""),
    Comment: ("brightblack", "brightblack"),
    Keyword: ("blue", "blue"),
    Literal: ("green", "green"),
    String: ("green", "green"),
    Number: ("cyan", "cyan"),
}


def coloured(line: str) -> str:
    """Colour one line."""
    lexer, formatter = tables()
    return highlight(line, lexer, formatter)


@cache
def tables() -> tuple[GoLexer, TerminalFormatter[str]]:
    """Make lexer and formatter once."""
    return GoLexer(stripnl=False, ensurenl=False), TerminalFormatter(colorscheme=GO_COLOURS)
