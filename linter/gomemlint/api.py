"""The names that a rule may import."""

from gomemlint.contract import Rule, rule
from gomemlint.model.findings import (
    Basis,
    Confidence,
    Edit,
    Evidence,
    Finding,
    Fix,
    Related,
    Severity,
    Tier,
)
from gomemlint.model.rules import Needs
from gomemlint.semantic.code import File, Site
from gomemlint.semantic.package import Package
from gomemlint.syntax.queries import Match, query

__all__ = [
    "Basis",
    "Confidence",
    "Edit",
    "Evidence",
    "File",
    "Finding",
    "Fix",
    "Match",
    "Needs",
    "Package",
    "Related",
    "Rule",
    "Severity",
    "Site",
    "Tier",
    "query",
    "rule",
]
