"""What goes to the heap in a run, and all that is known about one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gomemlint.model.allocations import ListedSite
from gomemlint.model.report import GoEnvironment, Notice


@dataclass(frozen=True, slots=True)
class Survey:
    """The sites of a run that allocate or may, by place.

    Paths in spans are relative to `root`; `directory` is the working directory. `unplaced` counts
    the compiler's lines about memory that name no column, so that no expression is known.
    """

    version: str
    root: str
    directory: str
    go: GoEnvironment
    sites: tuple[ListedSite, ...]
    notices: tuple[Notice, ...]
    packages: int
    unplaced: int

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
