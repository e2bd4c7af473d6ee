"""The objects of SARIF 2.1.0 that we write.

Names are those of the standard (OASIS SARIF 2.1.0, section 3) in Python's spelling.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from gomemlint.reporters.json import Go, Part, Totals


class SarifObject(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """An object whose absent properties are left out."""


class Text(SarifObject, frozen=True):
    """A `message` or a `multiformatMessageString`."""

    text: str
    markdown: str = ""


class ArtifactLocation(SarifObject, frozen=True):
    uri: str = ""
    uri_base_id: str = ""
    description: Text | None = None


class Snippet(SarifObject, frozen=True):
    text: str


class Region(SarifObject, frozen=True):
    start_line: int
    start_column: int = 0
    end_line: int = 0
    end_column: int = 0
    snippet: Snippet | None = None


class PhysicalLocation(SarifObject, frozen=True):
    artifact_location: ArtifactLocation
    region: Region | None = None
    context_region: Region | None = None


class LogicalLocation(SarifObject, frozen=True):
    fully_qualified_name: str
    kind: str


class Location(SarifObject, frozen=True, kw_only=True):
    id: int | None = None
    message: Text | None = None
    physical_location: PhysicalLocation | None = None
    logical_locations: tuple[LogicalLocation, ...] = ()


class ThreadFlowLocation(SarifObject, frozen=True):
    location: Location


class ThreadFlow(SarifObject, frozen=True):
    locations: tuple[ThreadFlowLocation, ...]


class CodeFlow(SarifObject, frozen=True):
    thread_flows: tuple[ThreadFlow, ...]


class Replacement(SarifObject, frozen=True):
    deleted_region: Region
    inserted_content: Snippet


class ArtifactChange(SarifObject, frozen=True):
    artifact_location: ArtifactLocation
    replacements: tuple[Replacement, ...]


class SarifFix(SarifObject, frozen=True):
    description: Text
    artifact_changes: tuple[ArtifactChange, ...]


class ResultProperties(msgspec.Struct, frozen=True, omit_defaults=True):
    """Our own properties of a result."""

    confidence: str
    tier: str
    compiler: tuple[str, ...] = ()
    confirm: str = ""


class Suppression(SarifObject, frozen=True):
    """Who hides a result: a comment in the source, or a baseline, which is outside of it."""

    kind: Literal["inSource", "external"]
    status: Literal["accepted"]
    justification: str = ""


class Result(SarifObject, frozen=True, kw_only=True):
    """`suppressions` and `baseline_state` stand in all results of a run, or in none (3.27.23)."""

    rule_id: str
    rule_index: int | None
    level: str
    message: Text
    locations: tuple[Location, ...]
    related_locations: tuple[Location, ...] = ()
    code_flows: tuple[CodeFlow, ...] = ()
    fixes: tuple[SarifFix, ...] = ()
    partial_fingerprints: dict[str, str]
    suppressions: tuple[Suppression, ...] | msgspec.UnsetType = msgspec.UNSET
    baseline_state: Literal["new", "unchanged", ""] = ""
    rank: float
    properties: ResultProperties


class DefaultConfiguration(SarifObject, frozen=True):
    level: str


class RuleProperties(msgspec.Struct, frozen=True, rename={"severity": "problem.severity"}):
    """What GitHub reads of a rule; without `security-severity`, which we never claim."""

    tags: tuple[str, ...]
    precision: str
    severity: str


class ReportingDescriptor(SarifObject, frozen=True):
    """A rule."""

    id: str
    name: str = ""
    short_description: Text | None = None
    full_description: Text | None = None
    help: Text | None = None
    help_uri: str = ""
    default_configuration: DefaultConfiguration | None = None
    properties: RuleProperties | None = None


class Driver(SarifObject, frozen=True, kw_only=True):
    name: str
    full_name: str
    semantic_version: str
    version: str
    language: str = ""
    information_uri: str = ""
    rules: tuple[ReportingDescriptor, ...]


class Tool(SarifObject, frozen=True):
    driver: Driver


class DescriptorReference(SarifObject, frozen=True):
    id: str


class Notification(SarifObject, frozen=True):
    descriptor: DescriptorReference
    level: str
    message: Text
    locations: tuple[Location, ...] = ()


class PartProperties(msgspec.Struct, frozen=True):
    """What `merge` needs of the log of a shard, as the JSON report has it."""

    shard: Part
    go: Go
    summary: Totals


class InvocationProperties(msgspec.Struct, frozen=True):
    """What was analysed and what was not, in sentences."""

    summary: tuple[str, ...]
    part: PartProperties | msgspec.UnsetType = msgspec.UNSET


class Invocation(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    execution_successful: bool
    tool_execution_notifications: tuple[Notification, ...]
    properties: InvocationProperties


class AutomationDetails(SarifObject, frozen=True):
    id: str


class VersionControlDetails(SarifObject, frozen=True, kw_only=True):
    repository_uri: str
    revision_id: str
    branch: str = ""
    mapped_to: ArtifactLocation


class Run(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One analysis; `version_control_provenance` is left out without git."""

    tool: Tool
    automation_details: AutomationDetails
    column_kind: Literal["utf16CodeUnits"] = "utf16CodeUnits"
    original_uri_base_ids: dict[str, ArtifactLocation]
    version_control_provenance: tuple[VersionControlDetails, ...] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    invocations: tuple[Invocation, ...]
    results: tuple[Result, ...]


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    schema: str = msgspec.field(
        name="$schema", default="https://json.schemastore.org/sarif-2.1.0.json"
    )
    version: Literal["2.1.0"] = "2.1.0"
    runs: tuple[Run, ...]
