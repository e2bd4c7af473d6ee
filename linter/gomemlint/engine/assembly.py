"""The report of a run, put together from its parts in a fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from gomemlint.config import Settings
from gomemlint.engine.checking import Checked
from gomemlint.engine.documents import documents
from gomemlint.engine.notices import changed_notices
from gomemlint.engine.promises import NO_CONTRACTS
from gomemlint.engine.reporting import in_order
from gomemlint.engine.selection import Selection
from gomemlint.engine.shard import Scanned
from gomemlint.engine.suppress.apply import OWN_RULES
from gomemlint.engine.world import World
from gomemlint.model.findings import Evidence, Related
from gomemlint.model.packages import GoPackage
from gomemlint.model.report import (
    GoEnvironment,
    Notice,
    Report,
    ReportedFinding,
    Summary,
)
from gomemlint.model.rules import RuleMetadata
from gomemlint.toolchain.listing import Listing


@dataclass(frozen=True, slots=True)
class Analysed:
    """What became of one listing. `changed` are files that are not what was analysed."""

    world: World
    scans: Sequence[Scanned]
    checks: Sequence[Checked]
    notices: tuple[Notice, ...]
    changed: frozenset[str] = frozenset()


def assembled(
    settings: Settings,
    selection: Selection,
    early: tuple[Notice, ...],
    analysed: Sequence[Analysed],
) -> Report:
    """Put the parts of a run in order."""
    checks = [check for part in analysed for check in part.checks]
    notices = [
        *early,
        *(notice for part in analysed for notice in part.world.listing.notices),
        *(notice for part in analysed for notice in part.notices),
        *(notice for part in analysed for notice in changed_notices(part.world, part.changed)),
        *(notice for part in analysed for scan in part.scans for notice in scan.notices),
        *(notice for check in checks for notice in check.notices),
    ]
    named = frozenset[str]().union(*(part.world.listing.files for part in analysed))
    changed = frozenset[str]().union(*(part.changed for part in analysed))
    base = analysed[0].world.base

    def is_shown(found: ReportedFinding) -> bool:
        return is_wanted(found, named, base) and not is_stale(found, changed, base)

    findings, hidden = in_order(
        (found for check in checks for found in check.findings if is_shown(found)),
        (each for check in checks for each in check.hidden if is_shown(each.found)),
    )
    return Report(
        version=version("gomemlint"),
        root=base,
        repository="",
        go=environment(analysed[0].world.listing),
        findings=findings,
        hidden=hidden,
        notices=tuple(sorted(set(notices), key=notice_order)),
        summary=replace(summary(selection, analysed, notices), suppressed=len(hidden)),
        rules=metadata(selection),
        documents=documents(selection.rules),
        sources={path: text for check in checks for path, text in check.sources.items()},
        directory=str(settings.target.directory),
        packages=() if named else tuple(p.path for a in analysed for p in a.world.packages),
    )


def notice_order(notice: Notice) -> tuple[str, str, str, int, str]:
    """Order notices by code and place."""
    return (notice.code, notice.package, notice.path, notice.line, notice.message)


def is_wanted(found: ReportedFinding, named: frozenset[str], base: str) -> bool:
    """Tell whether a finding touches a file that the user named, if any was named."""
    if not named:
        return True
    places = (found.finding.span, *(related.span for related in found.finding.related))
    return any(str(Path(base, place.path)) in named for place in places)


def is_stale(found: ReportedFinding, changed: frozenset[str], base: str) -> bool:
    """Tell whether a finding shows a place in a file that is no longer what it was."""
    if not changed:
        return False
    finding = found.finding
    shown: tuple[Evidence | Related, ...] = (*finding.evidence, *finding.related, *finding.flow)
    places = (finding.span, *(each.span for each in shown))
    return any(str(Path(base, place.path)) in changed for place in places)


def environment(listing: Listing) -> GoEnvironment:
    """Describe the toolchain of the run."""
    go = listing.go
    if go is None:
        return GoEnvironment()
    return GoEnvironment(go.version, go.goos, go.goarch, go.tags)


def summary(
    selection: Selection, analysed: Sequence[Analysed], notices: Sequence[Notice]
) -> Summary:
    """Count what was analysed."""
    scans = [scan for part in analysed for scan in part.scans]
    checks = [check for part in analysed for check in part.checks]
    promised = sum((check.contracts for check in checks), NO_CONTRACTS)
    packages: list[GoPackage] = [p for part in analysed for p in part.world.packages]
    return Summary(
        packages=len(packages),
        files=sum(check.files for check in checks),
        lines=sum(check.lines for check in checks),
        excluded_files=sum(len(package.ignored_files) for package in packages),
        generated_files=sum(check.generated for check in checks),
        packages_blocked=sum(notice.blocks for notice in set(notices)),
        compiler_lines=sum(scan.compiler_lines for scan in scans),
        rules=len(selection.rules),
        contracts=promised.contracts,
        contracts_bound=promised.bound,
        contracts_proved=promised.proved,
    )


def metadata(selection: Selection) -> tuple[RuleMetadata, ...]:
    """Return the rules that a report may name."""
    return tuple(sorted([rule.metadata for rule in selection.rules] + list(OWN_RULES), key=_code))


def _code(rule: RuleMetadata) -> str:
    return rule.code
