"""What the exit code says. 3 wins over 1."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomemlint.model.report import Report


class Exit(IntEnum):
    """The exit codes of every command."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    INTERRUPTED = 130


def exit_of(report: Report, *, allow_incomplete: bool, exit_zero: bool) -> Exit:
    """Return the exit code of a run; findings never hide that something was not analysed."""
    if not report.is_complete and not allow_incomplete:
        return Exit.INCOMPLETE
    if report.findings and not exit_zero:
        return Exit.FINDINGS
    return Exit.CLEAN
