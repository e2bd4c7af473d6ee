"""The rules that we ship, with the files that define them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from gomemlint.contract import Rule
from gomemlint.engine.catalogue import installed_rules
from gomemlint.engine.suppress import gml001_unexplained_suppression as unexplained
from gomemlint.engine.suppress import gml002_unused_suppression as unused
from gomemlint.model.documentation import RuleDoc
from gomemlint.model.rules import RuleMetadata

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"
FACTS = frozenset(f"GML40{n}" for n in range(1, 9))
CATEGORIES = {
    "GML1": "retention",
    "GML2": "conversions",
    "GML3": "pool",
    "GML4": "escapes",
    "GML5": "churn",
}


@dataclass(frozen=True, slots=True)
class Ours:
    """A rule, the text of its page, and the file that defines it. `rule` is None for GML00x."""

    metadata: RuleMetadata
    document: str
    file: Path
    rule: Rule | None = None

    @property
    def code(self) -> str:
        return self.metadata.code

    @property
    def page(self) -> RuleDoc:
        return RuleDoc.parse(self.document, self.code)

    @property
    def fixture(self) -> Path:
        return FIXTURES / f"{self.code.lower()}_{self.metadata.name.replace('-', '_')}"


def shipped() -> list[Ours]:
    """Return the rules that have fixtures."""
    found = []
    for rule in installed_rules():
        module = sys.modules[rule.module]
        if rule.metadata.code.startswith("GML"):
            file = Path(str(module.__file__))
            found.append(Ours(rule.metadata, module.__doc__ or "", file, rule))
    return found


def own() -> list[Ours]:
    """Return the engine's rules on suppressions, which no module of fixtures tests."""
    modules = (unexplained, unused)
    return [Ours(m.METADATA, m.__doc__ or "", Path(str(m.__file__))) for m in modules]


def by_code(ours: Ours) -> str:
    """Name a parameter of a test."""
    return ours.code
