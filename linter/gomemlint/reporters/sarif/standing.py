"""How a result stands: open or suppressed, new or known."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from gomemlint.model.report import Hidden, HiddenBy, Report, ReportedFinding
from gomemlint.reporters.sarif.log import Result, Suppression
from gomemlint.reporters.sarif.messages import sentence


def shown(report: Report) -> Iterator[tuple[ReportedFinding, Hidden | None]]:
    """Yield the findings, then hidden ones with what hides them."""
    for found in report.findings:
        yield found, None
    for hidden in report.hidden or ():
        yield hidden.found, hidden


def standing(result: Result, hidden: Hidden | None, report: Report) -> Result:
    """Add what the run says of all its results or of none."""
    if report.hidden is not None:
        result = msgspec.structs.replace(result, suppressions=suppressions(hidden))
    if report.is_gated:
        is_known = hidden is not None and hidden.by is HiddenBy.BASELINE
        result = msgspec.structs.replace(result, baseline_state="unchanged" if is_known else "new")
    return result


def suppressions(hidden: Hidden | None) -> tuple[Suppression, ...]:
    """Return what hides a result; an open one has an empty list."""
    if hidden is None:
        return ()
    return (
        Suppression(
            kind="inSource" if hidden.by is HiddenBy.SOURCE else "external",
            status="accepted",
            justification=sentence(hidden.reason) if hidden.reason else "",
        ),
    )
