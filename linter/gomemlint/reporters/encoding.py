"""Typed documents to JSON text without a raw control character."""

from __future__ import annotations

import json

import msgspec

from gomemlint.reporters.cleaning import UNSAFE

INDENT = 2


def encode(document: object) -> str:
    """Encode a document, indented; lone surrogates, which JSON cannot carry, become U+FFFD."""
    try:
        text = msgspec.json.encode(document).decode()
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(document), ensure_ascii=False)
    safe = UNSAFE.sub(lambda found: escape(found.group()), text)
    return msgspec.json.format(safe, indent=INDENT)


def escape(character: str) -> str:
    """Escape a character inside a JSON string; JSON's own syntax has none that is unsafe."""
    code = ord(character)
    return "\\ufffd" if 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"
