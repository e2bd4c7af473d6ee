"""Which findings are new: those whose fingerprint nobody knew before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter

from gomemlint.gating.baseline import Baseline, stale
from gomemlint.model.report import Hidden, HiddenBy, Notice, Report


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
        hidden=tuple(sorted((*(report.hidden or ()), *old), key=lambda each: each.found.order)),
        summary=replace(report.summary, known=report.summary.known + len(old)),
        is_gated=True,
    )


def against(report: Report, baseline: Baseline, name: str) -> Report:
    """Leave out what a baseline accepts; say which of its entries match nothing any more.

    Entries of packages that took no part in the run are not judged.
    """
    gated = only_new(report, baseline.fingerprints, f"It is accepted in {name}")
    rules: defaultdict[str, list[str]] = defaultdict(list)
    for entry in stale(baseline, report):
        rules[entry.package].append(entry.rule)
    notices = (*gated.notices, *(_stale(name, each, rules[each]) for each in rules))
    return replace(gated, notices=tuple(sorted(notices, key=attrgetter("order"))))


def _stale(name: str, package: str, rules: Sequence[str]) -> Notice:
    named, count = ", ".join(sorted(set(rules))), len(rules)
    entries = "1 entry" if count == 1 else f"{count:,} entries"
    return Notice(
        code="baseline-stale",
        message=f"no finding is left for {entries} of {name} ({named}); "
        "run `gomemlint baseline prune`",
        package=package,
    )
