"""One run, from settings to a report."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias, cast

from gomemlint.config import Settings, Target
from gomemlint.contract import Rule
from gomemlint.engine.advance import Advance
from gomemlint.engine.assembly import Analysed, assembled
from gomemlint.engine.cache.inputs import taken
from gomemlint.engine.cache.origins import inputs_of
from gomemlint.engine.cache.records import Records
from gomemlint.engine.cache.runs import Runs
from gomemlint.engine.catalogue import Known, known_rules
from gomemlint.engine.checking import Checked, Swept
from gomemlint.engine.division import Division, dealt, divided
from gomemlint.engine.ground import Ground, ground_of
from gomemlint.engine.loaded import Linked
from gomemlint.engine.notices import canary_notices
from gomemlint.engine.selection import Selection, select
from gomemlint.engine.shard import (
    Answer,
    Check,
    PackageShard,
    ReadAhead,
    Request,
    Scan,
    Scanned,
    Sweep,
    SweptAll,
)
from gomemlint.engine.shares import shared
from gomemlint.engine.stamps import Stamps
from gomemlint.engine.workers import Workers
from gomemlint.engine.world import World, base_of
from gomemlint.errors import ConfigError, NoGoError
from gomemlint.model.report import Report, ReportedFinding
from gomemlint.model.rules import Needs
from gomemlint.syntax.queries import Catalogue, Query
from gomemlint.toolchain.diagnostics import FileFacts
from gomemlint.toolchain.gotypes.checking import Checking, start_check
from gomemlint.toolchain.listing import Listing
from gomemlint.toolchain.loading import Plan, plan, start
from gomemlint.toolchain.requests import Compiler, LoadRequest
from gomemlint.toolchain.scratch import scratch_folder

Pool: TypeAlias = Workers[Request, Answer]
STEPS = 3


def check(settings: Settings, advance: Advance) -> Report:
    """Run the selected rules over the packages that the settings name, and keep the report."""
    began_ns = time.time_ns()
    known = known_rules(settings.trust.paths)
    selection = selected_of(known, settings)
    catalogue = Catalogue(query for rule in selection.rules for query in queries_of(rule))
    with scratch_folder() as scratch:
        request = request_of(settings.target, selection.needs, scratch)
        planned = planned_for(request)
        stamps = Stamps()
        stamps.take(planned.probable_files())
        # Go has yet to list the packages that a shard gets its share of.
        expected = {} if settings.shard else stamps.taken
        sizes = {path: stamp.size for path, stamp in expected.items()}
        division = divided(sizes, settings.jobs)
        shards = [
            PackageShard(selection, catalogue, settings.trust.timeout_s)
            for _ in range(division.shards)
        ]
        advance("compiling", 0, STEPS)
        with start(planned) as load, Workers[Request, Answer](shards) as workers:
            workers.ask([ReadAhead(paths) for paths in division.files(sizes)])
            listings = load.wait()
            workers.answers()
            advance("analysing", 1, STEPS)
            analysis = Analysis(workers, division, stamps, request, selection)
            base = base_of(listings)
            worlds = [World(replace(each, runs=()), base) for each in listings]
            shares, shard = shared(worlds, settings, selection.codes)
            analysed = [analysis.of(world) for world in shares]
        advance("reporting", 2, STEPS)
        early = (*known.notices, *planned.notices)
        report = assembled(settings, selection, early, analysed, shard)
        if settings.cache and not known.notices:
            inputs = taken(inputs_of(planned, listings, selection.rules))
            Runs(Records()).remember(settings, report, inputs, began_ns)
        return report


def selected_of(known: Known, settings: Settings) -> Selection:
    """Select rules; where one is missing, tell of the plugins that could not be loaded."""
    try:
        return select(known.rules, settings.selected, settings.options, settings.scope)
    except ConfigError as error:
        refused = "".join(f"\n{notice.message}" for notice in known.notices)
        raise ConfigError(f"{error}{refused}") from error


def request_of(target: Target, needs: Needs, scratch: Path) -> LoadRequest:
    """Ask for no more than is needed."""
    wanted = Needs.COMPILER in needs
    return LoadRequest(
        directory=target.directory,
        scratch=scratch,
        arguments=target.patterns,
        tests=target.tests,
        compiler=target.compiler if wanted else Compiler.OFF,
        driver=target.driver,
        modules=target.modules,
        go=target.go,
        goos=target.goos,
        goarch=target.goarch,
        tags=target.tags,
        timeout_s=target.timeout_s,
    )


def planned_for(request: LoadRequest) -> Plan:
    """Plan with Go, and for syntax alone where no Go can be used; the listing says so."""
    try:
        return plan(request)
    except NoGoError:
        return plan(replace(request, compiler=Compiler.OFF))


def queries_of(rule: Rule) -> Iterable[Query]:
    """Return the queries that a rule's module defines."""
    module = sys.modules[rule.module]
    return [value for value in vars(module).values() if isinstance(value, Query)]


