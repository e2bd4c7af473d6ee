"""Colours and links of a terminal, or none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from gomemlint.model.report import Terminal
from gomemlint.reporters.levels import Level

# What takes no room on the screen: colours, and the addresses of links.
UNSEEN = re.compile(r"\x1b(?:\[[\d;]*m|\]8;;.*?\x1b\\)")


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

    def folded(self, text: str, indent: str) -> str:
        """Break painted prose between words where the screen ends; more lines are indented."""
        if len(UNSEEN.sub("", text)) <= self.terminal.width or not self.terminal.width:
            return text
        body = text.lstrip(" ")
        lines, room = [text[: len(text) - len(body)]], self.terminal.width
        for word in body.split(" "):
            line = f"{lines[-1]} {word}" if lines[-1].strip() else f"{lines[-1]}{word}"
            if len(UNSEEN.sub("", line)) > room and lines[-1].strip():
                lines.append(f"{indent}{word}")
            else:
                lines[-1] = line
        return "\n".join(lines)

    def go(self, line: str) -> str:
        """Colour one line of Go."""
        if not self.terminal.colour:
            return line
        # Pygments is slow to import, and most reports are not coloured.
        from gomemlint.reporters.colouring import coloured

        return coloured(line)
