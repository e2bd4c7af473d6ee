"""The findings of a revision, remembered by commit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import platformdirs

from gomemlint.config import Settings
from gomemlint.model.report import Report
from gomemlint.toolchain.git import Repository

KEPT = 32


class Remembered(msgspec.Struct, frozen=True):
    """What is kept of a revision: its fingerprints, if it could be analysed completely."""

    fingerprints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checker:
    """Who analyses: `check` does it for a folder, `identity` tells it from any other version."""

    identity: str
    check: Callable[[Path], Report]


def known_at(
    place: Repository,
    commit: str,
    settings: Settings,
    checker: Checker,
) -> frozenset[str]:
    """Return the fingerprints of the findings of a commit.

    They are remembered, unless something could not be analysed.
    """
    file = _file(place, commit, settings, checker)
    remembered = _read(file)
    if remembered is not None:
        return frozenset(remembered.fingerprints)
    inside = settings.target.directory.resolve().relative_to(place.root)
    with place.worktree(commit, worktree_folder(place)) as tree:
        report = checker.check(tree / inside)
    found = frozenset(finding.fingerprint for finding in report.findings)
    if report.is_complete:
        _write(file, Remembered(tuple(sorted(found))))
    return found


def worktree_folder(place: Repository) -> Path:
    """Return a folder of its own for each repository: Go's build cache knows folders."""
    name = hashlib.sha256(str(place.root).encode()).hexdigest()[:16]
    return _cache() / "worktrees" / name


def _file(place: Repository, commit: str, settings: Settings, checker: Checker) -> Path:
    """Name what is remembered by everything that the findings of a commit depend on."""
    inside = settings.target.directory.resolve().relative_to(place.root)
    target = replace(settings.target, directory=inside)
    parts = (
        checker.identity,
        str(place.root),
        commit,
        target,
        settings.selected,
        settings.scope,
        settings.options,
    )
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
    return _cache() / "revisions" / f"{digest}.json"


def _cache() -> Path:
    return Path(platformdirs.user_cache_dir("gomemlint"))


def _read(file: Path) -> Remembered | None:
    """A file that is missing or damaged says nothing."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Remembered)
    except (OSError, msgspec.DecodeError):
        return None


def _write(file: Path, remembered: Remembered) -> None:
    """Remember, and forget what was remembered longest ago; a full disk costs only time."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside = file.with_suffix(".tmp")
        aside.write_bytes(msgspec.json.encode(remembered))
        aside.replace(file)
        files = sorted(file.parent.glob("*.json"), key=lambda each: each.stat().st_mtime)
        for old in files[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return
