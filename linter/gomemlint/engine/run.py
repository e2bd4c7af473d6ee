"""One run, from settings to a report."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from gomemlint.config import Settings
from gomemlint.contract import Rule
from gomemlint.engine.assembly import Analysed, assembled
from gomemlint.engine.catalogue import installed_rules
from gomemlint.engine.loaded import Linked
from gomemlint.engine.notices import canary_notices
from gomemlint.engine.selection import Selection, select
from gomemlint.engine.shard import PackageShard, Scanned
from gomemlint.engine.sharding import divided
from gomemlint.engine.workers import Workers
from gomemlint.engine.world import World, base_of
from gomemlint.model.report import Notice, Report
from gomemlint.model.rules import Needs
from gomemlint.syntax.queries import Catalogue, Query
from gomemlint.toolchain.diagnostics import FileFacts
from gomemlint.toolchain.gotypes.checking import start_check
from gomemlint.toolchain.listing import Listing
from gomemlint.toolchain.loading import plan, start
from gomemlint.toolchain.requests import Compiler, LoadRequest

Advance = Callable[[str, int, int], None]
STEPS = 3


def check(settings: Settings, advance: Advance) -> Report:
    """Run the selected rules over the packages that the settings name."""
    selection = select(installed_rules(), settings.selected, settings.options)
    catalogue = Catalogue(query for rule in selection.rules for query in queries_of(rule))
    with tempfile.TemporaryDirectory(prefix="gomemlint-") as scratch:
        request = request_of(settings, selection, Path(scratch))
        advance("compiling", 0, STEPS)
        planned = plan(request)
        with start(planned) as load:
            listings = load.wait()
        base = base_of(listings)
        analysed = []
        for number, listing in enumerate(listings):
            folder = request.scratch / f"types-{number}"
            folder.mkdir()
            advance("analysing", 1, STEPS)
            world = World(listing, base, catalogue)
            analysed.append(analyse(world, selection, settings.jobs, folder))
        advance("reporting", 2, STEPS)
        return assembled(settings, selection, planned.notices, analysed)


def request_of(settings: Settings, selection: Selection, scratch: Path) -> LoadRequest:
    """Ask for no more than the selected rules need."""
    target = settings.target
    wanted = any(Needs.COMPILER in rule.metadata.needs for rule in selection.rules)
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


def queries_of(rule: Rule) -> Iterable[Query]:
    """Return the queries that a rule's module defines."""
    module = sys.modules[rule.module]
    return [value for value in vars(module).values() if isinstance(value, Query)]


def analyse(world: World, selection: Selection, jobs: int, folder: Path) -> Analysed:
    """Scan while the oracle checks types, link, then run the rules."""
    listing = world.listing
    shards = [PackageShard(world, selection, part) for part in divided(world.packages, jobs)]
    world.prepare()
    with ExitStack() as stack:
        workers = stack.enter_context(Workers(shards))
        workers.start_scan()
        types, notices = types_of(listing, folder)
        scans = workers.scanned()
        checks = workers.check(Linked(by_path(world, types), joined(scans)))
    return Analysed(world, scans, checks, (*notices, *canary_notices(listing.canary)))


def types_of(listing: Listing, folder: Path) -> tuple[Mapping[str, Path], tuple[Notice, ...]]:
    """Let the oracle check the packages; without Go nothing is known."""
    if listing.go is None:
        return {}, ()
    with start_check(listing.go, listing.packages, folder) as checking:
        checked = checking.wait()
    return checked.files, checked.notices


def by_path(world: World, types: Mapping[str, Path]) -> Mapping[str, Path]:
    """Key the oracle's files by import path, as analyses ask for them."""
    return {p.path: types[p.identity] for p in world.packages if p.identity in types}


def joined(scans: Iterable[Scanned]) -> Mapping[str, tuple[FileFacts, ...]]:
    """Put together what blocks say about the files of other packages, in a fixed order."""
    found: dict[str, tuple[FileFacts, ...]] = {}
    for scan in scans:
        for path, facts in scan.foreign.items():
            found[path] = found.get(path, ()) + facts
    return found
