"""The report of a run, put together from its parts in a fixed order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from operator import attrgetter
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
    Shard,
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

    @property
    def listed_notices(self) -> tuple[Notice, ...]:
        """What the listing could not load of what the run reports."""
        world = self.world
        return tuple(each for each in world.listing.notices if world.concerns(each.package))


def assembled(
    settings: Settings,
    selection: Selection,
    early: tuple[Notice, ...],
    analysed: Sequence[Analysed],
    shard: Shard | None,
) -> Report:
    """Put the parts of a run in order."""
    checks = [check for part in analysed for check in part.checks]
    notices = [
        *early,
        *(notice for part in analysed for notice in part.listed_notices),
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
    sources = {path: text for check in checks for path, text in check.sources.items()}
    shown = (*findings, *(each.found for each in hidden))
    return Report(
        version=version("gomemlint"),
        root=base,
        repository="",
        go=environment(analysed[0].world.listing),
        findings=findings,
        hidden=hidden,
        notices=tuple(sorted(set(notices), key=attrgetter("order"))),
        summary=replace(summary(selection, analysed, notices), suppressed=len(hidden)),
        rules=metadata(selection),
        documents=documents(selection.rules),
        sources=with_shown(shown, sources, base),
        directory=str(settings.target.directory),
        shard=shard,
        packages=() if named else tuple(p.path for a in analysed for p in a.world.reported),
    )


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
    return any(str(Path(base, path)) in changed for path in paths_of(found))


def paths_of(found: ReportedFinding) -> Iterator[str]:
    """Yield the path of the finding and those of all that it shows."""
    finding = found.finding
    shown: tuple[Evidence | Related, ...] = (*finding.evidence, *finding.related, *finding.flow)
    yield finding.span.path
    yield from (each.span.path for each in shown)


def with_shown(
    findings: Iterable[ReportedFinding], known: Mapping[str, bytes], base: str
) -> Mapping[str, bytes]:
    """Add the files that findings show besides their own: columns are counted in them, too."""
    texts = dict(known)
    for path in dict.fromkeys(path for found in findings for path in paths_of(found)):
        if path not in texts:
            with suppress(OSError):
                texts[path] = Path(base, path).read_bytes()
    return texts


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
    packages: list[GoPackage] = [p for part in analysed for p in part.world.reported]
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
