"""What the exit code says. 3 wins over 1."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

from gomemlint.model.report import Notice

if TYPE_CHECKING:
    from gomemlint.config import Verdict


class Exit(IntEnum):
    """The exit codes of every command."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    INTERRUPTED = 130


class Outcome(Protocol):
    """What a run came to: that of `check`, or one that is merged of several."""

    @property
    def findings(self) -> Sized: ...

    @property
    def notices(self) -> tuple[Notice, ...]: ...


def exit_of(report: Outcome, verdict: Verdict) -> Exit:
    """Return the exit code of a run; findings never hide that something was not analysed."""
    if has_gaps(report.notices, verdict):
        return Exit.INCOMPLETE
    if report.findings and not verdict.exit_zero:
        return Exit.FINDINGS
    return Exit.CLEAN


def has_gaps(notices: Iterable[Notice], verdict: Verdict) -> bool:
    """Tell whether something was not analysed that the user does not tolerate."""
    if verdict.allow_incomplete:
        return False
    return any(notice.incomplete and not _is_tolerated(notice, verdict) for notice in notices)


def _is_tolerated(gap: Notice, verdict: Verdict) -> bool:
    return bool(gap.package) and any(_matches(gap.package, each) for each in verdict.tolerated)


def _matches(package: str, pattern: str) -> bool:
    """Match an import path as the go command does where a pattern ends in `/...`."""
    prefix = pattern.removesuffix("/...")
    return package == prefix or (prefix != pattern and package.startswith(f"{prefix}/"))
