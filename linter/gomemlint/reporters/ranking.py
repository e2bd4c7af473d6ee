"""Which findings stay where a surface accepts fewer than there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from gomemlint.model.report import Notice, ReportedFinding

Ranked = TypeVar("Ranked")


def rank(found: ReportedFinding) -> int:
    """Order findings from 20 to 100: first by severity, then by confidence."""
    return 30 * found.severity.rank + 10 * found.confidence.rank - 20


def highest(
    findings: Sequence[Ranked], count: int, rank_of: Callable[[Ranked], float]
) -> tuple[Ranked, ...]:
    """Return the findings of highest rank, in their own order; earlier ones win a tie."""
    if len(findings) <= count:
        return tuple(findings)
    order = sorted(range(len(findings)), key=lambda index: -rank_of(findings[index]))
    return tuple(findings[index] for index in sorted(order[:count]))


def by_rank(findings: Iterable[ReportedFinding]) -> list[ReportedFinding]:
    """Return all findings, the highest rank first, else in their own order."""
    return sorted(findings, key=lambda found: -rank(found))


def cut_notice(surface: str, kept: int, total: int, hint: str) -> Notice:
    """Say that a report does not hold all findings."""
    return Notice(
        "findings-cut",
        f"{surface}: {kept:,} of {total:,} findings are shown, those of highest rank; {hint}",
    )
