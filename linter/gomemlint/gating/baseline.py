"""The baseline: findings that were there before, kept in a file by fingerprint."""

from __future__ import annotations

from pathlib import Path

import msgspec

from gomemlint.errors import ConfigError
from gomemlint.model.report import Report, ReportedFinding

DEFAULT_NAME = ".gomemlint-baseline.json"
VERSION = 1


class Entry(msgspec.Struct, frozen=True, order=True):
    """One finding that is accepted for now; all but the fingerprint is for people."""

    package: str
    function: str
    rule: str
    fingerprint: str


class Baseline(msgspec.Struct, frozen=True):
    """The accepted findings, sorted."""

    entries: tuple[Entry, ...]
    version: int = VERSION

    @property
    def fingerprints(self) -> frozenset[str]:
        return frozenset(entry.fingerprint for entry in self.entries)


def read(path: Path) -> Baseline:
    """Read a baseline; raise `ConfigError` if it is not one of ours."""
    try:
        baseline = msgspec.json.decode(path.read_bytes(), type=Baseline)
    except OSError as error:
        raise ConfigError(
            f"cannot read the baseline {path}: {error.strerror}; "
            "make one with `gomemlint baseline write`"
        ) from error
    except msgspec.DecodeError as error:
        raise ConfigError(f"{path} is no baseline of gomemlint: {error}; write it anew") from error
    if baseline.version != VERSION:
        raise ConfigError(f"{path} has version {baseline.version}, not {VERSION}; write it anew")
    return baseline


def of(report: Report) -> Baseline:
    """Return the baseline that accepts all findings of a report."""
    return Baseline(tuple(sorted(_entry(found) for found in report.findings)))


def pruned(baseline: Baseline, report: Report) -> Baseline:
    """Return a baseline without the entries that match no finding any more."""
    gone = set(stale(baseline, report))
    return Baseline(tuple(entry for entry in baseline.entries if entry not in gone))


def stale(baseline: Baseline, report: Report) -> tuple[Entry, ...]:
    """Return the entries that match no finding of the packages that were analysed completely."""
    current = {found.fingerprint for found in report.findings}
    gaps = {notice.package for notice in report.notices if notice.incomplete}
    judged = set(report.packages) - gaps if "" not in gaps else set()
    return tuple(
        entry
        for entry in baseline.entries
        if entry.fingerprint not in current and entry.package in judged
    )


def write(path: Path, baseline: Baseline) -> None:
    """Write a baseline, an entry a line, so that merges and reviews see what changed."""
    lines = ",\n".join(f"    {msgspec.json.encode(entry).decode()}" for entry in baseline.entries)
    entries = f"[\n{lines}\n  ]" if lines else "[]"
    text = f'{{\n  "version": {VERSION},\n  "entries": {entries}\n}}\n'
    aside = path.with_name(f".{path.name}.tmp")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        raise ConfigError(f"cannot write the baseline {path}: {error.strerror}") from error


def _entry(found: ReportedFinding) -> Entry:
    return Entry(found.package, found.function, found.rule.code, found.fingerprint)
