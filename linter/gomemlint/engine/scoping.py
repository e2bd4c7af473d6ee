"""What the configuration says about a finding because of the file that it is in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pathspec import GitIgnoreSpec

from gomemlint.config import PathLevel, Scope
from gomemlint.model.report import ReportedFinding
from gomemlint.semantic.program.code import File


@dataclass(frozen=True)
class Scoping:
    """Judges findings by file: excluded, generated, of a path with levels of its own."""

    scope: Scope

    @cached_property
    def _excluded(self) -> GitIgnoreSpec:
        return GitIgnoreSpec.from_lines(self.scope.exclude)

    @cached_property
    def _levels(self) -> tuple[tuple[GitIgnoreSpec, PathLevel], ...]:
        levels = self.scope.levels
        return tuple((GitIgnoreSpec.from_lines([level.pattern]), level) for level in levels)

    def judged(self, found: ReportedFinding, file: File | None) -> ReportedFinding | None:
        """Return a finding with the severity that holds for it, None if it is not wanted."""
        if file is None:
            return found
        if file.is_generated and not self.scope.generated:
            return None
        severity = self.scope.severities.get(found.rule.code)
        if severity is not None:
            found = replace(found, severity=severity)
        path = self._relative(file)
        if path is None:
            return found
        if self._excluded.match_file(path):
            return None
        levels = (level for spec, level in self._levels if spec.match_file(path))
        return found if all(_passes(found, level) for level in levels) else None

    def _relative(self, file: File) -> str | None:
        """Spell a path as the patterns do; None for files outside of the configured folder."""
        try:
            return Path(file.absolute).relative_to(self.scope.root).as_posix()
        except ValueError:
            return None


def _passes(found: ReportedFinding, level: PathLevel) -> bool:
    rule = found.rule
    if {rule.code, rule.name, rule.family}.intersection(level.ignore):
        return False
    if level.min_severity and found.severity.rank < level.min_severity.rank:
        return False
    return not level.min_confidence or found.confidence.rank >= level.min_confidence.rank
