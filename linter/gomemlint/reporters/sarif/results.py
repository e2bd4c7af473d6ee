"""Findings as SARIF results."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from gomemlint.model.findings import Basis, Edit, Evidence, Finding, Related
from gomemlint.model.report import ReportedFinding
from gomemlint.reporters.cleaning import one_line
from gomemlint.reporters.levels import LEVELS
from gomemlint.reporters.ranking import rank
from gomemlint.reporters.sarif.locations import Locations
from gomemlint.reporters.sarif.log import (
    ArtifactChange,
    CodeFlow,
    Replacement,
    Result,
    ResultProperties,
    SarifFix,
    Snippet,
    Text,
    ThreadFlow,
    ThreadFlowLocation,
)
from gomemlint.reporters.sarif.messages import link, sentence

# GitHub shows 100 locations and 1,000 steps of a result; a hundred are more than people read.
MOST_PLACES = 100
MOST_STEPS = 100


def result(found: ReportedFinding, locations: Locations, rule_index: int) -> Result:
    """Return one result; `rule_index` points into the rules of the driver."""
    finding = found.finding
    places = tuple(elsewhere(finding))[:MOST_PLACES]
    related = tuple(
        locations.secondary(place.span, place.message, number)
        for number, place in enumerate(places, 1)
    )
    return Result(
        rule_id=found.rule.code,
        rule_index=rule_index,
        level=LEVELS[found.severity].value,
        message=Text(text=message(finding, places, locations)),
        locations=(locations.primary(found),),
        related_locations=related,
        code_flows=code_flows(finding, locations),
        fixes=fixes(finding, locations),
        partial_fingerprints=fingerprints(found, locations),
        rank=float(rank(found)),
        properties=ResultProperties(
            confidence=found.confidence.value,
            tier=found.tier.value,
            compiler=tuple(evidence.raw for evidence in finding.evidence if evidence.raw),
            confirm=one_line(finding.confirm),
        ),
    )


def elsewhere(finding: Finding) -> Iterator[Evidence | Related]:
    """Yield what stands at other places than the finding itself."""
    for evidence in finding.evidence:
        if evidence.span != finding.span:
            yield evidence
    yield from finding.related


def message(finding: Finding, places: tuple[Evidence | Related, ...], locations: Locations) -> str:
    """Return what is wrong, why, what to write instead; each place is linked once."""
    parts = [sentence(finding.message)]
    here = (evidence for evidence in finding.evidence if evidence.span == finding.span)
    parts += [
        sentence(f"The compiler says: {evidence.message}")
        if evidence.basis is Basis.COMPILER
        else sentence(evidence.message)
        for evidence in here
    ]
    if finding.fix:
        parts.append(sentence(f"Instead: {finding.fix.description}"))
    for number, place in enumerate(places, 1):
        where = f"{locations.viewpoint.path(place.span.path)}:{place.span.start.line}"
        shown = link(where, number) if locations.viewpoint.contains(place.span.path) else where
        parts.append(f"See {shown}: {sentence(place.message)}")
    return " ".join(parts)


def code_flows(finding: Finding, locations: Locations) -> tuple[CodeFlow, ...]:
    """Return the path of the memory, inline: GitHub reads no shared steps."""
    if not finding.flow:
        return ()
    steps = tuple(
        ThreadFlowLocation(location=locations.secondary(step.span, step.message))
        for step in finding.flow[:MOST_STEPS]
    )
    return (CodeFlow(thread_flows=(ThreadFlow(locations=steps),)),)


def fixes(finding: Finding, locations: Locations) -> tuple[SarifFix, ...]:
    """Return the edits, where the fix has any; words alone stand in the message."""
    if finding.fix is None or not finding.fix.edits:
        return ()
    edits = sorted(finding.fix.edits, key=lambda edit: edit.span)
    changes = tuple(
        ArtifactChange(
            artifact_location=locations.artifact(path),
            replacements=tuple(replacement(edit, locations) for edit in group),
        )
        for path, group in groupby(edits, key=lambda edit: edit.span.path)
    )
    description = Text(text=sentence(finding.fix.description))
    return (SarifFix(description=description, artifact_changes=changes),)


def replacement(edit: Edit, locations: Locations) -> Replacement:
    """Return one edit."""
    return Replacement(
        deleted_region=locations.region(edit.span), inserted_content=Snippet(text=edit.text)
    )


def fingerprints(found: ReportedFinding, locations: Locations) -> dict[str, str]:
    """Return our own fingerprint, and GitHub's where the source is known."""
    line_hash = locations.line_hash(found.finding.span)
    own = {"gomemlint/v1": found.fingerprint}
    return {**own, "primaryLocationLineHash": line_hash} if line_hash else own
