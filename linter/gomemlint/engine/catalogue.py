"""Which rules there are: ours, those of installed plugins, those that the user allows by path."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

from gomemlint.contract import Rule
from gomemlint.engine.plugins import Plugins
from gomemlint.errors import BadRule
from gomemlint.model.report import Notice

GROUP = "gomemlint.rules"
OUR_ENTRY = "builtin"
OUR_DISTRIBUTION = "gomemlint"


@dataclass(frozen=True, slots=True)
class Known:
    """All rules by code, and what became of plugins whose rules could not be loaded."""

    rules: tuple[Rule, ...]
    notices: tuple[Notice, ...] = ()


def installed_rules() -> tuple[Rule, ...]:
    """Return every installed rule by code; raise `BadRule` if ours are inconsistent."""
    return known_rules().rules


@cache
def known_rules(allowed: tuple[Path, ...] = ()) -> Known:
    """Import every installed rule, and those at the paths that the user allows, once."""
    entries = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    ours = our_rules(filter(_is_ours, entries))
    plugins = Plugins(ours)
    for entry in entries:
        if not _is_ours(entry):
            plugins.add_installed(entry)
    for path in allowed:
        plugins.add_allowed(path)
    return Known(
        tuple(sorted((*ours, *plugins.rules), key=lambda rule: rule.metadata.code)),
        tuple(plugins.notices),
    )


def our_rules(entries: Iterable[EntryPoint]) -> tuple[Rule, ...]:
    """Import the rules that we ship; raise `BadRule` on a code or name that is used twice."""
    rules = [rule for entry in entries for rule in rules_in(importlib.import_module(entry.module))]
    refuse_duplicates(rules)
    return tuple(rules)


def _is_ours(entry: EntryPoint) -> bool:
    """Go by the distribution: any plugin can call its entry point as we do."""
    return (
        entry.name == OUR_ENTRY and entry.dist is not None and entry.dist.name == OUR_DISTRIBUTION
    )


def rules_in(package: ModuleType) -> Iterator[Rule]:
    """Yield the rules that the modules of a package define, in the order of their names."""
    for name in _module_names(package):
        module = importlib.import_module(name)
        for value in vars(module).values():
            if isinstance(value, Rule) and value.module == name:
                yield value


def _module_names(package: ModuleType) -> Iterator[str]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield found.name


def refuse_duplicates(rules: Iterable[Rule]) -> None:
    """Raise `BadRule` on a code or name that two rules share."""
    seen: dict[str, str] = {}
    for rule in rules:
        for identity in (rule.metadata.code, rule.metadata.name):
            if identity in seen:
                raise BadRule(f"{identity} is defined by {seen[identity]} and by {rule.module}")
            seen[identity] = rule.module
