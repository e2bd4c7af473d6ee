"""Exemptions from contracts are suppressions too: they need a reason, and something to exempt."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from gomemlint.engine.suppress import gml001_unexplained_suppression as unexplained
from gomemlint.engine.suppress import gml002_unused_suppression as unused
from gomemlint.engine.suppress.apply import Suppression, own_finding
from gomemlint.model.report import ReportedFinding
from gomemlint.semantic.package import Package
from gomemlint.semantic.program.code import File
from gomemlint.syntax.directives import Directive, Exempt, directives


def judged_exemptions(
    package: Package, *, proved: bool, ran: Collection[str]
) -> Iterator[ReportedFinding]:
    """Yield the exemptions without a reason and, where contracts were `proved`, the idle ones."""
    rule = unexplained.METADATA
    for file in package.files if rule.code in ran else ():
        for directive in directives(file.tree):
            if directive.instruction == Exempt(""):
                message = "this exemption does not say why, so it exempts nothing; "
                message += "add the reason behind it"
                yield own_finding(package.path, _suppression(file, directive), rule, message)
    rule = unused.METADATA
    if proved and rule.code in ran:
        for file, directive in package.module.idle_exemptions(package.unit):
            message = "nothing under this exemption allocates; remove it"
            yield own_finding(package.path, _suppression(file, directive), rule, message)


def _suppression(file: File, directive: Directive) -> Suppression:
    return Suppression(file, directive, (), directive.text, is_ours=True)
