"""Patterns that are compiled to be matched once."""

from __future__ import annotations

from collections.abc import Iterator

from gomemlint.model.gotypes import Unknown
from gomemlint.semantic.churn.lasting import is_run_once
from gomemlint.semantic.frequency.cold import Cold
from gomemlint.semantic.program.calls import call_of
from gomemlint.semantic.program.code import Site, Unit
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import arguments

# These compile their first argument at every call.
MATCHERS = ("regexp.Match", "regexp.MatchReader", "regexp.MatchString")


def matchings(index: Index, cold: Cold, unit: Unit) -> Iterator[Site]:
    """Yield the calls of a package that compile a constant pattern to match it once."""
    for key in MATCHERS:
        for site in unit.uses(key):
            call = call_of(site.node)
            pattern = () if call is None else arguments(call)[:1]
            if call is None or not pattern:
                continue
            is_constant = not isinstance(site.file.constant_of(pattern[0]), Unknown)
            made = Site(site.file, call)
            if is_constant and not cold.is_cold(site.file, call) and not is_run_once(index, made):
                yield made