@dataclass(frozen=True, slots=True)
class Analysis:
    """The steps from a listing to findings, with the processes that do the work."""

    workers: Pool
    division: Division
    stamps: Stamps
    request: LoadRequest
    selection: Selection

    def of(self, world: World) -> Analysed:
        """Scan while the oracle checks types, link, then run the rules."""
        listing = world.listing
        files = [path for package in world.packages for path in package.source_files]
        self.stamps.take(files)
        parts = self.division.packages(world.reported)
        beside = self.division.packages(world.beside)
        world.prepare()
        with types_of(listing, self.request.scratch) as checking:
            scans = zip(parts, beside, strict=True)
            self.workers.ask([Scan(world, own, others) for own, others in scans])
            checked = checking.wait() if checking else None
            scanned = cast(list[Scanned], self.workers.answers())  # the answers to scans
        types = by_path(world, checked.files if checked else {})
        ground = ground_of(world, self.request) if Needs.CALLEES in self.selection.needs else None
        linked = Linked(types, joined(scanned))
        swept = self._swept(linked, ground)
        self.workers.ask([Check(linked, ground, merged(swept))] * len(parts))
        checks = cast(list[Checked], self.workers.answers())  # the answers to checks
        changed = self.stamps.changed().intersection(files)
        notices = (
            *(n for n in (checked.notices if checked else ()) if world.concerns(n.package)),
            *canary_notices(listing.canary),
            *(notice for each in swept for notice in each.notices),
        )
        return Analysed(world, scanned, checks, notices, changed)

    def _swept(self, linked: Linked, ground: Ground | None) -> list[SweptAll]:
        """Run each rule in one process for all packages, or in two for half of them each."""
        rules = (rule.metadata for rule in self.selection.rules)
        hands = dealt(rules, self.division.shards)
        self.workers.ask([Sweep(linked, hand, ground) for hand in hands])
        return cast(list[SweptAll], self.workers.answers())  # the answers to sweeps


@contextmanager
def types_of(listing: Listing, scratch: Path) -> Iterator[Checking | None]:
    """Let the oracle check the packages; without Go nothing is known."""
    if listing.go is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="types-", dir=scratch))
    with start_check(listing.go, listing.packages, folder) as checking:
        yield checking


def by_path(world: World, types: Mapping[str, Path]) -> Mapping[str, Path]:
    """Key the oracle's files by import path, as analyses ask for them."""
    return {p.path: types[p.identity] for p in world.packages if p.identity in types}


def merged(swept: Iterable[SweptAll]) -> Mapping[str, Swept]:
    """Put together what each rule found in the packages that processes swept."""
    found: dict[str, dict[str, tuple[ReportedFinding, ...]]] = {}
    for each in swept:
        for code, by_package in each.found.items():
            found.setdefault(code, {}).update(by_package)
    return found


def joined(scans: Iterable[Scanned]) -> Mapping[str, tuple[FileFacts, ...]]:
    """Put together what blocks say about the files of other packages, in a fixed order."""
    found: dict[str, tuple[FileFacts, ...]] = {}
    for scan in scans:
        for path, facts in scan.foreign.items():
            found[path] = found.get(path, ()) + facts
    return found
