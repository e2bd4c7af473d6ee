"""Options of rules, decoded from configuration."""

from __future__ import annotations

import pytest

from gomemlint.engine.options import options_of
from gomemlint.errors import ConfigError
from tests.engine.rules import Limits, make

RULES = (make("GML101"), make("GML103", options=Limits))


def test_what_is_not_written_keeps_its_default() -> None:
    assert options_of(RULES, {}) == {"GML103": Limits()}
    assert options_of(RULES, {"GML103": {"names": ["a"]}}) == {"GML103": Limits(8, ("a",))}


def test_a_rule_without_options_takes_none() -> None:
    with pytest.raises(ConfigError, match="GML101 has no options"):
        options_of(RULES, {"GML101": {"most": 1}})


def test_an_unknown_key_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="GML103 has no option 'max'; it has most, names"):
        options_of(RULES, {"GML103": {"max": 1}})


def test_a_value_of_the_wrong_type_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"options of GML103: Expected `int`.*most"):
        options_of(RULES, {"GML103": {"most": "many"}})
