"""The report as data: `schemas/report-1.json` describes it.

Within one schema number, keys are added and never change their meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from gomemlint.model.findings import Edit, Evidence, Finding, Related
from gomemlint.model.report import Notice, Report, ReportedFinding
from gomemlint.reporters.cleaning import one_line
from gomemlint.reporters.encoding import encode
from gomemlint.reporters.levels import LEVELS
from gomemlint.reporters.parts import Range, Remark, range_of, remark_of
from gomemlint.reporters.places import Viewpoint

SCHEMA = 1


class Place(msgspec.Struct, frozen=True):
    """A step of the flow or a related place."""

    message: str
    path: str
    span: Range


class Reason(msgspec.Struct, frozen=True):
    """One piece of evidence; `raw` is the compiler's own line."""

    basis: str
    message: str
    path: str
    span: Range
    raw: str


class Replacement(msgspec.Struct, frozen=True):
    path: str
    span: Range
    text: str


class Cure(msgspec.Struct, frozen=True):
    description: str
    edits: tuple[Replacement, ...]


class Item(msgspec.Struct, frozen=True):
    """A finding."""

    code: str
    name: str
    severity: str
    level: str
    confidence: str
    tier: str
    message: str
    path: str
    span: Range
    package: str
    function: str
    evidence: tuple[Reason, ...]
    related: tuple[Place, ...]
    flow: tuple[Place, ...]
    fix: Cure | None
    confirm: str
    fingerprint: str


class Tool(msgspec.Struct, frozen=True):
    name: str
    version: str


class Go(msgspec.Struct, frozen=True):
    version: str
    goos: str
    goarch: str
    tags: tuple[str, ...]


class Totals(msgspec.Struct, frozen=True):
    complete: bool
    findings: int
    suppressed: int
    known: int
    rules: int
    packages: int
    packages_blocked: int
    files: int
    excluded_files: int
    generated_files: int
    lines: int
    compiler_lines: int
    contracts: int
    contracts_bound: int
    contracts_proved: int


class Part(msgspec.Struct, frozen=True):
    """What a report of a shard says for the sake of `merge`.

    `files` are those of the findings, in their order, `hidden` those of the suppressed ones that
    SARIF may hold, and `notices` those of the report, all with paths from the root of the module:
    by these the whole is sorted, wherever it is read.
    """

    number: int
    count: int
    settings: str
    sources: str
    files: tuple[str, ...]
    hidden: tuple[str, ...]
    notices: tuple[Remark, ...]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    schema: int
    tool: Tool
    go: Go
    shard: Part | msgspec.UnsetType = msgspec.UNSET
    findings: tuple[Item, ...]
    notices: tuple[Remark, ...]
    summary: Totals


def render(report: Report) -> Iterator[str]:
    """Encode the whole report; paths are relative to the working directory."""
    view = Viewpoint.of_user(report)
    writer = Writer(view)
    document = Document(
        schema=SCHEMA,
        tool=Tool("gomemlint", report.version),
        go=environment(report),
        shard=part(report) or msgspec.UNSET,
        findings=tuple(map(writer.item, report.findings)),
        notices=tuple(remark_of(notice, view) for notice in report.notices),
        summary=totals(report),
    )
    yield encode(document)
    yield "\n"


def environment(report: Report) -> Go:
    """Return the toolchain of the run."""
    go = report.go
    return Go(go.version, go.goos, go.goarch, go.tags)


def part(report: Report) -> Part | None:
    """Return which shard the report is of, None for the report of a whole."""
    shard = report.shard
    if shard is None:
        return None
    return Part(
        number=shard.number,
        count=shard.count,
        settings=shard.settings,
        sources=shard.sources,
        files=files_of(report.findings),
        hidden=files_of(each.found for each in report.hidden or ()),
        notices=tuple(map(remark, report.notices)),
    )


def files_of(findings: Iterable[ReportedFinding]) -> tuple[str, ...]:
    """Name each file once, in the order of the findings."""
    return tuple(dict.fromkeys(found.finding.span.path for found in findings))


def remark(notice: Notice) -> Remark:
    """Copy a notice as it is."""
    return Remark(
        code=notice.code,
        message=notice.message,
        path=notice.path,
        line=notice.line,
        package=notice.package,
        blocks=notice.blocks,
        incomplete=notice.incomplete,
    )


def totals(report: Report) -> Totals:
    """Count what was and what was not analysed."""
    summary = report.summary
    return Totals(
        complete=report.is_complete,
        findings=len(report.findings),
        suppressed=summary.suppressed,
        known=summary.known,
        rules=summary.rules,
        packages=summary.packages,
        packages_blocked=summary.packages_blocked,
        files=summary.files,
        excluded_files=summary.excluded_files,
        generated_files=summary.generated_files,
        lines=summary.lines,
        compiler_lines=summary.compiler_lines,
        contracts=summary.contracts,
        contracts_bound=summary.contracts_bound,
        contracts_proved=summary.contracts_proved,
    )


class Writer:
    """Turns values of the model into those of the document."""

    def __init__(self, viewpoint: Viewpoint) -> None:
        self._path = viewpoint.path

    def item(self, found: ReportedFinding) -> Item:
        finding = found.finding
        return Item(
            code=found.rule.code,
            name=found.rule.name,
            severity=found.severity.value,
            level=LEVELS[found.severity].value,
            confidence=found.confidence.value,
            tier=found.tier.value,
            message=one_line(finding.message),
            path=self._path(finding.span.path),
            span=range_of(finding.span),
            package=found.package,
            function=found.function,
            evidence=tuple(map(self._reason, finding.evidence)),
            related=tuple(map(self._place, finding.related)),
            flow=tuple(map(self._place, finding.flow)),
            fix=self._cure(finding),
            confirm=one_line(finding.confirm),
            fingerprint=found.fingerprint,
        )

    def _reason(self, evidence: Evidence) -> Reason:
        return Reason(
            basis=evidence.basis.value,
            message=one_line(evidence.message),
            path=self._path(evidence.span.path),
            span=range_of(evidence.span),
            raw=evidence.raw,
        )

    def _place(self, related: Related) -> Place:
        path = self._path(related.span.path)
        return Place(one_line(related.message), path, range_of(related.span))

    def _cure(self, finding: Finding) -> Cure | None:
        if finding.fix is None:
            return None
        return Cure(finding.fix.description, tuple(map(self._replacement, finding.fix.edits)))

    def _replacement(self, edit: Edit) -> Replacement:
        return Replacement(self._path(edit.span.path), range_of(edit.span), edit.text)
