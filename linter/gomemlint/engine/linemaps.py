"""What `//line` directives do to facts: lines get names and numbers that are not their own."""

from __future__ import annotations

import os.path
from collections.abc import Mapping
from pathlib import PurePath

from gomemlint.semantic.code import File
from gomemlint.syntax.directives import LineMapping, directives
from gomemlint.syntax.parsing import SyntaxTree
from gomemlint.toolchain.diagnostics import PackageFacts


def mapped_targets(file: File) -> frozenset[str]:
    """Return the files that the lines of a file claim to be from, as absolute paths."""
    return targets_of(file.absolute, file.tree)


def targets_of(path: str, tree: SyntaxTree) -> frozenset[str]:
    """Return the absolute paths that `//line` names; relative ones start at the file's folder."""
    if b"line " not in tree.source:
        return frozenset()
    folder = PurePath(path).parent
    said = (directive.instruction for directive in directives(tree))
    names = (each.file for each in said if isinstance(each, LineMapping))
    return frozenset(os.path.normpath(folder / name) if name else path for name in names)


def without_targets(facts: PackageFacts, trees: Mapping[str, SyntaxTree]) -> PackageFacts:
    """Drop facts about files that other lines claim to be: nobody knows whose they are."""
    targets = frozenset[str]().union(*(targets_of(path, tree) for path, tree in trees.items()))
    if not targets & facts.files.keys():
        return facts
    return PackageFacts({path: f for path, f in facts.files.items() if path not in targets})
