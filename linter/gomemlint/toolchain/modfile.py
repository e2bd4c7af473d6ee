"""What we read of go.mod and go.work without asking Go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gomemlint.errors import GoCodeError

# The lexical rules of https://go.dev/ref/mod#go-mod-file-lexical: comments run to the end of the
# line, strings are quoted or backquoted, and a directive may open a block.
TOKEN = re.compile(r'//.*|"(?:[^"\\]|\\.)*"|`[^`]*`|[()]|[^\s()"`]+')


@dataclass(frozen=True, slots=True)
class ModFile:
    """The module path and language version of a go.mod; empty where it names none."""

    module: str
    go_version: str


def read_mod(path: Path) -> ModFile:
    """Read a go.mod."""
    values = {verb: words[0] for verb, words in directives(path) if words}
    return ModFile(values.get("module", ""), values.get("go", ""))


def read_uses(path: Path) -> tuple[Path, ...]:
    """Return the absolute module directories that a go.work uses, in the order of the file."""
    folder = path.parent
    uses = [words[0] for verb, words in directives(path) if verb == "use" and words]
    return tuple(dict.fromkeys((folder / use).resolve() for use in uses))


def directives(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each directive with its words; those in a block once per line."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as e:
        raise GoCodeError(f"cannot read {path}: {e.strerror}; make it readable") from e
    block = ""
    for line in text.splitlines():
        words = [unquoted(word) for word in TOKEN.findall(line) if not word.startswith("//")]
        if not words:
            continue
        if block:
            if words == [")"]:
                block = ""
            else:
                yield block, words
        elif words[1:] == ["("]:
            block = words[0]
        else:
            yield words[0], words[1:]


def unquoted(word: str) -> str:
    """Return what a quoted word says."""
    return word[1:-1] if word[0] in '"`' and len(word) > 1 else word
