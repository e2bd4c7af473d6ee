"""The limits of the compiler: what is too large for the stack, and what a buffer there holds.

The sources are cmd/compile/internal/ir/cfg.go (sizes), walk/convert.go (boxing) and
runtime/string.go (`tmpBuf`), for Go 1.21 to 1.27.
"""

from __future__ import annotations

from gomemlint.semantic.program.code import Versions

# A temporary string, a byte slice, and since Go 1.25 the array behind a `make` or `append`.
BUFFER_BYTES = 32
# `[]rune` has a buffer of as many runes, four bytes each.
RUNE_BUFFER_BYTES = 128
IMPLICIT_BYTES = 64 << 10
BOXED_ON_STACK_BYTES = 1024
# The runtime has a table for the words below 256.
SMALL_WORD = 255
MAP_ENTRIES = 8
# Boxed without the table: neither two, four nor eight bytes.
WORD_SIZES = frozenset({2, 4, 8})


def explicit_limit(versions: Versions) -> int:
    """Return how many bytes a declared variable may take on the stack."""
    return 128 << 10 if versions.tool >= (1, 24) else 10 << 20


def has_buffered_make(versions: Versions) -> bool:
    """Tell whether a slice of unknown size that stays starts in a buffer of the frame."""
    return versions.tool >= (1, 25)


def has_static_literals(versions: Versions) -> bool:
    """Tell whether constant structs, and variables that hold one constant, are boxed statically."""
    return versions.tool >= (1, 25)
