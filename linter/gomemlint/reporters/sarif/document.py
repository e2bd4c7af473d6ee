"""A report as one SARIF log."""

from __future__ import annotations

import gzip
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import quote

import msgspec

from gomemlint.model.report import Notice, Report
from gomemlint.reporters.encoding import encode
from gomemlint.reporters.json import environment, part, totals
from gomemlint.reporters.places import Viewpoint
from gomemlint.reporters.ranking import cut_notice, highest, rank
from gomemlint.reporters.sarif.locations import SOURCE_ROOT, Locations
from gomemlint.reporters.sarif.log import (
    ArtifactLocation,
    AutomationDetails,
    DescriptorReference,
    Driver,
    Invocation,
    InvocationProperties,
    Location,
    Log,
    Notification,
    PartProperties,
    PhysicalLocation,
    Region,
    Run,
    Text,
    Tool,
    VersionControlDetails,
)
from gomemlint.reporters.sarif.messages import sentence
from gomemlint.reporters.sarif.remotes import web_address
from gomemlint.reporters.sarif.results import result
from gomemlint.reporters.sarif.rules import descriptor, rules
from gomemlint.reporters.sarif.standing import shown, standing
from gomemlint.reporters.wording import closing, notice_message

# What GitHub accepts of one upload.
MOST_RESULTS = 25_000
MOST_BYTES = 10_000_000


def render(report: Report) -> Iterator[str]:
    """Encode the log; what exceeds GitHub's limits is cut by rank, and a notice says so.

    That of a shard is not cut before it is merged.
    """
    yield encode(log(report)) if report.shard else fitting(report, MOST_BYTES)
    yield "\n"


def fitting(report: Report, most_bytes: int) -> str:
    """Encode as many findings as an upload of that size can hold."""
    return cut(
        lambda count: log(shortened(report, count)),
        min(total(report), MOST_RESULTS),
        most_bytes,
    )


def cut(log_of: Callable[[int], Log], count: int, most_bytes: int) -> str:
    """Encode a log of so many findings, or of fewer that an upload can hold."""
    while True:
        text = encode(log_of(count))
        size = compressed_size(text, most_bytes)
        if size <= most_bytes or not count:
            return text
        count = count * most_bytes // size * 9 // 10


def shortened(report: Report, count: int) -> Report:
    """Keep the findings of highest rank; hidden ones go first."""
    if count >= total(report):
        return report
    findings = highest(report.findings, count, rank)
    hidden = None if report.hidden is None else report.hidden[: count - len(findings)]
    notices = (*report.notices, cut_to(count, total(report)))
    return replace(report, findings=findings, hidden=hidden, notices=notices)


def total(report: Report) -> int:
    """Count the results: findings, and hidden ones where they are asked for."""
    return len(report.findings) + len(report.hidden or ())


def cut_to(count: int, of: int) -> Notice:
    """Say that the log does not hold all findings, and where they are."""
    return cut_notice("SARIF", count, of, "`--output json=FILE` writes all of them")


def compressed_size(text: str, enough: int) -> int:
    """Return the size of an upload; a text that is short enough is not compressed."""
    data = text.encode()
    return len(data) if len(data) <= enough else len(gzip.compress(data, mtime=0))


def log(report: Report) -> Log:
    """Return the log of one run: GitHub refuses several of one tool and category."""
    ran = rules(report)
    index = {rule.code: number for number, rule in enumerate(ran)}
    locations = Locations(report)
    driver = Driver(
        name="gomemlint",
        full_name=f"gomemlint {report.version}",
        semantic_version=report.version,
        version=report.version,
        language="en",
        information_uri=report.pages.folder,
        rules=tuple(descriptor(rule, report) for rule in ran),
    )
    root = ArtifactLocation(description=Text(text="The root of the repository."))
    run = Run(
        tool=Tool(driver=driver),
        automation_details=AutomationDetails(id=category(report)),
        original_uri_base_ids={SOURCE_ROOT: root},
        version_control_provenance=provenance(report),
        invocations=(invocation(report, locations),),
        results=tuple(
            standing(result(found, locations, index[found.rule.code]), by, report)
            for found, by in shown(report)
        ),
    )
    return Log(runs=(run,))


def category(report: Report) -> str:
    """Keep apart what is analysed apart: modules, targets, tags, shards.

    GitHub closes the alerts of a category that a newer upload of it does not have.
    """
    module = Viewpoint.of_repository(report).path(".")
    target = f"{report.go.goos}-{report.go.goarch}" if report.go.goos else "any"
    parts = [
        "gomemlint",
        *([] if module.startswith((".", "/")) else [module]),
        "+".join((target, *report.go.tags)),
        *([f"shard-{report.shard.number}-of-{report.shard.count}"] if report.shard else []),
    ]
    return quote(posixpath.join(*parts, ""), safe="/-._~+")


def provenance(report: Report) -> tuple[VersionControlDetails, ...] | msgspec.UnsetType:
    """Name the commit, which makes paths links; a repository without a site has no name."""
    address = web_address(report.revision.url) if report.revision else ""
    if report.revision is None or not address:
        return msgspec.UNSET
    details = VersionControlDetails(
        repository_uri=address,
        revision_id=report.revision.commit,
        branch=report.revision.ref,
        mapped_to=ArtifactLocation(uri_base_id=SOURCE_ROOT),
    )
    return (details,)


def invocation(report: Report, locations: Locations) -> Invocation:
    """Return how the run went; it failed only if nothing could be analysed."""
    return Invocation(
        execution_successful=report.is_complete or report.summary.packages > 0,
        tool_execution_notifications=tuple(
            notification(notice, locations) for notice in report.notices
        ),
        properties=InvocationProperties(
            summary=closing(report), part=part_properties(report) or msgspec.UNSET
        ),
    )


def part_properties(report: Report) -> PartProperties | None:
    """Return what the log of a shard says about itself."""
    shard = part(report)
    return PartProperties(shard, environment(report), totals(report)) if shard else None


def notification(notice: Notice, locations: Locations | None = None) -> Notification:
    """Return a notice; what makes the analysis incomplete is an error."""
    return Notification(
        descriptor=DescriptorReference(id=notice.code),
        level="error" if notice.incomplete else "warning",
        message=Text(text=sentence(notice_message(notice))),
        locations=notified(notice, locations),
    )


def notified(notice: Notice, locations: Locations | None) -> tuple[Location, ...]:
    """Return the place of a notice, if it has one in the repository."""
    if not notice.path or locations is None or not locations.viewpoint.contains(notice.path):
        return ()
    region = Region(start_line=notice.line) if notice.line else None
    physical = PhysicalLocation(artifact_location=locations.artifact(notice.path), region=region)
    return (Location(physical_location=physical),)
