"""What one worker does: read its packages, then run the rules on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gomemlint.engine.notices import rule_failed, scan_notices
from gomemlint.engine.program import Linked, Program
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
            trees = {path: self.trees.tree(path) for path in package.source_files}
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
        program = Program(self.world, linked, self.trees, self.said)
        module = Module(program)
        findings: list[ReportedFinding] = []
        notices: list[Notice] = []
        sources: dict[str, bytes] = {}
        totals: Counter[str] = Counter()
        for listed in self.packages:
            package = module.package(listed.path)
            found = tuple(self._run(package, notices))
            outcome = suppressed(package, found, self.selection)
            totals["suppressed"] += outcome.suppressed
            totals["generated"] += sum(file.is_generated for file in package.files)
            kept = [finding for finding in outcome.findings if self.selection.admits(finding)]
            findings += kept
            named = {finding.finding.span.path for finding in kept}
            sources |= {file.path: file.source for file in package.files if file.path in named}
        return Checked(
            tuple(findings), tuple(notices), totals["suppressed"], totals["generated"], sources
        )

    def _run(self, package: Package, notices: list[Notice]) -> Iterator[ReportedFinding]:
        for rule in self.selection.rules:
            try:
                yield from [reported(rule, package, found) for found in self.selection.run(rule, package)]
            except Exception as error:  # noqa: BLE001 - a rule that fails must not stop the others
                notices.append(rule_failed(rule, package, error))
