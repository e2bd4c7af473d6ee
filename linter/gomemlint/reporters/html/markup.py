"""Text as HTML: nothing of what others wrote becomes markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from gomemlint.reporters.cleaning import one_line, visible

FENCE = re.compile(r"```\w*\n(.*?)```", re.DOTALL)
CODE_SPAN = re.compile(r"`([^`\n]+)`")
ITEM = re.compile(r"^(?:[-*]|\d+\.) ", re.MULTILINE)


def escaped(text: str) -> str:
    """Return text on one line, for an element or a quoted attribute."""
    return html.escape(one_line(text))


def block(text: str) -> str:
    """Return text with its line ends and tabs, the rest cleaned; not yet escaped."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join("\t".join(map(visible, line.split("\t"))) for line in lines)


def prose(page: str) -> Iterator[str]:
    """Yield the page of a rule: headings, paragraphs, lists, Go code."""
    parts = FENCE.split(page)
    for text, code in zip(parts[::2], [*parts[1::2], ""], strict=True):
        for paragraph in text.strip().split("\n\n"):
            yield from paragraph_of(paragraph.strip())
        if code:
            yield f"<pre>{html.escape(block(code))}</pre>"


def paragraph_of(text: str) -> Iterator[str]:
    """Yield one block of a page."""
    if text.startswith("#"):
        yield f"<h4>{inline(text.lstrip('# '))}</h4>"
    elif ITEM.match(text):
        items = (item.strip() for item in ITEM.split(text) if item.strip())
        yield f"<ul>{''.join(f'<li>{inline(item)}</li>' for item in items)}</ul>"
    elif text:
        yield f"<p>{inline(text)}</p>"


def inline(text: str) -> str:
    """Return text of a paragraph, with its code."""
    return CODE_SPAN.sub(r"<code>\1</code>", escaped(" ".join(text.split())))
