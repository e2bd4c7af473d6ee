"""Make whole Go files of the snippets in rule pages."""

from __future__ import annotations

import re

# The packages that snippets of documentation use, by the name that code gives them.
PATHS = """
bufio bytes cmp compress/gzip container/list context crypto/sha256 database/sql encoding/binary
encoding/hex encoding/json errors expvar fmt hash hash/crc32 hash/fnv html/template io iter log
log/slog maps math math/bits math/rand net net/http net/url os os/exec path/filepath reflect regexp
runtime runtime/debug slices sort strconv strings sync sync/atomic testing time unicode/utf8 unique
unsafe
"""
STANDARD = {path.rpartition("/")[2]: path for path in PATHS.split()}
QUALIFIER = re.compile(r"(?<![\w.\"])([a-z][a-z0-9]*)\.[A-Z]")
STRING_OR_COMMENT = re.compile(r"//[^\n]*|`[^`]*`|\"(?:[^\"\\\n]|\\.)*\"")
IMPORT = re.compile(r"^import\b", re.MULTILINE)


def go_file(snippet: str) -> str:
    """Add the package clause and the imports of the standard library that a snippet leaves out."""
    if snippet.startswith("package ") or "\npackage " in snippet:
        return snippet
    if IMPORT.search(snippet):
        return f"package example\n\n{snippet}"
    code = STRING_OR_COMMENT.sub("", snippet)
    names = {name for name in QUALIFIER.findall(code) if name in STANDARD}
    # A name that also stands alone is a variable.
    used = {STANDARD[name] for name in names if not re.search(rf"\b{name}\b(?!\.)", code)}
    lines = "".join(f'\t"{path}"\n' for path in sorted(used))
    imports = f"import (\n{lines})\n\n" if used else ""
    return f"package example\n\n{imports}{snippet}"
