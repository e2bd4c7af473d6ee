"""The code of a run as the analyses see it: files with trees and types, and who uses what.

Files of other packages are parsed when an analysis asks for them, not before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from tree_sitter import Node

from gomemlint.model.facts import Fact
from gomemlint.model.gotypes import GoObject, GoType, Unknown
from gomemlint.model.spans import Span
from gomemlint.syntax.parsing import SyntaxTree, TooDeep
from gomemlint.syntax.positions import LineIndex
from gomemlint.syntax.queries import Catalogue, Match, Query
from gomemlint.toolchain.diagnostics import FileFacts, PackageFacts
from gomemlint.toolchain.gotypes.reader import PackageTypes


@dataclass(frozen=True, slots=True)
class Versions:
    """The Go versions that decide semantics, as (major, minor).

    `language` is the `go` line of the package's module, `main` that of the main module,
    `tool` the toolchain that builds. `keeps_timers` says that a timer which nobody refers to stays
    until it fires.
    """

    language: tuple[int, int]
    main: tuple[int, int]
    tool: tuple[int, int]
    keeps_timers: bool = False


@dataclass(frozen=True)
class File:
    """One Go file: its bytes, its tree, and what the type checker says about its nodes.

    `path` is relative to the module root, `absolute` names the file on disk, `package` is the
    import path. `facts` is None where the compiler said nothing about the file. `language` is the
    version of the language in this file, which a `//go:build go1.N` line can change.
    """

    path: str
    absolute: str
    package: str
    tree: SyntaxTree
    facts: FileFacts | None
    types: PackageTypes
    catalogue: Catalogue
    language: tuple[int, int]
    is_test: bool
    is_generated: bool

    @property
    def source(self) -> bytes:
        return self.tree.source

    @cached_property
    def lines(self) -> LineIndex:
        return LineIndex(self.source)

    @cached_property
    def _candidates(self) -> Mapping[Query, tuple[Match, ...]]:
        found = self.catalogue.candidates(self.tree)
        return {} if isinstance(found, TooDeep) else found

    def matches(self, query: Query) -> Iterator[Match]:
        """Yield what a query of a selected rule matches, in source order.

        A file that is too deep to query has no matches.
        """
        yield from self._candidates.get(query, ())

    def text(self, node: Node) -> str:
        """Return the source of a node; bytes that are not UTF-8 are replaced."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def span(self, node: Node) -> Span:
        return self.lines.span(self.path, node)

    def type_of(self, node: Node) -> GoType | Unknown:
        """Return the type of an expression."""
        return self.types.type_at(self.absolute, node.start_byte, node.end_byte)

    def object_of(self, node: Node) -> GoObject | Unknown:
        """Return what an identifier, or the last identifier of a selector, means."""
        if node.type == "selector_expression":
            field = node.child_by_field_name("field")
            node = field if field is not None else node
        return self.types.object_at(self.absolute, node.start_byte)

    def facts_at(self, offset: int) -> tuple[Fact, ...]:
        """Return what the compiler said at the position of a byte, often nothing."""
        if self.facts is None:
            return ()
        position = self.lines.position(offset)
        return self.facts.at(position.line, position.column)

    def constant_of(self, node: Node) -> str | Unknown:
        """Return the exact value of a constant expression: a string unquoted, a number as text."""
        return self.types.constant_at(self.absolute, node.start_byte, node.end_byte)


@dataclass(frozen=True, slots=True)
class Site:
    """A node and the file that holds it."""

    file: File
    node: Node

    @property
    def text(self) -> str:
        return self.file.text(self.node)

    @property
    def span(self) -> Span:
        return self.file.span(self.node)


@dataclass(frozen=True)
class Unit:
    """One package of the run: its files, types and compiler facts, without analyses.

    `path` is the import path. `is_internal` says that only this module can import it.
    """

    path: str
    name: str
    files: tuple[File, ...]
    types: PackageTypes
    facts: PackageFacts
    versions: Versions

    @cached_property
    def by_path(self) -> Mapping[str, File]:
        return {file.absolute: file for file in self.files}

    def uses(self, key: str) -> Iterator[Site]:
        """Yield every identifier of the package that means an object."""
        for use in self.types.uses(key):
            file = self.by_path.get(use.path)
            if file is None:
                continue
            node = file.tree.root.named_descendant_for_byte_range(use.offset, use.offset + 1)
            if node is not None:
                yield Site(file, node)


class Code(Protocol):
    """All packages of the run; packages, files and facts are loaded on demand and kept."""

    def units(self) -> tuple[str, ...]:
        """Return the import paths of the packages to analyse, sorted."""
        ...

    def unit(self, path: str) -> Unit | None:
        """Return a package of the run, None for dependencies outside of it."""
        ...

    def users_of(self, key: str) -> tuple[Unit, ...]:
        """Return the packages that use an object, sorted by path."""
        ...


def uses(code: Code, key: str) -> Iterator[Site]:
    """Yield every identifier of the run that means the object, its declaration left out."""
    for unit in code.users_of(key):
        yield from unit.uses(key)
