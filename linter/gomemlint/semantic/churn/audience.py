"""Texts that are written once for people to read: usage, errors, what a log says of them."""

from __future__ import annotations

import re

from tree_sitter import Node

from gomemlint.model.gotypes import Scope
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.paths import Path
from gomemlint.syntax.expressions import arguments, callee, dotted, operator, unparenthesised
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import ancestors

_NAMES = re.compile(r"[Uu]sage|[Hh]elp(?!er)|^[Ee]rr|Err(?:or|ors|s|Msg)?$")
_TELLS = re.compile(
    r"(?:.+\.)?(?:[Ee]rrorf|Error(?:ln|w|Context)?|Fatal\w*|Panic\w*|panic|Warn\w*)"
    r"|errors\.(?:New|Wrapf?|WithMessagef?)"
)
_COMPLAINS = re.compile(r"fmt\.Fprint(?:f|ln)?")
_STATEMENTS = frozenset({"assignment_statement", "short_var_declaration", "var_spec"})


def is_for_people(index: Index, file: File, statement: Node, path: Path) -> bool:
    """Tell whether a string is one that people read once, by its name or by what becomes of it."""
    function = function_around(file, statement)
    names = (path.text.rpartition(".")[2], "" if function is None else function.name)
    return any(_NAMES.search(name) for name in names) or _ends_in_error(index, path)


def _ends_in_error(index: Index, path: Path) -> bool:
    """Tell whether a local string is put into errors and warnings, and nowhere else."""
    root = path.root
    if root is None or root.scope is not Scope.LOCAL or not path.is_variable:
        return False
    fates = [_is_told(use.node) for use in index.uses(root.key)]
    return True in fates and False not in fates


def _is_told(use: Node) -> bool | None:
    """Tell whether a use makes an error or warning of a string, None where that stays open.

    A step that makes it longer says nothing of its fate, nor does a comparison: `if bad != ""`.
    """
    for outer in ancestors(use):
        function = callee(outer) if outer.type == "call_expression" else None
        if function is not None and _tells(outer, dotted(function)):
            return True
        if outer.type in _STATEMENTS or operator(outer) in ("==", "!="):
            return None
        if outer.type in FUNCTIONS:
            return False
    return False


def _tells(call: Node, name: str) -> bool:
    """Tell whether a call makes an error, or writes to where programs complain."""
    if _COMPLAINS.fullmatch(name) is not None:
        return dotted(unparenthesised(arguments(call)[0])) == "os.Stderr"
    return _TELLS.fullmatch(name) is not None
