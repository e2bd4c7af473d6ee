"""The JSON schema of `gomemlint.toml`, made of the types that decode it."""

from __future__ import annotations

import msgspec

from gomemlint.config.file import FileConfig


def schema_text() -> str:
    """Return the schema as JSON text."""
    schema = msgspec.json.schema(FileConfig)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "gomemlint.toml"}
    return msgspec.json.format(msgspec.json.encode(head | schema), indent=2).decode()
