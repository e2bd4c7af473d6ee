"""Which part of the compiler's output is about which package."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

HEADER = rb"# (\S+)(?: \[(\S+)\])?(?=\n|\Z)"
FIRST = re.compile(HEADER)
FOLLOWING = re.compile(rb"\n" + HEADER)
MARK = "# "
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


def split_blocks(text: bytes | mmap, packages: Collection[str] = ()) -> tuple[Block, ...]:
    """Split the output at its headers, in order of appearance.

    `packages` are the import paths of the run as `go list` spells them. With them, a line that
    only looks like a header, inside a raw string that Go 1.21 prints verbatim, splits nothing.
    """
    known = frozenset(packages)
    headers = [header for header in _headers(text) if _counts(header, known)]
    starts = [header.start(1) - len(MARK) for header in headers]
    first = starts[0] if starts else len(text)
    blocks = [Block("", "", is_test_main=False, start=0, length=first)] if first else []
    for header, end in zip(headers, (*starts[1:], len(text)), strict=False):
        body = min(header.end() + 1, len(text))
        blocks.append(_block(header, range(body, end), known))
    return tuple(blocks)


def split_file(path: Path, packages: Collection[str] = ()) -> tuple[Block, ...]:
    """Split the output in a file, without holding it in memory."""
    with path.open("rb") as stream:
        if not path.stat().st_size:
            # An empty file cannot be mapped.
            return ()
        with mmap(stream.fileno(), 0, access=ACCESS_READ) as text:
            return split_blocks(text, packages)


def read_block(path: Path, block: Block) -> bytes:
    """Read a block's text out of the file that holds the whole output."""
    with path.open("rb") as stream:
        stream.seek(block.start)
        return stream.read(block.length)


def _headers(text: bytes | mmap) -> Iterator[re.Match[bytes]]:
    first = FIRST.match(text)
    if first:
        yield first
    yield from FOLLOWING.finditer(text)


def _name(header: re.Match[bytes]) -> tuple[str, str]:
    """Return import path and variant."""
    return header[1].decode(errors="replace"), (header[2] or b"").decode(errors="replace")


def _counts(header: re.Match[bytes], packages: frozenset[str]) -> bool:
    path, variant = _name(header)
    spelled = f"{path} [{variant}]" if variant else path
    if not packages or spelled in packages or path == COMMAND_LINE_ARGUMENTS:
        return True
    # The program that runs tests is no package of the run, but the compiler speaks of it.
    return path.endswith(TEST_MAIN) and path.removesuffix(TEST_MAIN) in packages


def _block(header: re.Match[bytes], body: range, packages: frozenset[str]) -> Block:
    path, variant = _name(header)
    tested = path.removesuffix(TEST_MAIN)
    is_test_main = not variant and tested != path and (not packages or tested in packages)
    return Block(path, variant, is_test_main, body.start, len(body))
