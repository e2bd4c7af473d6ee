"""Which rules run, and which of their findings are printed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from gomemlint.config import Scope, Selected
from gomemlint.contract import Rule
from gomemlint.engine.options import Written, options_of
from gomemlint.engine.scoping import Scoping
from gomemlint.engine.suppress.apply import OWN_RULES
from gomemlint.errors import ConfigError
from gomemlint.model.findings import Confidence, Finding, Tier
from gomemlint.model.report import ReportedFinding
from gomemlint.model.rules import Needs, RuleMetadata
from gomemlint.semantic.package import Package

ALL = "ALL"
NO_OPTIONS: Written = MappingProxyType({})
EVERYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Selection:
    """The rules of a run.

    `codes` are those of `rules` and of the engine's own rules on suppressions; `explicit` holds
    the ones that the user named one way or another, `known` those of all rules that are installed.
    """

    rules: tuple[Rule, ...]
    codes: frozenset[str]
    selected: Selected
    explicit: frozenset[str]
    known: frozenset[str]
    options: Mapping[str, object]
    scoping: Scoping

    @property
    def needs(self) -> Needs:
        """All that the rules read."""
        needs = Needs.SYNTAX
        for rule in self.rules:
            needs |= rule.metadata.needs
        return needs

    def run(self, rule: Rule, package: Package) -> Iterator[Finding]:
        """Run a rule on a package, with its options if it has any."""
        return rule.detect(package, self.options.get(rule.metadata.code))

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
        asked_for = rule.code in self.explicit or (
            self.selected.strict and rule.tier is Tier.STRICT
        )
        if asked_for and rule.confidence is Confidence.POSSIBLE:
            return Confidence.POSSIBLE
        return Confidence.PROBABLE


def select(
    rules: tuple[Rule, ...],
    selected: Selected,
    options: Written = NO_OPTIONS,
    scope: Scope = EVERYWHERE,
) -> Selection:
    """Choose the rules to run; raise `ConfigError` for a code, name or family nobody knows."""
    known = [*OWN_RULES, *(rule.metadata for rule in rules)]
    chosen = _codes(known, selected.select)
    added = _codes(known, selected.extend_select)
    ignored = _codes(known, selected.ignore)
    by_default = {rule.code for rule in known if rule.tier is not Tier.FACTS}
    running = ((chosen if selected.select else by_default) | added) - ignored
    return Selection(
        rules=tuple(rule for rule in rules if rule.metadata.code in running),
        codes=frozenset(running),
        selected=selected,
        explicit=frozenset((chosen | added) - ignored),
        known=frozenset(rule.code for rule in known),
        options=options_of(rules, options),
        scoping=Scoping(scope),
    )


def _codes(known: Sequence[RuleMetadata], words: Iterable[str]) -> set[str]:
    codes: set[str] = set()
    for word in words:
        found = {rule.code for rule in known if _is_meant(rule, word)}
        if not found:
            raise ConfigError(unknown_rule(known, word))
        codes |= found
    return codes


def _is_meant(rule: RuleMetadata, word: str) -> bool:
    codes = (ALL, rule.code, rule.family, rule.code.rstrip("0123456789"))
    return word.upper() in codes or word.lower() == rule.name


def unknown_rule(known: Sequence[RuleMetadata], word: str) -> str:
    """Say that nobody knows a rule, and which one may be meant."""
    names = [name for rule in known for name in (rule.code, rule.name)]
    near = difflib.get_close_matches(word, [*names, ALL], n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]}?" if near else "; `gomemlint rule list` names all of them"
    return f"no rule is called {word!r}{hint}"
