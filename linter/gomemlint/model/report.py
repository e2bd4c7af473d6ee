"""What a run found, and what it could not analyse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from gomemlint.model.findings import Confidence, Finding, Severity, Tier
from gomemlint.model.rules import OUR_PREFIX, RuleMetadata


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding of a rule, completed by the engine.

    Severity, confidence and tier are the ones that hold. `fingerprint` is made of rule, import
    path, function, normalised expression and ordinal, never of a path or a line. `excerpt` holds
    the source lines from the first to the last line of the span, without line ends.
    """

    rule: RuleMetadata
    finding: Finding
    severity: Severity
    confidence: Confidence
    tier: Tier
    package: str
    function: str
    fingerprint: str
    excerpt: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Order findings by place."""
        span = self.finding.span
        start = span.start
        return (span.path, start.line, start.column, self.rule.code, self.finding.message)


class HiddenBy(Enum):
    """What keeps a finding out of the report."""

    SOURCE = "source"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A finding that would be reported, but for a comment in the source or for a baseline.

    `reason` is that of the comment, empty without one, or names the baseline.
    """

    found: ReportedFinding
    by: HiddenBy
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RulePages:
    """Where the pages of our rules are published: an address with `{code}` in it, or nowhere."""

    address: str = ""

    def of(self, code: str) -> str:
        """Return the address of a page, empty for rules whose pages others publish."""
        return self.address.replace("{code}", code) if code.startswith(OUR_PREFIX) else ""

    @property
    def folder(self) -> str:
        """Return the address above all pages."""
        head = self.address.partition("{code}")[0]
        return head[: head.rindex("/") + 1] if head else ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a reader must know about the run itself.

    `code` is stable (`package-broken`, `line-unclassified`, `fact-unmapped`, `rule-failed`, ...).
    `blocks` counts the packages that could not be analysed because of it. An incomplete notice
    makes the exit code 3.
    """

    code: str
    message: str
    path: str = ""
    line: int = 0
    package: str = ""
    blocks: int = 0
    incomplete: bool = False

    @property
    def order(self) -> tuple[str, str, str, int, str]:
        """Order notices by code and place."""
        return (self.code, self.package, self.path, self.line, self.message)


@dataclass(frozen=True, slots=True)
class GoEnvironment:
    """The toolchain and target of the run; `version` like `go1.27.3`, empty without a Go."""

    version: str = ""
    goos: str = ""
    goarch: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """What was analysed. Counts are of packages, files, lines and findings."""

    packages: int = 0
    files: int = 0
    lines: int = 0
    excluded_files: int = 0
    generated_files: int = 0
    suppressed: int = 0
    known: int = 0
    packages_blocked: int = 0
    compiler_lines: int = 0
    rules: int = 0
    contracts: int = 0
    contracts_bound: int = 0
    contracts_proved: int = 0


@dataclass(frozen=True, slots=True)
class Terminal:
    """What the screen of the reader can show; a file or a pipe shows nothing but text.

    Prose is folded at `width`; 0 leaves lines whole. `brief` leaves out what is neither a finding
    nor a gap.
    """

    colour: bool = False
    hyperlinks: bool = False
    width: int = 0
    brief: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """The commit that was analysed: the remote's URL, the full hash, and the full ref name."""

    url: str
    commit: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several runs that share the packages among them.

    `settings` and `sources` are digests of what all runs of a whole have in common: how they are
    configured, and the files of all packages. A run knows them, its settings do not.
    """

    number: int
    count: int
    settings: str = ""
    sources: str = ""

    def __str__(self) -> str:
        return f"{self.number} of {self.count}"


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run. Findings are sorted by path, line, column and code; notices by code and place.

    Paths in spans are relative to `root` (absolute, the module or workspace root). `repository`
    is the absolute root of the git work tree, empty without git. `sources` maps a span's path to
    the bytes that were analysed, for the files that findings name or show. `documents` maps a
    rule's code to its page (`RuleDoc.markdown()`). `directory` is the absolute working directory,
    empty for `root`. `shard` is set where the run reports a part of the packages only. `packages`
    are the import paths of those of which every finding is reported. `hidden`, in the order of
    findings, is None where nobody wants to see what is suppressed. `is_gated` says that findings
    known before are left out: those of the report are new. Summary `known` counts the known ones.
    """

    version: str
    root: str
    repository: str
    go: GoEnvironment
    findings: tuple[ReportedFinding, ...]
    notices: tuple[Notice, ...]
    summary: Summary
    rules: tuple[RuleMetadata, ...] = ()
    documents: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, bytes] = field(default_factory=dict)
    directory: str = ""
    terminal: Terminal = Terminal()
    revision: Revision | None = None
    pages: RulePages = RulePages()
    shard: Shard | None = None
    packages: tuple[str, ...] = ()
    hidden: tuple[Hidden, ...] | None = None
    is_gated: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether everything that was asked for could be analysed."""
        return not any(notice.incomplete for notice in self.notices)
