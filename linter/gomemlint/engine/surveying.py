"""The allocation sites of a run, gathered by the same processes that run rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from typing import TypeAlias, cast

from gomemlint.config import Selected, Settings
from gomemlint.engine.advance import Advance
from gomemlint.engine.analyses import LIMIT_BYTES, Analyses
from gomemlint.engine.assembly import environment
from gomemlint.engine.division import Division, divided
from gomemlint.engine.loaded import Linked, LoadedCode
from gomemlint.engine.notices import canary_notices, unreadable
from gomemlint.engine.run import by_path, joined, planned_for, request_of, types_of
from gomemlint.engine.selection import select
from gomemlint.engine.shard import Check, PackageShard, ReadAhead, Request, Scan, Scanned
from gomemlint.engine.stamps import Stamps
from gomemlint.engine.workers import Workers
from gomemlint.engine.world import World, base_of
from gomemlint.errors import ConfigError
from gomemlint.model.allocations import Kind, ListedSite, Storage
from gomemlint.model.facts import COLUMN_LIMIT, Form
from gomemlint.model.report import Notice
from gomemlint.model.rules import Needs
from gomemlint.model.survey import Depth, ParameterFlow, Survey
from gomemlint.semantic.allocation import Allocation, listed
from gomemlint.semantic.contracts import promises
from gomemlint.semantic.module import Module
from gomemlint.semantic.program.code import File, Unit
from gomemlint.semantic.program.functions import function_at
from gomemlint.syntax.functions import DECLARATIONS
from gomemlint.syntax.queries import Catalogue
from gomemlint.toolchain.breakage import is_wanting
from gomemlint.toolchain.loading import start
from gomemlint.toolchain.requests import Compiler, LoadRequest
from gomemlint.toolchain.scratch import scratch_folder

STEPS = 3
ON_HEAP = frozenset({Storage.HEAP, Storage.CONDITIONAL, Storage.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Surveyed:
    """The sites of a shard."""

    sites: tuple[ListedSite, ...]
    notices: tuple[Notice, ...]
    unplaced: int
    parameters: tuple[ParameterFlow, ...] = ()
    contracts: int = 0


Answer: TypeAlias = Scanned | Surveyed | None


def _without_rules() -> PackageShard:
    return PackageShard(select((), Selected()), Catalogue(()), rule_timeout_s=0.0)


@dataclass(slots=True)
class SurveyShard:
    """Some packages of the run: they are read as for rules, then their sites are listed."""

    depth: Depth = Depth.SITES
    reading: PackageShard = field(default_factory=_without_rules)

    def answer(self, request: Request) -> Answer:
        """Do what is asked; a check is about the last scan."""
        if isinstance(request, Check):
            return self._surveyed(request.linked)
        return cast(Answer, self.reading.answer(request))  # no answer to a check

    def _surveyed(self, linked: Linked) -> Surveyed:
        scan = self.reading.scan
        assert scan is not None
        analyses = Analyses(LoadedCode(scan.world, linked, self.reading))
        sites: list[ListedSite] = []
        notices: list[Notice] = []
        parameters: list[ParameterFlow] = []
        unplaced = held = contracts = 0
        for package in scan.packages:
            unit = analyses.code.unit(package.path)
            if unit is None:
                error = analyses.code.unreadable[package.path]
                notices.append(unreadable(scan.world, package, error))
                continue
            for file in unit.files:
                sites += sites_of(analyses.module, unit, file)
                unplaced += unplaced_of(file)
                if self.depth is Depth.COMPARISON:
                    parameters += flows_of(analyses.module, file)
                    contracts += sum(1 for _ in promises(file))
            held += sum(len(file.source) for file in unit.files)
            if held >= LIMIT_BYTES:
                analyses.forget()
                held = 0
        return Surveyed(tuple(sites), tuple(notices), unplaced, tuple(parameters), contracts)


def sites_of(module: Module, unit: Unit, file: File) -> list[ListedSite]:
    """List what allocates in a file, or may."""
    found = module.allocations.of(unit, file)
    versions = unit.versions
    return [listed(module.index, module.cold, site, versions) for site in found if is_listed(site)]


def is_listed(site: Allocation) -> bool:
    """Tell whether a site is worth a line: it is on the heap, or may be because it escapes."""
    if site.verdict.storage is Storage.HEAP:
        return True
    is_made_here = site.kind is Kind.MAKE_SLICE
    return site.verdict.storage in ON_HEAP and (site.escapes or is_made_here)


def flows_of(module: Module, file: File) -> Iterator[ParameterFlow]:
    """Yield the parameters of a file's functions of which the compiler says where they go."""
    for node in file.tree.root.named_children:
        if node.type not in DECLARATIONS:
            continue
        function = function_at(file, node)
        for parameter in function.inputs:
            found = module.index.leakage(function, parameter)
            if found is not None:
                yield ParameterFlow(
                    package=file.package,
                    function=function.name,
                    name=parameter.name,
                    span=file.span(parameter.node),
                    body=file.span(node),
                    reaches_heap=found.reaches_heap,
                    results=found.results,
                )


