"""Reading a rule without importing it gives the same as importing it, and finds it in order."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gomemlint.authoring.checking import check
from gomemlint.authoring.listing import StaticRule, read
from gomemlint.engine.catalogue import installed_rules
from gomemlint.engine.documents import Documented, documented
from gomemlint.engine.run import queries_of
from gomemlint.model.rules import OUR_PREFIX

RULES = {
    rule.metadata.code: rule
    for rule in installed_rules()
    if rule.metadata.code.startswith(OUR_PREFIX)
}
KNOWN = documented(RULES.values())


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.metadata.code)
def test_a_rule_reads_as_it_imports(known: Documented) -> None:
    (static,) = read([Path(sys.modules[known.module].__file__ or "")])
    assert isinstance(static, StaticRule)
    assert static.metadata == known.metadata
    assert static.doc == known.doc


@pytest.mark.parametrize("code", sorted(RULES))
def test_the_queries_of_a_rule_are_read_as_well(code: str) -> None:
    (static,) = read([Path(sys.modules[RULES[code].module].__file__ or "")])
    assert isinstance(static, StaticRule)
    assert sorted(static.queries) == sorted(query.text for query in queries_of(RULES[code]))


@pytest.mark.parametrize("code", sorted(RULES))
def test_our_rules_keep_the_contract_that_plugins_must_keep(code: str) -> None:
    outcome = check([Path(sys.modules[RULES[code].module].__file__ or "")], {})
    assert [each.check for each in outcome.problems] == ["code-reserved"]
