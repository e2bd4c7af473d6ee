"""The allocation sites of a package: each expression once, with its verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from gomemlint.model.allocations import Kind, Verdict
from gomemlint.semantic.allocation.answers import SILENT
from gomemlint.semantic.allocation.candidates import Candidate, recorded
from gomemlint.semantic.allocation.inlined import Copy, copies
from gomemlint.semantic.allocation.instances import judged_in_run
from gomemlint.semantic.allocation.silent import constructs, variables
from gomemlint.semantic.program.code import File, Site, Unit, Versions
from gomemlint.semantic.program.functions import Function, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.functions import loop_depth


@dataclass(frozen=True)
class Allocation:
    """An allocation site and its verdict.

    `copy` is the record that decides at a call of an inlined function.
    """

    candidate: Candidate
    verdict: Verdict
    copy: Copy | None = None

    @property
    def site(self) -> Site:
        return self.candidate.site

    @property
    def file(self) -> File:
        return self.candidate.file

    @property
    def source(self) -> Candidate:
        """Return the site itself, for a copy in a caller the one in the callee if it is seen."""
        found = None if self.copy is None else self.copy.original
        return found or self.candidate

    @property
    def kind(self) -> Kind:
        return self.candidate.kind

    @property
    def count(self) -> int:
        """Count how often the compiler spoke of the site."""
        return sum(fact.count for fact in self.candidate.facts)

    @property
    def escapes(self) -> bool:
        return bool(self.candidate.escaping)

    @cached_property
    def loops(self) -> int:
        """Count the loops of the same function around the site."""
        return loop_depth(self.site.node)

    @cached_property
    def function(self) -> Function | None:
        """The innermost function around the site, None for package variables."""
        return function_around(self.file, self.site.node)


class Allocations:
    """The sites of files; what is found out about a file is kept."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._recorded: dict[str, tuple[Allocation, ...]] = {}

    def recorded(self, unit: Unit, file: File) -> tuple[Allocation, ...]:
        """Return the sites that the compiler speaks of, in source order."""
        if file.absolute not in self._recorded:
            found = (self._judged(each, unit.versions) for each in recorded(file))
            self._recorded[file.absolute] = _in_order(found)
        return self._recorded[file.absolute]

    def of(self, unit: Unit, file: File) -> tuple[Allocation, ...]:
        """Return all sites of a file in source order, those without a record included."""
        found = {site.candidate.key: site for site in self.recorded(unit, file)}
        for candidate in (*constructs(file), *variables(file)):
            if candidate.key not in found:
                found[candidate.key] = self._judged(candidate, unit.versions)
        return _in_order(found.values())

    def of_line(self, unit: Unit, file: File, line: int) -> tuple[Allocation, ...]:
        """Return the sites of a line: those that the compiler places there."""
        return tuple(site for site in self.of(unit, file) if line_of(site) == line)

    def _judged(self, candidate: Candidate, versions: Versions) -> Allocation:
        if candidate.kind is not Kind.INLINED:
            return Allocation(candidate, judged_in_run(self._index, candidate, versions))
        found = tuple(copies(self._index, candidate, versions))
        worst = max(found, key=lambda copy: copy.verdict.storage.rank, default=None)
        return Allocation(candidate, worst.verdict if worst else SILENT, worst)


def line_of(allocation: Allocation) -> int:
    """Return the line that the compiler names for a site: that of its operator, not its start."""
    facts = allocation.candidate.facts
    return facts[0].place.line if facts else allocation.site.node.start_point.row + 1


def _in_order(found: Iterable[Allocation]) -> tuple[Allocation, ...]:
    return tuple(sorted(found, key=lambda each: (*each.candidate.key[:2], each.kind.value)))
