"""What one worker does: read its packages, then run the rules on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from gomemlint.contract import Rule
from gomemlint.engine.loaded import Linked, LoadedCode
from gomemlint.engine.notices import rule_failed, scan_notices, unreadable
from gomemlint.engine.reporting import reported
from gomemlint.engine.selection import Selection
from gomemlint.engine.sources import Trees
from gomemlint.engine.suppress.apply import suppressed
from gomemlint.engine.world import World
from gomemlint.model.packages import GoPackage
from gomemlint.model.report import Notice, ReportedFinding
from gomemlint.semantic.module import Module
from gomemlint.semantic.package import Package
from gomemlint.toolchain.diagnostics import BlockFacts, FileFacts


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a shard's packages say without the types: counts, notices, facts for other packages."""

    foreign: Mapping[str, tuple[FileFacts, ...]]
    notices: tuple[Notice, ...]
    files: int
    lines: int
    compiler_lines: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules found in a shard. `sources` holds the files that findings name."""

    findings: tuple[ReportedFinding, ...]
    notices: tuple[Notice, ...]
    suppressed: int
    generated: int
    sources: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class PackageShard:
    """Some packages of the run, and what this worker has read of them so far."""

    world: World
    selection: Selection
    packages: tuple[GoPackage, ...]
    trees: Trees = field(default_factory=Trees)
    said: dict[str, tuple[BlockFacts, ...]] = field(default_factory=dict)
    readable: list[GoPackage] = field(default_factory=list)

    def scan(self) -> Scanned:
        """Parse files and compiler text; neither needs types."""
        foreign: dict[str, list[FileFacts]] = {}
        notices: list[Notice] = []
        totals: Counter[str] = Counter()
        for package in self.packages:
            said = tuple(self.world.said_about(package))
            self.said[package.path] = said
            for block in said:
                totals["compiler_lines"] += sum(block.counts.values())
                for path, facts in block.foreign.items():
                    foreign.setdefault(path, []).append(facts)
            try:
                trees = {path: self.trees.tree(path) for path in package.source_files}
            except OSError as error:
                notices.append(unreadable(self.world, package, error))
                continue
            self.readable.append(package)
            totals["files"] += len(trees)
            totals["lines"] += sum(tree.source.count(b"\n") for tree in trees.values())
            notices += scan_notices(self.world, package, trees, said)
        return Scanned(
            foreign={path: tuple(facts) for path, facts in foreign.items()},
            notices=tuple(notices),
            files=totals["files"],
            lines=totals["lines"],
            compiler_lines=totals["compiler_lines"],
        )

    def check(self, linked: Linked) -> Checked:
        """Run the rules on each package."""
        module = Module(LoadedCode(self.world, linked, self.trees, self.said))
        checked = Checking(self.selection)
        for listed in self.readable:
            unit = module.code.unit(listed.path)
            if unit is not None:
                checked.run(Package(unit, module))
        return checked.result()


@dataclass(slots=True)
class Checking:
    """The rules at work on one package after the other."""

    selection: Selection
    findings: list[ReportedFinding] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    sources: dict[str, bytes] = field(default_factory=dict)
    suppressed: int = 0
    generated: int = 0

    def run(self, package: Package) -> None:
        """Run all rules on a package, apply its suppressions, keep what is asked for."""
        found = [each for rule in self.selection.rules for each in self._apply(rule, package)]
        outcome = suppressed(package.path, package.files, found, self.selection.codes)
        kept = [finding for finding in outcome.findings if self.selection.admits(finding)]
        self.findings += kept
        self.notices += outcome.notices
        self.suppressed += outcome.suppressed
        self.generated += sum(file.is_generated for file in package.files)
        named = {finding.finding.span.path for finding in kept}
        self.sources |= {file.path: file.source for file in package.files if file.path in named}

    def _apply(self, rule: Rule, package: Package) -> list[ReportedFinding]:
        try:
            return [reported(rule, package, found) for found in self.selection.run(rule, package)]
        except Exception as error:  # noqa: BLE001 - one rule that fails must not stop the others
            self.notices.append(rule_failed(rule, package.path, error))
            return []

    def result(self) -> Checked:
        """Return all that was found."""
        return Checked(
            tuple(self.findings),
            tuple(self.notices),
            self.suppressed,
            self.generated,
            self.sources,
        )
