"""Which rules run, and which of their findings are printed."""

from __future__ import annotations

import pytest

from gomemlint.config import Selected
from gomemlint.engine.selection import select
from gomemlint.errors import ConfigError
from gomemlint.model.findings import Confidence, Severity, Tier
from tests.engine.rules import Limits, make, reported

DEFAULT = make("GML101", "plain-rule")
STRICT = make("GML102", "strict-rule", tier=Tier.STRICT)
FACTS = make("GML401", "fact-rule", tier=Tier.FACTS)
VAGUE = make("GML302", "vague-rule", confidence=Confidence.POSSIBLE)
FOREIGN = make("ACME001", "foreign-rule")
RULES = (FOREIGN, DEFAULT, STRICT, VAGUE, FACTS)
OWN = frozenset({"GML001", "GML002"})


def codes(selected: Selected) -> frozenset[str]:
    return select(RULES, selected).codes


def test_by_default_all_but_facts_run() -> None:
    assert codes(Selected()) == OWN | {"ACME001", "GML101", "GML102", "GML302"}


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("GML101", {"GML101"}),
        ("strict-rule", {"GML102"}),
        ("GML1", {"GML101", "GML102"}),
        ("GML4", {"GML401"}),
        ("GML", OWN | {"GML101", "GML102", "GML302", "GML401"}),
        ("ACME", {"ACME001"}),
        ("ALL", OWN | {"ACME001", "GML101", "GML102", "GML302", "GML401"}),
    ],
)
def test_a_word_selects_exactly_what_it_names(word: str, meant: set[str]) -> None:
    assert codes(Selected(select=(word,))) == meant


def test_ignore_wins_over_select_and_extend_adds() -> None:
    chosen = Selected(select=("GML1",), extend_select=("GML401",), ignore=("strict-rule",))
    assert codes(chosen) == {"GML101", "GML401"}


def test_an_unknown_name_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(ConfigError, match=r"'plain-rul'; did you mean plain-rule\?"):
        codes(Selected(select=("plain-rul",)))
    with pytest.raises(ConfigError, match="`gomemlint rule list` names all"):
        codes(Selected(ignore=("????",)))


def test_strict_findings_need_strict_or_the_name_of_their_rule() -> None:
    found = reported(STRICT, tier=Tier.STRICT)
    assert not select(RULES, Selected()).admits(found)
    assert select(RULES, Selected(strict=True)).admits(found)
    assert select(RULES, Selected(select=("GML1",))).admits(found)
    assert select(RULES, Selected(extend_select=("ALL",))).admits(found)


def test_a_finding_below_its_rule_is_judged_by_its_own_tier() -> None:
    assert not select(RULES, Selected()).admits(reported(DEFAULT, tier=Tier.STRICT))


def test_possible_findings_need_a_lower_bar() -> None:
    found = reported(DEFAULT, confidence=Confidence.POSSIBLE)
    assert not select(RULES, Selected()).admits(found)
    assert not select(RULES, Selected(select=("GML101",))).admits(found)
    assert select(RULES, Selected(min_confidence=Confidence.POSSIBLE)).admits(found)


def test_a_rule_that_is_never_sure_prints_once_it_is_selected() -> None:
    found = reported(VAGUE, confidence=Confidence.POSSIBLE)
    assert not select(RULES, Selected()).admits(found)
    assert select(RULES, Selected(select=("GML302",))).admits(found)
    chosen = Selected(select=("GML302",), min_confidence=Confidence.CERTAIN)
    assert not select(RULES, chosen).admits(found)


def test_severity_has_a_bar() -> None:
    high_only = select(RULES, Selected(min_severity=Severity.HIGH))
    assert high_only.admits(reported(DEFAULT, severity=Severity.HIGH))
    assert not high_only.admits(reported(DEFAULT, severity=Severity.MEDIUM))


def test_options_reach_their_rule_and_no_other() -> None:
    limited = make("GML103", options=Limits)
    chosen = select((limited, DEFAULT), Selected(), {"GML103": {"most": 2}})
    assert chosen.options == {"GML103": Limits(most=2)}
