"""Which rules run, and which of their findings are printed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

from gomemlint.config import Selected
from gomemlint.contract import Rule
from gomemlint.errors import ConfigError
from gomemlint.model.findings import Confidence, Tier
from gomemlint.model.report import ReportedFinding
from gomemlint.model.rules import RuleMetadata

ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Selection:
    """The rules of a run. `explicit` holds the codes that the user named one way or another."""

    rules: tuple[Rule, ...]
    selected: Selected
    explicit: frozenset[str] = field(default_factory=frozenset)

    def admits(self, found: ReportedFinding) -> bool:
        """Whether a finding passes the bars of tier, severity and confidence."""
        if found.severity.rank < self.selected.min_severity.rank:
            return False
        return self._admits_tier(found) and self._admits_confidence(found)

    def _admits_tier(self, found: ReportedFinding) -> bool:
        if found.rule.code in self.explicit:
            return True
        bar = Tier.STRICT if self.selected.strict else Tier.DEFAULT
        return found.tier.rank <= bar.rank

    def _admits_confidence(self, found: ReportedFinding) -> bool:
        bar = self.selected.min_confidence
        if bar is None:
            bar = self._default_bar(found.rule)
        return found.confidence.rank >= bar.rank

    def _default_bar(self, rule: RuleMetadata) -> Confidence:
        asked_for = rule.code in self.explicit or (self.selected.strict and rule.tier is Tier.STRICT)
        if asked_for and rule.confidence is Confidence.POSSIBLE:
            return Confidence.POSSIBLE
        return Confidence.PROBABLE


def select(rules: tuple[Rule, ...], selected: Selected) -> Selection:
    """Choose the rules to run; raise `ConfigError` for a code, name or family nobody knows."""
    chosen = _codes(rules, selected.select)
    added = _codes(rules, selected.extend_select)
    ignored = _codes(rules, selected.ignore)
    explicit = (chosen | added) - ignored
    by_default = {rule.metadata.code for rule in rules if rule.metadata.tier is not Tier.FACTS}
    running = (chosen if selected.select else by_default) | added
    kept = tuple(rule for rule in rules if rule.metadata.code in running - ignored)
    return Selection(kept, selected, frozenset(explicit))


def _codes(rules: tuple[Rule, ...], words: Iterable[str]) -> set[str]:
    codes: set[str] = set()
    for word in words:
        found = {rule.metadata.code for rule in rules if _is_meant(rule.metadata, word)}
        if not found:
            raise ConfigError(_unknown(rules, word))
        codes |= found
    return codes


def _is_meant(rule: RuleMetadata, word: str) -> bool:
    return word in (ALL, rule.code, rule.name, rule.family, rule.code.rstrip("0123456789"))


def _unknown(rules: tuple[Rule, ...], word: str) -> str:
    known = [name for rule in rules for name in (rule.metadata.code, rule.metadata.name)]
    near = difflib.get_close_matches(word, [*known, ALL], n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]}?" if near else "; `gomemlint rule list` names all of them"
    return f"no rule is called {word!r}{hint}"
