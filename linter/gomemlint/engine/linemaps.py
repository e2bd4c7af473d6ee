"""What `//line` directives do to facts: lines get names and numbers that are not their own."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from pathlib import Path, PurePath

from gomemlint.semantic.program.code import File
from gomemlint.syntax.directives import LineMapping, directives
from gomemlint.syntax.parsing import SyntaxTree, parse
from gomemlint.toolchain.diagnostics import PackageFacts


def mapped_targets(file: File) -> frozenset[str]:
    """Return the files that the lines of a file claim to be from, as absolute paths."""
    return targets_of(file.absolute, file.tree)


def targets_of(path: str, tree: SyntaxTree) -> frozenset[str]:
    """Return the absolute paths that `//line` names; relative ones start at the file's folder."""
    if not maps_lines(tree.source):
        return frozenset()
    folder = PurePath(path).parent
    said = (directive.instruction for directive in directives(tree))
    names = (each.file for each in said if isinstance(each, LineMapping))
    return frozenset(os.path.normpath(folder / name) if name else path for name in names)


def maps_lines(source: bytes) -> bool:
    """Tell whether a file may hold such a directive, without parsing it."""
    return b"//line " in source or b"/*line " in source


def without_targets(facts: PackageFacts, paths: Iterable[str]) -> PackageFacts:
    """Drop facts about files that other lines claim to be: nobody knows whose they are."""
    sources = ((path, Path(path).read_bytes()) for path in paths)
    mapping = ((path, source) for path, source in sources if maps_lines(source))
    targets = frozenset[str]().union(*(targets_of(path, parse(text)) for path, text in mapping))
    if not targets & facts.files.keys():
        return facts
    return PackageFacts({path: f for path, f in facts.files.items() if path not in targets})
