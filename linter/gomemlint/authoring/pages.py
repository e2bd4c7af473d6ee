"""The page of a rule: its docstring, its metadata, and what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from gomemlint.authoring.figures import Figure, Precision
from gomemlint.model.documentation import RuleDoc
from gomemlint.model.rules import Needs, RuleMetadata

INDEX = "README.md"
LEFT, RIGHT = "---", "---:"


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that is published about a rule. `family` is the folder that holds its kind.

    `precision` leads from the name of a corpus to what the rule found there.
    """

    metadata: RuleMetadata
    doc: RuleDoc
    family: str
    figures: tuple[Figure, ...] = ()
    precision: Mapping[str, Precision] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return f"{self.metadata.code} {self.metadata.name}"

    def markdown(self) -> str:
        """Render the page with its title."""
        summary, _, sections = self.doc.markdown().partition("\n\n")
        parts = (f"# {self.title}", summary, self._metadata(), sections.rstrip("\n"))
        measured = (part for part in (self._measured(), self._precision()) if part)
        return "\n\n".join((*parts, *measured)) + "\n"

    def _metadata(self) -> str:
        heads = ("Severity", "Confidence", "Tier", "Needs", "Since")
        return table(heads, [described(self.metadata)])

    def _measured(self) -> str:
        if not self.figures:
            return ""
        heads = ("Measured", "Reported", "Instead", "Ratio", "Go")
        rows = [figure.cells for figure in self.figures]
        return "## Measured\n\n" + table(heads, rows, (LEFT, RIGHT, RIGHT, RIGHT, LEFT))

    def _precision(self) -> str:
        if not self.precision:
            return ""
        rows = [
            (corpus, f"{each.findings:,}", f"{each.read:,}", f"{each.true:,}")
            for corpus, each in sorted(self.precision.items())
        ]
        heads = ("Corpus", "Findings", "Read", "True")
        return "## Precision\n\n" + table(heads, rows, (LEFT, RIGHT, RIGHT, RIGHT))


def described(rule: RuleMetadata) -> tuple[str, ...]:
    """Spell severity, confidence, tier, needs and since."""
    words = (rule.severity.value, rule.confidence.value, rule.tier.value)
    return (*words, needs(rule.needs), rule.since)


def needs(given: Needs) -> str:
    """Spell kinds of facts: `syntax, types`."""
    return ", ".join((need.name or "").lower() for need in given)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], align: Sequence[str] = ()) -> str:
    """Render a Markdown table."""
    lines = [heads, align or [LEFT] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def files(pages: Sequence[Page]) -> Mapping[str, str]:
    """Return the files of the published pages and their index, by name."""
    return {INDEX: index(pages)} | {f"{p.metadata.code}.md": p.markdown() for p in pages}


def index(pages: Sequence[Page]) -> str:
    """Render the list of all rules, family by family."""
    parts = ["# Rules", "Generated from the rules themselves by `gomemlint rule docs`."]
    for family, members in families(pages):
        rows = [
            (f"[{m.code}]({m.code}.md)", m.name, page.doc.summary, m.severity.value, m.tier.value)
            for page in members
            for m in (page.metadata,)
        ]
        heads = ("Code", "Name", "What it finds", "Severity", "Tier")
        parts += [f"## {family.capitalize()}", table(heads, rows)]
    return "\n\n".join(parts) + "\n"


def families(pages: Sequence[Page]) -> Iterable[tuple[str, tuple[Page, ...]]]:
    """Group pages, which are sorted by code, by the family of their rules."""
    for family, members in groupby(pages, key=lambda page: page.family):
        yield family, tuple(members)
