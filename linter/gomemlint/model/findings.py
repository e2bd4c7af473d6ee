"""What a rule says: where, why, by which evidence, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gomemlint.model.spans import Span


class Severity(Enum):
    """How much memory is at stake. Reporters map it to error, warning and note."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """Order severities: a higher rank is worse."""
        return {"high": 3, "medium": 2, "low": 1}[self.value]


class Confidence(Enum):
    """How closed the proof is: compiler fact, all conditions met, or an assumption in between."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"

    @property
    def rank(self) -> int:
        """Order confidences: a higher rank is surer."""
        return {"certain": 3, "probable": 2, "possible": 1}[self.value]


class Tier(Enum):
    """Which runs report a finding: every run, `--strict`, or only by selection."""

    DEFAULT = "default"
    STRICT = "strict"
    FACTS = "facts"

    @property
    def rank(self) -> int:
        """Order tiers: a higher rank asks for more of the user's consent."""
        return {"default": 1, "strict": 2, "facts": 3}[self.value]


class Basis(Enum):
    """Who knows: the syntax tree, the type checker, or the compiler."""

    SYNTAX = "syntax"
    TYPES = "types"
    COMPILER = "compiler"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to believe a finding; `raw` is the compiler's own line where it is the basis."""

    basis: Basis
    span: Span
    message: str
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a reader needs to see: a declaration, an origin, an earlier release."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the bytes of `span` by `text`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """What to write instead; `edits` only where the change never alters behaviour."""

    description: str
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule yields.

    `flow` is the path of the memory in program order. `confirm` is the command that shows the
    effect in the user's own program. `subject` is the normalised expression that identifies the
    finding across edits; empty means the source text of `span`. Severity, confidence and tier
    override those of the rule where they are set.
    """

    span: Span
    message: str
    evidence: tuple[Evidence, ...] = ()
    related: tuple[Related, ...] = ()
    flow: tuple[Related, ...] = ()
    fix: Fix | None = None
    confirm: str = ""
    subject: str = ""
    severity: Severity | None = None
    confidence: Confidence | None = None
    tier: Tier | None = None
