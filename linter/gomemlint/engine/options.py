"""The options of rules, decoded from configuration into the rules' own dataclasses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import msgspec

from gomemlint.contract import Rule
from gomemlint.errors import ConfigError

Written = Mapping[str, Mapping[str, object]]


def options_of(rules: tuple[Rule, ...], written: Written) -> Mapping[str, object]:
    """Return an instance of its options dataclass for each rule that has one, by code.

    Raise `ConfigError` for a rule without options, an unknown key or a value of the wrong type.
    """
    with_options = {rule.metadata.code: rule.options for rule in rules if rule.options}
    for code in written:
        if code not in with_options:
            raise ConfigError(f"{code} has no options; remove them from the configuration")
    return {
        code: _decoded(code, kind, written.get(code, {})) for code, kind in with_options.items()
    }


def _decoded(code: str, kind: type, written: Mapping[str, object]) -> object:
    known = {field.name for field in fields(kind)}
    for key in written:
        if key not in known:
            raise ConfigError(f"{code} has no option {key!r}; it has {', '.join(sorted(known))}")
    try:
        return msgspec.convert(dict(written), kind)
    except msgspec.ValidationError as error:
        raise ConfigError(f"options of {code}: {error}") from error
