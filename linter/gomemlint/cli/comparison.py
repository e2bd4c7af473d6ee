"""Two sides of a comparison: files on disk, or revisions in folders of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from gomemlint.config import Settings
from gomemlint.engine.advance import Advance
from gomemlint.engine.recall import check
from gomemlint.engine.surveying import survey
from gomemlint.errors import ConfigError
from gomemlint.gating.heapdiff import heap_diff
from gomemlint.gating.revisions import worktree_folder
from gomemlint.model.heapdiff import HeapDiff
from gomemlint.model.report import Report
from gomemlint.model.survey import Depth, Survey
from gomemlint.toolchain.git import Repository, required


@dataclass(frozen=True, slots=True)
class Side:
    """What is known of one side; no contracts are looked for where nobody wrote any."""

    survey: Survey
    contracts: Report | None


def compared(settings: Settings, revisions: str, advance: Advance) -> HeapDiff:
    """Compare a revision with the work tree, or the two of `REV..REV`."""
    place = required(settings.target.directory)
    settings = replace(settings, target=replace(settings.target, patterns=packages_of(settings)))
    since, dots, until = revisions.partition("..")
    if not since or until.startswith("."):
        raise ConfigError(f"{revisions!r} names no two revisions; write REV or REV..REV")
    until = until or ("HEAD" if dots else "")
    for revision in filter(None, (since, until)):
        place.resolve(revision)
    before = _at(place, since, settings, advance)
    after = _at(place, until, settings, advance) if until else _side(settings, advance)
    diff = heap_diff(before.survey, after.survey)
    known = fingerprints(before)
    broken = () if after.contracts is None else after.contracts.findings
    return replace(
        diff,
        broken=tuple(found for found in broken if found.fingerprint not in known),
        since=since,
        until=until,
    )


def fingerprints(side: Side) -> frozenset[str]:
    """Return the contracts that are broken on a side."""
    found = () if side.contracts is None else side.contracts.findings
    return frozenset(finding.fingerprint for finding in found)


def _at(place: Repository, revision: str, settings: Settings, advance: Advance) -> Side:
    with _checked_out(place, revision, settings) as there:
        return _side(there, advance)


@contextmanager
def _checked_out(place: Repository, revision: str, settings: Settings) -> Iterator[Settings]:
    """Write a revision to a folder; both sides use the same one, for the sake of Go's cache."""
    inside = settings.target.directory.resolve().relative_to(place.root)
    with place.worktree(revision, worktree_folder(place)) as tree:
        directory = tree / inside
        if not directory.is_dir():
            raise ConfigError(f"{revision} has no folder {inside}; compare from a folder of both")
        yield replace(settings, target=replace(settings.target, directory=directory))


def packages_of(settings: Settings) -> tuple[str, ...]:
    """Return the patterns; a file, which a revision may not have, stands for its package."""
    return tuple(
        dict.fromkeys(
            f"./{Path(each).parent}" if each.endswith(".go") else each
            for each in settings.target.patterns
        )
    )


def _side(settings: Settings, advance: Advance) -> Side:
    found = survey(settings, advance, Depth.COMPARISON)
    return Side(found, check(settings, advance) if found.contracts else None)
