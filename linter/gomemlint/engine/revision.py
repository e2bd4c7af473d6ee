"""The commit that is analysed."""

from __future__ import annotations

from gomemlint.model.report import Revision
from gomemlint.toolchain.git import Repository


def revision_of(place: Repository) -> Revision | None:
    """Return the commit that is checked out, None before the first one."""
    commit = place.head()
    if not commit:
        return None
    branch = place.branch()
    return Revision(place.remote(), commit, f"refs/heads/{branch}" if branch else "")
