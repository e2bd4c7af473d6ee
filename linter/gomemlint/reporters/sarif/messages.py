"""Message texts: sentences, and no links but our own."""

from __future__ import annotations

import re

from gomemlint.reporters.cleaning import one_line, visible

PLACEHOLDER = re.compile(r"\{(\d+)\}")


def plain(text: str) -> str:
    """Keep Go code from being read as SARIF: `F[int](1)` is a link, `{0}` a placeholder.

    A blank is put in between, because viewers print the escapes of the standard (section 3.11).
    """
    return PLACEHOLDER.sub(r"{ \1 }", one_line(text).replace("](", "] ("))


def sentence(text: str) -> str:
    """Return text with a capital where it starts with a plain word, and with a final period."""
    text = plain(text).strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def link(text: str, location: int) -> str:
    """Link to a related location; brackets inside of the text would end it."""
    inner = visible(text).replace("[", "(").replace("]", ")").replace("\\", "/")
    return f"[{inner}]({location})"
