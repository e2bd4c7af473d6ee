"""Which rules there are: everything behind the entry point `gomemlint.rules`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType

from gomemlint.contract import Rule
from gomemlint.errors import BadRule

GROUP = "gomemlint.rules"
OUR_ENTRY = "builtin"


def installed_rules() -> tuple[Rule, ...]:
    """Import every installed rule, sorted by code; raise `BadRule` on a code or name used twice."""
    rules = sorted(_all_rules(), key=lambda rule: rule.metadata.code)
    _refuse_duplicates(rules)
    return tuple(rules)


def _all_rules() -> Iterator[Rule]:
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        yield from rules_in(_load(entry), owner=entry.name)


def _load(entry: EntryPoint) -> ModuleType:
    module = _imported(entry.value.partition(":")[0])
    if entry.attr:
        raise BadRule(f"the entry point {entry.name!r} must name a package, not {entry.value!r}")
    return module


def _imported(name: str) -> ModuleType:
    """Import a module of rules, which may be anybody's."""
    try:
        return importlib.import_module(name)
    except BadRule:
        raise
    except Exception as error:
        raise BadRule(
            f"the rules in {name} fail to load: {type(error).__name__}: {error}; "
            "repair or uninstall them"
        ) from error


def rules_in(package: ModuleType, *, owner: str) -> Iterator[Rule]:
    """Yield the rules that the modules of a package define, in the order of their names."""
    for name in _module_names(package):
        module = _imported(name)
        for value in vars(module).values():
            if isinstance(value, Rule) and value.module == name:
                if owner != OUR_ENTRY and value.metadata.code.startswith("GML"):
                    raise BadRule(
                        f"{name}: {value.metadata.code} is reserved; choose another prefix"
                    )
                yield value


def _module_names(package: ModuleType) -> Iterator[str]:
    if not hasattr(package, "__path__"):
        yield package.__name__
        return
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield found.name


def _refuse_duplicates(rules: list[Rule]) -> None:
    seen: dict[str, str] = {}
    for rule in rules:
        for identity in (rule.metadata.code, rule.metadata.name):
            if identity in seen:
                raise BadRule(f"{identity} is defined by {seen[identity]} and by {rule.module}")
            seen[identity] = rule.module
