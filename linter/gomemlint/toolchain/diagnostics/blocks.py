"""Which part of the compiler's output is about which package."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

HEADER = re.compile(rb"# (\S+)(?: \[(\S+)\])?")
MARK = b"\n# "
COMMAND_LINE_ARGUMENTS = "command-line-arguments"
TEST_MAIN = ".test"


@dataclass(frozen=True, slots=True)
class Block:
    """The output of one compile, without its header, as a range of bytes in the text.

    `variant` is the `p.test` of `# p [p.test]`, empty for the package itself. The text before
    the first header, where cmd/go speaks for itself, has an empty `import_path`.
    """

    import_path: str
    variant: str
    is_test_main: bool
    start: int
    length: int

    @property
    def name(self) -> str:
        """The import path as `go list` spells it, with the variant."""
        return f"{self.import_path} [{self.variant}]" if self.variant else self.import_path


def split_blocks(text: bytes, packages: Collection[str] = ()) -> tuple[Block, ...]:
    """Split the output at its headers, in order of appearance.

    `packages` are the import paths of the run as `go list` spells them. With them, a line that
    only looks like a header, inside a raw string that Go 1.21 prints verbatim, splits nothing.
    """
    headers = _headers(text, frozenset(packages))
    first = headers[0][0] if headers else len(text)
    blocks = [Block("", "", is_test_main=False, start=0, length=first)] if first else []
    ends = [start for start, _, _ in headers[1:]] + [len(text)]
    for (_, body, name), end in zip(headers, ends, strict=False):
        blocks.append(_block(name, body, end, packages))
    return tuple(blocks)


def read_block(path: Path, block: Block) -> bytes:
    """Read a block's text out of the file that holds the whole output."""
    with path.open("rb") as stream:
        stream.seek(block.start)
        return stream.read(block.length)


def _headers(text: bytes, packages: frozenset[str]) -> list[tuple[int, int, tuple[str, str]]]:
    """List start, start of the body, and name with variant of each header."""
    found = []
    start = 0 if text.startswith(MARK[1:]) else _next_mark(text, 0)
    while start >= 0:
        end = text.find(b"\n", start)
        end = len(text) if end < 0 else end
        header = HEADER.fullmatch(text, start, end)
        if header:
            name = header[1].decode(errors="replace"), (header[2] or b"").decode(errors="replace")
            if not packages or _spelling(name) in packages or name[0] == COMMAND_LINE_ARGUMENTS:
                found.append((start, min(end + 1, len(text)), name))
        start = _next_mark(text, end)
    return found


def _next_mark(text: bytes, position: int) -> int:
    found = text.find(MARK, position)
    return found + 1 if found >= 0 else -1


def _spelling(name: tuple[str, str]) -> str:
    path, variant = name
    return f"{path} [{variant}]" if variant else path


def _block(name: tuple[str, str], body: int, end: int, packages: Collection[str]) -> Block:
    path, variant = name
    tested = path.removesuffix(TEST_MAIN)
    is_test_main = not variant and tested != path and (not packages or tested in packages)
    return Block(path, variant, is_test_main, body, end - body)
