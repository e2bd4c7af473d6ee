"""Which findings are new: those whose fingerprint nobody knew before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gomemlint.gating.baseline import Baseline, stale
from gomemlint.model.report import Hidden, HiddenBy, Notice, Report

SHOWN = 5


def only_new(report: Report, known: Iterable[str], name: str) -> Report:
    """Hide the findings that were known before, and count them; `name` says to whom."""
    before = frozenset(known)
    new = tuple(found for found in report.findings if found.fingerprint not in before)
    old = tuple(
        Hidden(found, HiddenBy.BASELINE, name)
        for found in report.findings
        if found.fingerprint in before
    )
    return replace(
        report,
        findings=new,
        hidden=(*(report.hidden or ()), *old),
        summary=replace(report.summary, known=report.summary.known + len(old)),
        is_gated=True,
    )


def against(report: Report, baseline: Baseline, name: str) -> Report:
    """Leave out what a baseline accepts; say which of its entries match nothing any more.

    Entries of packages that took no part in the run are not judged.
    """
    gone = stale(baseline, report)
    gated = only_new(report, baseline.fingerprints, f"It is accepted in {name}")
    if not gone:
        return gated
    named = ", ".join(f"{entry.rule} in {entry.package}" for entry in gone[:SHOWN])
    more = f" and {len(gone) - SHOWN} more" if len(gone) > SHOWN else ""
    notice = Notice(
        code="baseline-stale",
        message=f"{len(gone)} entries of {name} match no finding any more ({named}{more}); "
        "run `gomemlint baseline prune`",
    )
    return replace(gated, notices=(*gated.notices, notice))
