"""What the compiler's wording of an expression tells beyond the source: folded constants.

Texts are those of cmd/compile/internal/ir/fmt.go. The source is never looked up by them.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from gomemlint.semantic.program.code import File
from gomemlint.syntax.expressions import arguments

_LAST_NUMBER = re.compile(r"^make\(.*, (\d+)\)$", re.DOTALL)
_CONSTANT = re.compile(r"""-?\d[\w.+-]*|".*|`.*|'.*'|true|false|nil""", re.DOTALL)
_SHAPED = re.compile(r"go\.shape\.\w+\((.*)\)", re.DOTALL)
_QUALIFIER = re.compile(r"[\w·/.-]+\.(?=[A-Za-z_])")
_MAKER = re.compile(r"&|new\(|make\(|map\[|\[\d*\].*\{|func literal$|\.\.\. argument$")


def constant_size(spelled: str, file: File, make: Node) -> int | None:
    """Return the capacity or hint of a `make` as the compiler folded it, None if it could not."""
    found = _LAST_NUMBER.match(spelled)
    if found:
        return int(found[1])
    given = arguments(make)
    value = file.constant_of(given[-1]) if len(given) > 1 else ""
    return int(value) if isinstance(value, str) and value.isdigit() else None


def is_constant(spelled: str) -> bool:
    """Tell whether an expression is spelled as a constant; long strings lack their end."""
    shaped = _SHAPED.fullmatch(spelled)
    return _CONSTANT.fullmatch(shaped[1] if shaped else spelled) is not None


def makes_memory(spelled: str) -> bool:
    """Tell whether an expression is spelled as one that has memory of its own."""
    return _MAKER.match(spelled) is not None or " + " in spelled


def unqualified(spelled: str) -> str:
    """Take the package names out of a wording: inlined code of another package has them."""
    return _QUALIFIER.sub("", spelled)
