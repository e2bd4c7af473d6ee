"""Which findings are new: those whose fingerprint nobody knew before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gomemlint.gating.baseline import Baseline, stale
from gomemlint.model.report import Notice, Report

SHOWN = 5


def only_new(report: Report, known: Iterable[str]) -> Report:
    """Leave out the findings that were known before, and count them."""
    before = frozenset(known)
    new = tuple(found for found in report.findings if found.fingerprint not in before)
    hidden = len(report.findings) - len(new)
    summary = replace(report.summary, known=report.summary.known + hidden)
    return replace(report, findings=new, summary=summary)


def against(report: Report, baseline: Baseline, name: str) -> Report:
    """Leave out what a baseline accepts; say which of its entries match nothing any more.

    Entries of packages that took no part in the run are not judged.
    """
    gone = stale(baseline, report)
    gated = only_new(report, baseline.fingerprints)
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
