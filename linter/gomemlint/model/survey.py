"""What goes to the heap in a run, and all that is known about one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from gomemlint.model.allocations import ListedSite
from gomemlint.model.report import GoEnvironment, Notice
from gomemlint.model.spans import Span


class Depth(Enum):
    """How much of a run is surveyed: its sites alone, or what a comparison needs besides."""

    SITES = "sites"
    COMPARISON = "comparison"


@dataclass(frozen=True, slots=True)
class ParameterFlow:
    """Whether the memory behind a parameter reaches the heap, by the compiler's own summary.

    `body` is the whole function. `results` are those that share the memory.
    """

    package: str
    function: str
    name: str
    span: Span
    body: Span
    reaches_heap: bool
    results: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """The sites of a run that allocate or may, by place.

    Paths in spans are relative to `root`; `directory` is the working directory. `unplaced` counts
    the compiler's lines about memory that name no column, so that no expression is known.
    `missing` are the packages of the run of which nothing is known. `parameters` and the number of
    `contracts` are known at the depth of a comparison.
    """

    version: str
    root: str
    directory: str
    go: GoEnvironment
    sites: tuple[ListedSite, ...]
    notices: tuple[Notice, ...]
    packages: int
    unplaced: int
    missing: tuple[str, ...] = ()
    parameters: tuple[ParameterFlow, ...] = ()
    contracts: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether everything that was asked for could be analysed."""
        return not any(notice.incomplete for notice in self.notices)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What the compiler says about a parameter that is declared on a line."""

    name: str
    remark: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known about a line: its sites with their verdicts, and its parameters.

    `neighbours` are the sites of the whole file, for its margin; `sources` maps it and the files
    that memory goes through to their text. `remarks` are the compiler's words on calls of the
    line: what it inlined and what it could not.
    """

    survey: Survey
    path: str
    line: int
    sources: Mapping[str, bytes]
    neighbours: tuple[ListedSite, ...]
    parameters: tuple[Parameter, ...]
    remarks: tuple[str, ...]

    @property
    def source(self) -> bytes:
        """Return the text of the file."""
        return self.sources[self.path]

    @property
    def sites(self) -> tuple[ListedSite, ...]:
        """Return the sites of the line."""
        return self.survey.sites