def unplaced_of(file: File) -> int:
    """Count the records about memory that name no column."""
    if file.facts is None:
        return 0
    records = file.facts.select(Form.ESCAPES, Form.MOVED)
    return sum(
        fact.count
        for fact in records
        if fact.place.column is None or fact.place.column >= COLUMN_LIMIT
    )


def survey(settings: Settings, advance: Advance, depth: Depth = Depth.SITES) -> Survey:
    """List the sites of the packages that the settings name."""
    with scratch_folder() as scratch:
        planned = planned_for(load_request(settings, scratch))
        stamps = Stamps()
        stamps.take(planned.probable_files())
        sizes = {path: stamp.size for path, stamp in stamps.taken.items()}
        division = divided(sizes, settings.jobs)
        shards = [SurveyShard(depth) for _ in range(division.shards)]
        advance("compiling", 0, STEPS)
        with start(planned) as load, Workers[Request, Answer](shards) as workers:
            workers.ask([ReadAhead(paths) for paths in division.files(sizes)])
            listings = load.wait()
            workers.answers()
            advance("analysing", 1, STEPS)
            base = base_of(listings)
            worlds = [World(replace(each, runs=()), base) for each in listings]
            parts = [_of_world(workers, division, world, scratch) for world in worlds]
        advance("reporting", 2, STEPS)
        return assembled(settings, planned.notices, worlds, parts)


@dataclass(frozen=True, slots=True)
class Part:
    """What became of one listing."""

    surveyed: Sequence[Surveyed]
    notices: tuple[Notice, ...]


def _of_world(
    workers: Workers[Request, Answer], division: Division, world: World, scratch: Path
) -> Part:
    parts = division.packages(world.packages)
    world.prepare()
    with types_of(world.listing, scratch) as checking:
        workers.ask([Scan(world, part) for part in parts])
        checked = checking.wait() if checking else None
        scans = cast(list[Scanned], workers.answers())  # the answers to scans
    types: Mapping[str, Path] = by_path(world, checked.files if checked else {})
    workers.ask([Check(Linked(types, joined(scans)))] * len(parts))
    surveyed = cast(list[Surveyed], workers.answers())  # the answers to checks
    notices = (
        *world.listing.notices,
        *canary_notices(world.listing.canary),
        *(checked.notices if checked else ()),
        *(notice for scan in scans for notice in scan.notices),
        *(notice for each in surveyed for notice in each.notices),
    )
    return Part(surveyed, notices)


def assembled(
    settings: Settings,
    early: Iterable[Notice],
    worlds: Sequence[World],
    parts: Sequence[Part],
) -> Survey:
    """Put the parts in order."""
    base, listing = worlds[0].base, worlds[0].listing
    named = frozenset[str]().union(*(world.listing.files for world in worlds))
    sites = [site for part in parts for each in part.surveyed for site in each.sites]
    wanted = [s for s in sites if not named or str(Path(base, s.span.path)) in named]
    notices = {*early, *(notice for part in parts for notice in part.notices)}
    return Survey(
        version=version("gomemlint"),
        root=base,
        directory=str(settings.target.directory),
        go=environment(listing),
        sites=tuple(sorted(wanted, key=lambda site: (site.span, site.kind.value))),
        notices=tuple(sorted(notices, key=attrgetter("order"))),
        packages=sum(len(world.packages) for world in worlds),
        missing=tuple(sorted(missing(worlds, parts))),
        unplaced=sum(each.unplaced for part in parts for each in part.surveyed),
        parameters=tuple(p for part in parts for each in part.surveyed for p in each.parameters),
        contracts=sum(each.contracts for part in parts for each in part.surveyed),
    )


def missing(worlds: Iterable[World], parts: Iterable[Part]) -> set[str]:
    """Return the packages that do not compile, by others' fault too, or could not be read."""
    unread = (each.package for part in parts for one in part.surveyed for each in one.notices)
    packages = (package for world in worlds for package in world.packages)
    return {*unread, *(package.path for package in packages if is_wanting(package))}


def load_request(settings: Settings, scratch: Path) -> LoadRequest:
    """Ask for everything: the compiler's facts are what a survey is made of."""
    target = settings.target
    if target.compiler is Compiler.OFF:
        raise ConfigError("what goes to the heap is the compiler's to say; leave out --no-compiler")
    return request_of(target, Needs.COMPILER, scratch)
