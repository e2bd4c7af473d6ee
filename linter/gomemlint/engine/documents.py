"""The pages of rules, those of the engine's own rules on suppressions included."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gomemlint.contract import Rule
from gomemlint.engine.suppress import gml001_unexplained_suppression as unexplained
from gomemlint.engine.suppress import gml002_unused_suppression as unused
from gomemlint.model.documentation import RuleDoc
from gomemlint.model.rules import RuleMetadata


@dataclass(frozen=True, slots=True)
class Documented:
    """A rule that can be reported: what it is called and what its docstring says.

    `module` is the import path of the file that holds the docstring.
    """

    metadata: RuleMetadata
    doc: RuleDoc
    module: str


def documented(rules: Iterable[Rule]) -> tuple[Documented, ...]:
    """Return the rules and the engine's own, by code; raise `BadRule` for a broken docstring."""
    own = [(module.METADATA, module.__name__) for module in (unexplained, unused)]
    given = [(rule.metadata, rule.module) for rule in rules]
    made = (
        Documented(metadata, _page(metadata, module), module) for metadata, module in own + given
    )
    return tuple(sorted(made, key=lambda each: each.metadata.code))


def documents(rules: Iterable[Rule]) -> Mapping[str, str]:
    """Return the pages of rules in Markdown, by code."""
    return {each.metadata.code: each.doc.markdown() for each in documented(rules)}


def _page(metadata: RuleMetadata, module: str) -> RuleDoc:
    return RuleDoc.parse(sys.modules[module].__doc__ or "", metadata.code)
