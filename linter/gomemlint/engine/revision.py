"""The commit that is analysed."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from pathlib import Path

from gomemlint.model.report import Notice, Report, Revision
from gomemlint.toolchain.git import Repository, refusal, repository


def located(report: Report, directory: Path) -> Report:
    """Say in which repository a run took place, and which commit is checked out now."""
    place = repository(directory)
    if place is not None:
        return replace(report, repository=str(place.root), revision=_revision(place))
    refused = refusal(directory)
    if not refused:
        return report
    notice = Notice("repository-refused", f"paths start at the working directory: {refused}")
    notices = sorted((*report.notices, notice), key=attrgetter("order"))
    return replace(report, notices=tuple(notices))


def _revision(place: Repository) -> Revision | None:
    """Return the commit that is checked out, None before the first one."""
    commit = place.head()
    if not commit:
        return None
    branch = place.branch()
    return Revision(place.remote(), commit, f"refs/heads/{branch}" if branch else "")
