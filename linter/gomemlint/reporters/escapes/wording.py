"""The sentences about sites that all formats share."""

from __future__ import annotations

from gomemlint.model.allocations import Cause, ListedSite
from gomemlint.model.survey import Survey
from gomemlint.reporters.escapes.grouping import Group
from gomemlint.reporters.places import Viewpoint
from gomemlint.reporters.wording import counted

CONFIRM = "go tool pprof -sample_index=alloc_space -list '{}' mem.out"


def viewpoint(survey: Survey) -> Viewpoint:
    """See paths from the working directory."""
    return Viewpoint(survey.root, survey.directory or survey.root)


def sentence(site: ListedSite) -> str:
    """Say why a site is where it is."""
    if site.escape is not None:
        return site.escape.sentence
    return f"`{site.expression}`: {site.verdict.reason}"


def remarks(site: ListedSite) -> str:
    """Say how often: loops around, copies, cold code."""
    parts = []
    if site.loops:
        parts.append("in a loop" if site.loops == 1 else f"in {site.loops} loops")
    if site.is_cold:
        parts.append("runs rarely")
    if site.count > 1:
        parts.append(f"{site.count} copies")
    return ", ".join(parts)


def cause_label(cause: Cause) -> str:
    """Name a cause with its code."""
    return f"{cause.value} {cause.title}"


def heading(group: Group) -> str:
    """Head a group with its counts."""
    name = f"{group.code} {group.title}".strip()
    loops = f", {group.in_loops:,} in loops" if group.in_loops else ""
    return f"{name}: {counted(len(group.sites), 'site')}, {group.heap:,} surely allocate{loops}"


def total(survey: Survey, groups: tuple[Group, ...]) -> str:
    """Sum up a survey."""
    sites = sum(len(group.sites) for group in groups)
    go = survey.go.version or "no Go"
    missing = len(survey.missing)
    known = f"{survey.packages - missing:,} of " if missing else ""
    packages = f"{known}{counted(survey.packages, 'package')}"
    return f"{counted(sites, 'site')} on the heap or possibly so, in {packages}, {go}."


def unplaced(survey: Survey) -> str:
    """Say what could not be placed, empty for nothing."""
    if not survey.unplaced:
        return ""
    lines = counted(survey.unplaced, "line")
    return f"{lines} of the compiler name no column (from 255 on it has none) and are left out."
