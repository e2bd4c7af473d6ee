"""Our own rules, and the order of all."""

from __future__ import annotations

import sys
import types
from importlib.metadata import EntryPoint

import pytest

from gomemlint.engine import catalogue
from gomemlint.engine.catalogue import installed_rules, known_rules, refuse_duplicates, rules_in
from gomemlint.errors import BadRule
from tests.engine.rules import make


def test_installed_rules_are_sorted_by_code() -> None:
    codes = [rule.metadata.code for rule in installed_rules()]
    assert codes
    assert codes == sorted(codes)


def test_a_module_gives_the_rules_that_it_defines_and_not_those_it_imports(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    package, module = types.ModuleType("acme_rules"), types.ModuleType("acme_rules.one")
    own = make("ACME001")
    vars(module)["own"] = type(own)(own.metadata, own.detect, own.options, module.__name__)
    vars(module)["imported"] = make("ACME002")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(catalogue, "_module_names", lambda _: iter([module.__name__]))
    assert [rule.metadata.code for rule in rules_in(package)] == ["ACME001"]


def test_a_code_that_is_used_twice_is_refused() -> None:
    with pytest.raises(BadRule, match="ACME001 is defined by"):
        refuse_duplicates([make("ACME001", "one"), make("ACME001", "other")])


def test_a_name_that_is_used_twice_is_refused() -> None:
    with pytest.raises(BadRule, match="same is defined by"):
        refuse_duplicates([make("ACME001", "same"), make("ACME002", "same")])


def test_a_plugin_cannot_pass_for_us_by_the_name_of_its_entry_point(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    impostor = EntryPoint("builtin", "email", catalogue.GROUP)
    known_rules.cache_clear()
    monkeypatch.setattr(catalogue, "entry_points", lambda group: [impostor])
    known = known_rules()
    known_rules.cache_clear()
    assert known.rules == ()
    (notice,) = known.notices
    assert (notice.code, notice.incomplete) == ("plugin-refused", True)
    assert notice.message.startswith("builtin: ")
