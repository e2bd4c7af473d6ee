"""What the compiler prints, turned into facts by file and position."""

from gomemlint.toolchain.diagnostics.blocks import Block, read_block, split_blocks, split_file
from gomemlint.toolchain.diagnostics.index import FileFacts, PackageFacts
from gomemlint.toolchain.diagnostics.parsing import BlockFacts, discard_block, parse_block
from gomemlint.toolchain.diagnostics.paths import PackagePaths

__all__ = [
    "Block",
    "BlockFacts",
    "FileFacts",
    "PackageFacts",
    "PackagePaths",
    "discard_block",
    "parse_block",
    "read_block",
    "split_blocks",
    "split_file",
]
