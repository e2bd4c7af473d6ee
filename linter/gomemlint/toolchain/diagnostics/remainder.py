"""Lines in a package's block that are no `-m=2` output: errors, and other programs' words."""

from __future__ import annotations

import re

from gomemlint.model.facts import Form

# cmd/go itself speaks between blocks: downloads, ignored patterns.
GO_COMMAND = re.compile(r"go: .*|warning: .*")

# cmd/go shows what cgo's C compiler says under the package's header (cmd/go/internal/work/exec.go).
C_COMPILER = re.compile(
    r"\S+:\d+(?::\d+)?: (?:fatal error|error|warning|note): .*"
    r"|(?:In file included| +)from .*:\d+[:,].*"
    r"|\S+: (?:In function|At top level).*"
    r"| *\d* \|.*"
)

# The type checker continues a message with a tab (cmd/compile/internal/types2/errors.go).
COMPILE_ERROR = re.compile(r"[^\s:][^:]*:\d+(?::\d+)?: .*|\t.*|too many errors|note: .*")


def classify(line: str, *, failed: bool) -> Form:
    """Tell what such a line is; an error of the compiler only where the compile `failed`."""
    if not line.strip():
        return Form.BLANK
    if GO_COMMAND.fullmatch(line):
        return Form.GO_COMMAND
    if C_COMPILER.fullmatch(line):
        return Form.C_COMPILER
    if failed and COMPILE_ERROR.fullmatch(line):
        return Form.COMPILE_ERROR
    return Form.UNCLASSIFIED
