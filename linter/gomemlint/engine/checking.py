"""The rules at work on one package after the other."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from gomemlint.contract import Rule
from gomemlint.engine.limits import TooSlow, time_limit
from gomemlint.engine.notices import (
    mapped_lines,
    rule_failed,
    rule_given_up,
    rule_refused,
    rule_too_slow,
    tree_notices,
)
from gomemlint.engine.promises import NO_CONTRACTS, Tally, contract_notices, tally
from gomemlint.engine.reporting import reported
from gomemlint.engine.selection import Selection
from gomemlint.engine.suppress.apply import suppressed
from gomemlint.engine.suppress.exempting import judged_exemptions
from gomemlint.engine.trust import trusted
from gomemlint.engine.world import World
from gomemlint.errors import BadRule
from gomemlint.model.packages import GoPackage
from gomemlint.model.report import Hidden, Notice, ReportedFinding
from gomemlint.model.rules import Needs
from gomemlint.semantic.package import Package
from gomemlint.toolchain.diagnostics import BlockFacts


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules found in a shard. `sources` holds the files that findings name."""

    findings: tuple[ReportedFinding, ...]
    notices: tuple[Notice, ...]
    hidden: tuple[Hidden, ...]
    generated: int
    files: int
    lines: int
    sources: Mapping[str, bytes]
    contracts: Tally = NO_CONTRACTS


# In so many packages a rule may take too long before it is left out: what it interrupts, all others
# begin again.
OVERRUNS = 3

# What one rule found, by the import path of the package.
Swept: TypeAlias = Mapping[str, tuple[ReportedFinding, ...]]


@dataclass(slots=True)
class Checking:
    """What the rules have found so far. Those of `elsewhere` run in another process."""

    selection: Selection
    world: World
    timeout_s: float
    findings: list[ReportedFinding] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    sources: dict[str, bytes] = field(default_factory=dict)
    hidden: list[Hidden] = field(default_factory=list)
    generated: int = 0
    files: int = 0
    lines: int = 0
    contracts: Tally = NO_CONTRACTS
    was_interrupted: bool = False
    elsewhere: Mapping[str, Swept] = field(default_factory=dict)
    overruns: Counter[str] = field(default_factory=Counter)

    def sweep(self, package: Package, codes: Collection[str]) -> tuple[ReportedFinding, ...]:
        """Run some of the rules on a package, and nothing else."""
        rules = (rule for rule in self.selection.rules if rule.metadata.code in codes)
        return tuple(each for rule in rules for each in self._apply(rule, package))

    def run(self, listed: GoPackage, package: Package, said: Sequence[BlockFacts]) -> None:
        """Run all rules on a package, apply its suppressions, keep what is asked for."""
        found = [each for rule in self.selection.rules for each in self._found(rule, package)]
        found += self._promises(package)
        outcome = suppressed(
            package.path, package.files, found, self.selection.codes, self.selection.known
        )
        kept = [f for each in outcome.findings if (f := self._wanted(package, each))]
        hidden = [
            replace(each, found=f)
            for each in outcome.hidden
            if (f := self._wanted(package, each.found))
        ]
        self.findings += kept
        self.hidden += hidden
        self.notices += outcome.notices
        self.notices += mapped_lines(package, said)
        for file in package.files:
            self.notices += tree_notices(listed, file)
            self.generated += file.is_generated
            self.lines += file.source.count(b"\n")
        self.files += len(package.files)
        shown = (*kept, *(each.found for each in hidden))
        named = {found.finding.span.path for found in shown}
        self.sources |= {file.path: file.source for file in package.files if file.path in named}

    def _wanted(self, package: Package, found: ReportedFinding) -> ReportedFinding | None:
        """Return a finding with the severity that holds in its file, None if nobody asks for it."""
        file = package.file(found.finding.span.path)
        judged = self.selection.scoping.judged(found, file)
        return judged if judged is not None and self.selection.admits(judged) else None

    def _found(self, rule: Rule, package: Package) -> Iterable[ReportedFinding]:
        """Run a rule, or take what it found in another process."""
        swept = self.elsewhere.get(rule.metadata.code)
        return self._apply(rule, package) if swept is None else swept.get(package.path, ())

    def _apply(self, rule: Rule, package: Package) -> list[ReportedFinding]:
        """Run a rule; what it yields before it fails, and between nonsense, is kept."""
        kept: list[ReportedFinding] = []
        refused: list[BadRule] = []
        if self.overruns[rule.metadata.code] >= OVERRUNS:
            self.notices.append(rule_given_up(rule, package.path, OVERRUNS))
            return kept
        try:
            # What a rule prints must not end up in the report.
            with time_limit(self.timeout_s), redirect_stdout(sys.stderr):
                for found in self.selection.run(rule, package):
                    try:
                        kept.append(reported(rule, package, trusted(rule, package, found)))
                    except BadRule as error:
                        refused.append(error)
        except TooSlow:
            self.was_interrupted = True
            self.overruns[rule.metadata.code] += 1
            self.notices.append(rule_too_slow(rule, package.path, self.timeout_s))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - one rule must not stop the others
            self.notices.append(rule_failed(rule, package.path, error))
        if refused:
            self.notices.append(rule_refused(rule, package.path, refused))
        return kept

    def _promises(self, package: Package) -> Iterator[ReportedFinding]:
        """Count contracts, where a rule asked for what proves them, and judge exemptions."""
        is_proved = Needs.CALLEES in self.selection.needs
        if is_proved:
            answers = package.module.proofs(package.unit)
            self.contracts += tally(answers)
            self.notices += contract_notices(package.path, answers)
        yield from judged_exemptions(package, proved=is_proved, ran=self.selection.codes)

    def result(self) -> Checked:
        """Return all that was found."""
        return Checked(
            tuple(self.findings),
            tuple(self.notices),
            tuple(self.hidden),
            self.generated,
            self.files,
            self.lines,
            self.sources,
            self.contracts,
        )
