"""The instructions that a comment can give, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from gomemlint.model.spans import Position


@dataclass(frozen=True, slots=True)
class Ignore:
    """`//gomemlint:ignore CODE[,CODE] reason`. An empty reason is for the engine to report."""

    codes: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class NoLint:
    """`//nolint:name,name // reason`; without names it speaks to every linter."""

    linters: tuple[str, ...]
    reason: str

    def speaks_to(self, linter: str) -> bool:
        """Tell whether the comment silences this linter."""
        return not self.linters or "all" in self.linters or linter.lower() in self.linters

    @property
    def is_general(self) -> bool:
        """Tell whether the comment is a bare `//nolint` or `//nolint:all`."""
        return not self.linters or "all" in self.linters


@dataclass(frozen=True, slots=True)
class Hot:
    """`//gomemlint:hot`: the function is worth every rule."""


@dataclass(frozen=True, slots=True)
class NoEscape:
    """`//gomemlint:noescape p q`; without names every parameter. `tool` is `gcassert` for its own.

    gcassert's directive is about the line or declaration that it covers.
    """

    parameters: tuple[str, ...]
    tool: str = "gomemlint"


@dataclass(frozen=True, slots=True)
class NoAllocation:
    """`//gomemlint:noalloc`."""


@dataclass(frozen=True, slots=True)
class AtMostAllocations:
    """`//gomemlint:allocs<=N`."""

    limit: int


@dataclass(frozen=True, slots=True)
class Exempt:
    """`//gomemlint:exempt reason`: a site that no contract counts. Without a reason: ``""``."""

    reason: str


@dataclass(frozen=True, slots=True)
class CheckEscape:
    """`// +checkescape:options` of gVisor's tool of that name."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Generated:
    """`// Code generated ... DO NOT EDIT.` before the package clause."""


@dataclass(frozen=True, slots=True)
class LineMapping:
    """`//line file:line[:column]`: what the compiler says about the code that follows is elsewhere.

    An empty file name keeps the one in force.
    """

    file: str
    line: int
    column: int | None


@dataclass(frozen=True, slots=True)
class LanguageVersion:
    """`//go:build` with a release tag: the language of this file alone, such as (1, 22).

    It is never below (1, 21): go/types/check.go, initFiles.
    """

    version: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Malformed:
    """A comment that means to be ours and is not; `problem` says why and what to write."""

    problem: str


Contract = NoEscape | NoAllocation | AtMostAllocations | CheckEscape
Instruction = (
    Ignore
    | NoLint
    | Hot
    | Contract
    | Exempt
    | Generated
    | LineMapping
    | LanguageVersion
    | Malformed
)


class Extent(Enum):
    """How much a directive covers."""

    LINE = "line"
    STATEMENT = "statement"
    DECLARATION = "declaration"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Coverage:
    """The bytes that a directive is about; `node` is the statement or declaration, if it is one."""

    extent: Extent
    start: int
    end: int
    node: Node | None = None

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end


@dataclass(frozen=True, slots=True)
class Directive:
    """One instruction, where it stands and what it covers."""

    instruction: Instruction
    position: Position
    end: int
    text: str
    covers: Coverage
