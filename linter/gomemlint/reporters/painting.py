"""Colours and links of a terminal, or none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache

from pygments import highlight
from pygments.formatters.terminal import TerminalFormatter
from pygments.lexers.go import GoLexer
from pygments.token import Comment, Keyword, Literal, Number, String, Token, _TokenType

from gomemlint.model.report import Terminal
from gomemlint.reporters.levels import Level

# The colours that are readable on light and on dark; Pygments' own choice has white comments.
GO_COLOURS: dict[_TokenType, tuple[str, str]] = {
    Token: ("", ""),
    Comment: ("brightblack", "brightblack"),
    Keyword: ("blue", "blue"),
    Literal: ("green", "green"),
    String: ("green", "green"),
    Number: ("cyan", "cyan"),
}


class Ink(Enum):
    """The meaning of a colour, with its SGR parameters; all readable on light and dark."""

    STRONG = "1"
    CODE = "1;35"
    ERROR = "1;31"
    WARNING = "1;33"
    NOTE = "1;36"
    MARGIN = "34"
    FAINT = "2"


LEVEL_INKS = {Level.ERROR: Ink.ERROR, Level.WARNING: Ink.WARNING, Level.NOTE: Ink.NOTE}


@dataclass(frozen=True, slots=True)
class Brush:
    """Paints cleaned text for a terminal; on paper it does nothing."""

    terminal: Terminal

    def paint(self, ink: Ink, text: str) -> str:
        """Colour a piece of one line."""
        return f"\x1b[{ink.value}m{text}\x1b[0m" if self.terminal.colour and text else text

    def link(self, url: str, text: str) -> str:
        """Make text a hyperlink (OSC 8); the URL must be percent-encoded."""
        if not self.terminal.hyperlinks or not url:
            return text
        return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\"

    def go(self, line: str) -> str:
        """Colour one line of Go."""
        if not self.terminal.colour:
            return line
        lexer, formatter = colourist()
        return highlight(line, lexer, formatter)


@cache
def colourist() -> tuple[GoLexer, TerminalFormatter[str]]:
    """Make lexer and formatter once: both compile tables."""
    return GoLexer(stripnl=False, ensurenl=False), TerminalFormatter(colorscheme=GO_COLOURS)
