"""Rules from entry points."""

from __future__ import annotations

import importlib
import sys
import types
from pathlib import Path

import pytest

from gomemlint.engine import catalogue
from gomemlint.engine.catalogue import OUR_ENTRY, installed_rules, rules_in
from gomemlint.errors import BadRule
from tests.engine.rules import make


def module(name: str, code: str, monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """Make an importable module that defines a rule, and holds one that another defines."""
    made = types.ModuleType(name)
    vars(made)["own"] = _defined_in(name, code)
    vars(made)["imported"] = make("GML999")
    monkeypatch.setitem(sys.modules, name, made)
    return made


def _defined_in(name: str, code: str) -> object:
    made = make(code)
    return type(made)(made.metadata, made.detect, made.options, name)


def test_installed_rules_are_sorted_by_code() -> None:
    codes = [rule.metadata.code for rule in installed_rules()]
    assert codes
    assert codes == sorted(codes)


def test_a_module_gives_the_rules_that_it_defines(monkeypatch: pytest.MonkeyPatch) -> None:
    found = rules_in(module("acme_rules", "ACME001", monkeypatch), owner="acme")
    assert [rule.metadata.code for rule in found] == ["ACME001"]


def test_our_codes_are_reserved(monkeypatch: pytest.MonkeyPatch) -> None:
    made = module("acme_rules", "GML777", monkeypatch)
    with pytest.raises(BadRule, match="acme_rules: GML777 is reserved"):
        list(rules_in(made, owner="acme"))
    assert [rule.metadata.code for rule in rules_in(made, owner=OUR_ENTRY)] == ["GML777"]


def test_a_code_that_is_used_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = (make("ACME001", "one"), make("ACME001", "other"))
    monkeypatch.setattr(catalogue, "_all_rules", lambda: iter(twice))
    with pytest.raises(BadRule, match="ACME001 is defined by"):
        installed_rules()


def test_a_name_that_is_used_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = (make("ACME001", "same"), make("ACME002", "same"))
    monkeypatch.setattr(catalogue, "_all_rules", lambda: iter(twice))
    with pytest.raises(BadRule, match="same is defined by"):
        installed_rules()


def test_rules_that_fail_to_load_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "faulty_rules").mkdir()
    (tmp_path / "faulty_rules" / "__init__.py").touch()
    (tmp_path / "faulty_rules" / "x001_one.py").write_text("1 / 0\n")
    monkeypatch.syspath_prepend(tmp_path)
    package = importlib.import_module("faulty_rules")
    with pytest.raises(BadRule, match=r"faulty_rules\.x001_one fail to load: ZeroDivisionError"):
        list(rules_in(package, owner="faulty"))
