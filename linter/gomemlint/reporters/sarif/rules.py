"""Rules as SARIF reporting descriptors."""

from __future__ import annotations

from gomemlint.model.findings import Confidence
from gomemlint.model.report import Report
from gomemlint.model.rules import RuleMetadata
from gomemlint.reporters.levels import LEVELS, Level
from gomemlint.reporters.sarif.log import (
    DefaultConfiguration,
    ReportingDescriptor,
    RuleProperties,
    Text,
)
from gomemlint.reporters.sarif.messages import sentence

LONGEST = 1024
PRECISION = {
    Confidence.CERTAIN: "very-high",
    Confidence.PROBABLE: "high",
    Confidence.POSSIBLE: "medium",
}
PROBLEM = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "recommendation"}


def rules(report: Report) -> tuple[RuleMetadata, ...]:
    """Return all rules that ran, and those of findings, by code."""
    known = {rule.code: rule for rule in report.rules}
    known |= {found.rule.code: found.rule for found in report.findings}
    known |= {each.found.rule.code: each.found.rule for each in report.hidden or ()}
    return tuple(known[code] for code in sorted(known))


def descriptor(rule: RuleMetadata, report: Report) -> ReportingDescriptor:
    """Return a rule with its page; without one, with the command that prints it."""
    page = report.documents.get(rule.code, "")
    level = LEVELS[rule.severity]
    summary = sentence(page.partition("\n")[0] or rule.name)
    return ReportingDescriptor(
        id=rule.code,
        name=pascal(rule.name),
        short_description=Text(text=summary[:LONGEST]),
        full_description=Text(text=full(page, summary)[:LONGEST]),
        help=rule_help(rule, page),
        help_uri=report.pages.of(rule.code),
        default_configuration=DefaultConfiguration(level=level.value),
        properties=RuleProperties(
            tags=("go", "memory", "performance", rule.family, f"tier:{rule.tier.value}"),
            precision=PRECISION[rule.confidence],
            severity=PROBLEM[level],
        ),
    )


def pascal(name: str) -> str:
    """Spell a rule name as SARIF wants it: `SubsliceRetention`."""
    return "".join(word.capitalize() for word in name.split("-"))


def full(page: str, summary: str) -> str:
    """Return the summary with the first section of the page."""
    _, _, rest = page.partition("\n## ")
    text = rest.partition("\n")[2].partition("\n## ")[0].strip()
    return f"{summary} {sentence(text)}" if text else summary


def rule_help(rule: RuleMetadata, page: str) -> Text:
    """Return the page; viewers without Markdown get the same text."""
    if not page:
        return Text(text=f"`gomemlint explain {rule.code}` prints the page of this rule.")
    return Text(text=page, markdown=f"# {rule.code} {rule.name}\n\n{page}")
