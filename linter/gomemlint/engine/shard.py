"""What one worker does: read its packages, then run the rules on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from gomemlint.engine.analyses import LIMIT_BYTES, Analyses
from gomemlint.engine.checking import Checked, Checking, Swept
from gomemlint.engine.division import Hand
from gomemlint.engine.ground import Ground
from gomemlint.engine.loaded import Linked, LoadedCode
from gomemlint.engine.notices import flow_refused, text_notices, unreadable
from gomemlint.engine.selection import Selection
from gomemlint.engine.sources import Trees
from gomemlint.engine.world import World
from gomemlint.model.packages import GoPackage
from gomemlint.model.report import Notice, ReportedFinding
from gomemlint.semantic.package import Package
from gomemlint.syntax.queries import Catalogue
from gomemlint.toolchain.diagnostics import BlockFacts, FileFacts


@dataclass(frozen=True, slots=True)
class ReadAhead:
    """Parse files that will probably be needed, while Go compiles."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """Read what the compiler said about packages, while the oracle checks types.

    Of packages `beside` them, it is read for what it says about the files of others.
    """

    world: World
    packages: tuple[GoPackage, ...]
    beside: tuple[GoPackage, ...] = ()


@dataclass(frozen=True, slots=True)
class Sweep:
    """Run some rules on the packages that are reported, or on some of them."""

    linked: Linked
    hand: Hand
    ground: Ground | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """Run the rules on the packages that were scanned, but for those that swept all packages."""

    linked: Linked
    ground: Ground | None = None
    swept: Mapping[str, Swept] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a shard's packages say without types: facts for others, notices, lines of text."""

    foreign: Mapping[str, tuple[FileFacts, ...]]
    notices: tuple[Notice, ...]
    compiler_lines: int


@dataclass(frozen=True, slots=True)
class SweptAll:
    """What the rules of a sweep found, by code and package, and what they could not."""

    found: Mapping[str, Swept]
    notices: tuple[Notice, ...]


Request: TypeAlias = ReadAhead | Scan | Sweep | Check
Answer: TypeAlias = Scanned | SweptAll | Checked | None


@dataclass(slots=True)
class PackageShard:
    """Some packages of the run, and what this worker has read of them so far."""

    selection: Selection
    catalogue: Catalogue
    rule_timeout_s: float
    trees: Trees = field(default_factory=Trees)
    scan: Scan | None = None
    said: dict[str, tuple[BlockFacts, ...]] = field(default_factory=dict)
    analyses: Analyses | None = None

    def answer(self, request: Request) -> Answer:
        """Do what is asked; a check is about the last scan."""
        match request:
            case ReadAhead(paths):
                self.trees.read_ahead(paths)
                return None
            case Scan() as scan:
                return self._scanned(scan)
            case Sweep() as sweep:
                return self._swept(sweep)
            case Check() as check:
                return self._checked(check)
            case _:
                assert_never(request)

    def _scanned(self, scan: Scan) -> Scanned:
        self.scan = scan
        self.analyses = None
        packages = (*scan.packages, *scan.beside)
        self.said = {p.path: tuple(scan.world.said_about(p)) for p in packages}
        foreign: dict[str, list[FileFacts]] = {}
        notices: list[Notice] = []
        lines: Counter[str] = Counter()
        for said in self.said.values():
            for block in said:
                for path, facts in block.foreign.items():
                    foreign.setdefault(path, []).append(facts)
        for package in scan.packages:
            for block in self.said[package.path]:
                lines[package.path] += sum(block.counts.values())
                notices += text_notices(scan.world, package, block)
            self.trees.read_ahead(package.source_files)
        return Scanned(
            foreign={path: tuple(facts) for path, facts in foreign.items()},
            notices=tuple(notices),
            compiler_lines=lines.total(),
        )

    def _swept(self, sweep: Sweep) -> SweptAll:
        assert self.scan is not None
        world, analyses = self.scan.world, self._begun(sweep.linked, sweep.ground)
        checking = Checking(self.selection, world, self.rule_timeout_s)
        hand = sweep.hand
        found: dict[str, dict[str, tuple[ReportedFinding, ...]]] = {c: {} for c in hand.codes}
        swept = world.reported[hand.first :: hand.step] if hand.codes else ()
        for path in [package.path for package in swept]:
            unit = analyses.code.unit(path)
            if unit is None:
                continue
            for each in checking.sweep(Package(unit, analyses.module), hand.codes):
                of_rule = found[each.rule.code]
                of_rule[path] = (*of_rule.get(path, ()), each)
            if checking.was_interrupted:
                checking.notices += analyses.forget()
                checking.was_interrupted = False
        return SweptAll(found, tuple(checking.notices))

    def _checked(self, check: Check) -> Checked:
        assert self.scan is not None
        world, packages = self.scan.world, self.scan.packages
        analyses = self._begun(check.linked, check.ground)
        checked = Checking(self.selection, world, self.rule_timeout_s, elsewhere=check.swept)
        done = 0
        for listed in packages:
            unit = analyses.code.unit(listed.path)
            if unit is None:
                error = analyses.code.unreadable[listed.path]
                checked.notices.append(unreadable(world, listed, error))
                continue
            checked.run(listed, Package(unit, analyses.module), self.said[listed.path])
            done += sum(len(file.source) for file in unit.files)
            if done >= LIMIT_BYTES or checked.was_interrupted:
                checked.notices += analyses.forget()
                checked.was_interrupted = False
                done = 0
        checked.notices += flow_refused(analyses.module)
        return checked.result()

    def _begun(self, linked: Linked, ground: Ground | None) -> Analyses:
        """Go on with what was found out for an earlier request about the same scan."""
        assert self.scan is not None
        if self.analyses is None:
            code = LoadedCode(self.scan.world, linked, self)
            self.analyses = Analyses(code, None if ground is None else ground.code)
        return self.analyses
