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
from gomemlint.syntax.directives import is_generated, language_version
from gomemlint.syntax.parsing import SyntaxTree, TooDeep
from gomemlint.syntax.positions import LineIndex
from gomemlint.syntax.queries import Catalogue, Match, Query
from gomemlint.toolchain.diagnostics import FileFacts
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


class Source(Protocol):
    """Where the parts of a file come from, when somebody asks for them."""

    def tree(self, path: str) -> SyntaxTree:
        """Parse a file; raise `OSError` where it cannot be read."""
        ...

    def facts(self, package: str, path: str) -> FileFacts | None:
        """Return what the compiler said about a file of a package."""
        ...


@dataclass(frozen=True, eq=False)
class File:
    """One Go file: its bytes, its tree, and what the type checker says about its nodes.

    `path` is relative to the module root, `absolute` names the file on disk, `package` is the
    import path, `go` the version of the language in the package. Tree and facts are read when they
    are asked for: most files are only named by somebody.
    """

    path: str
    absolute: str
    package: str
    types: PackageTypes
    catalogue: Catalogue
    go: tuple[int, int]
    origin: Source
    is_test: bool

    @cached_property
    def tree(self) -> SyntaxTree:
        return self.origin.tree(self.absolute)

    @cached_property
    def facts(self) -> FileFacts | None:
        """What the compiler said about the file, None where it said nothing."""
        return self.origin.facts(self.package, self.absolute)

    @cached_property
    def language(self) -> tuple[int, int]:
        """The version of the language in this file, which `//go:build go1.N` can change."""
        return language_version(self.tree) or self.go

    @cached_property
    def is_generated(self) -> bool:
        return is_generated(self.tree)

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


@dataclass(frozen=True, eq=False)
class Unit:
    """One package of the run: its files and types, without analyses. `path` is the import path."""

    path: str
    name: str
    files: tuple[File, ...]
    types: PackageTypes
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

    def importers(self, path: str) -> tuple[str, ...]:
        """Return the packages to analyse that import one of them, directly or not, and itself."""
        ...


def uses(code: Code, key: str) -> Iterator[Site]:
    """Yield every identifier of the run that means the object, its declaration left out."""
    for unit in code.users_of(key):
        yield from unit.uses(key)
