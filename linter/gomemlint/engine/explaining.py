"""All that is known about one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path

from gomemlint.config import Settings
from gomemlint.engine.assembly import environment
from gomemlint.engine.loaded import Linked, LoadedCode
from gomemlint.engine.notices import canary_notices
from gomemlint.engine.reading import Reading
from gomemlint.engine.run import by_path, planned_for, types_of
from gomemlint.engine.surveying import load_request
from gomemlint.engine.world import World, base_of
from gomemlint.errors import ConfigError
from gomemlint.model.allocations import ListedSite
from gomemlint.model.facts import Escape, Form, Leak, LeakTarget
from gomemlint.model.report import Notice
from gomemlint.model.survey import Explanation, Parameter, Survey
from gomemlint.semantic.allocation import line_of, listed
from gomemlint.semantic.module import Module
from gomemlint.semantic.program.code import File, Unit
from gomemlint.syntax.anchors import variable_at
from gomemlint.toolchain.loading import start
from gomemlint.toolchain.scratch import scratch_folder

PARAMETERS = (Form.LEAK, Form.LEAK_OF_CONTENT, Form.LEAK_TO_RESULT, Form.DOES_NOT_ESCAPE)
REMARKS = (Form.INLINING_CALL, Form.DEVIRTUALIZING, Form.CAN_INLINE, Form.CANNOT_INLINE)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A world that can be asked, and what could not be analysed of it."""

    world: World
    code: LoadedCode
    notices: tuple[Notice, ...]

    @property
    def neighbours(self) -> frozenset[str]:
        """The packages of the same module that were not asked for."""
        return frozenset(
            package.path
            for package in self.world.listing.packages
            if package.module and package.module.main and not package.is_target
        )


def explain(settings: Settings, file: Path, line: int) -> Explanation:
    """Explain a line; where memory goes on in another package of the module, load that too."""
    with scratch_folder() as scratch:
        loaded = _loaded(settings, (str(file),), scratch)
        found = _explained(settings, loaded, file, line)
        ways = {site.escape.leads_to for site in found.sites if site.escape}
        further = sorted(ways & loaded.neighbours)
        if not further:
            return found
        own = next(p.path for p in loaded.world.packages if str(file) in p.source_files)
        again = _loaded(settings, (own, *further), scratch)
        return _explained(settings, again, file, line)


def _loaded(settings: Settings, patterns: tuple[str, ...], scratch: Path) -> Loaded:
    settings = replace(settings, target=replace(settings.target, patterns=patterns))
    planned = planned_for(load_request(settings, scratch))
    with start(planned) as load:
        listings = load.wait()
    world = World(replace(listings[0], runs=()), base_of(listings))
    reading = Reading()
    with types_of(world.listing, scratch) as checking:
        foreign = reading.read(world)
        checked = checking.wait() if checking else None
    types = by_path(world, checked.files if checked else {})
    notices = {
        *planned.notices,
        *world.listing.notices,
        *canary_notices(world.listing.canary),
        *(checked.notices if checked else ()),
    }
    code = LoadedCode(world, Linked(types, foreign), reading)
    return Loaded(world, code, tuple(sorted(notices, key=attrgetter("order"))))


def _explained(settings: Settings, loaded: Loaded, path: Path, line: int) -> Explanation:
    unit, file = _file_of(loaded.code, path)
    count = len(file.lines.starts)
    if not 1 <= line <= count:
        raise ConfigError(f"{path} has no line {line}; it has {count}")
    module = Module(loaded.code)
    sites = [
        (line_of(site), listed(module.index, module.cold, site, unit.versions))
        for site in module.allocations.of(unit, file)
    ]
    survey = Survey(
        version=version("gomemlint"),
        root=loaded.world.base,
        directory=str(settings.target.directory),
        go=environment(loaded.world.listing),
        sites=tuple(site for at, site in sites if at == line or site.span.start.line == line),
        notices=loaded.notices,
        packages=len(loaded.world.packages),
        unplaced=0,
    )
    return Explanation(
        survey=survey,
        path=file.path,
        line=line,
        sources={file.path: file.source, **_passed(loaded.code, survey.sites)},
        neighbours=tuple(site for _, site in sites),
        parameters=tuple(_parameters(file, line)),
        remarks=tuple(_remarks(file, line)),
    )


def _passed(code: LoadedCode, sites: Iterable[ListedSite]) -> Mapping[str, bytes]:
    """Return the files that memory of these sites goes through."""
    wanted = {link.span.path for site in sites if site.escape for link in site.escape.chain}
    units = (code.unit(path) for path in code.units()) if wanted else ()
    return {
        file.path: file.source
        for unit in units
        if unit is not None
        for file in unit.files
        if file.path in wanted
    }


def _file_of(code: LoadedCode, path: Path) -> tuple[Unit, File]:
    for name in code.units():
        unit = code.unit(name)
        file = None if unit is None else unit.by_path.get(str(path))
        if unit is not None and file is not None:
            return unit, file
    raise ConfigError(
        f"{path} is no file of this build; see whether build constraints, --tests or --tags "
        "leave it out"
    )


def _parameters(file: File, line: int) -> Iterator[Parameter]:
    """Yield what the compiler says about the parameters of a line."""
    for fact in () if file.facts is None else file.facts.of_line(line, *PARAMETERS):
        column = fact.place.column
        offset = None if column is None else file.lines.offset(line, column)
        name = None if offset is None else variable_at(file.tree, offset)
        if name is None:
            continue
        match fact:
            case Leak(parameter=spelled):
                yield Parameter(spelled, _way(fact))
            case Escape(expression=spelled):
                yield Parameter(spelled, "does not outlive the call")
            case _:
                continue


def _way(leak: Leak) -> str:
    match leak.target:
        case LeakTarget.HEAP:
            return "reaches the heap"
        case LeakTarget.CONTENT_TO_HEAP:
            return "stays, but what it points to reaches the heap"
        case LeakTarget.RESULT if leak.level:
            return f"what it points to is part of the result {leak.result}"
        case LeakTarget.RESULT:
            return f"is part of the result {leak.result}"


def _remarks(file: File, line: int) -> Iterator[str]:
    """Yield the compiler's lines about the calls and functions of a line, without bodies."""
    if file.facts is None:
        return
    columns = sorted({fact.place.column or 0 for fact in file.facts.of_line(line, *REMARKS)})
    for column in columns:
        yield from _unique(text for text in file.facts.raw_at(line, column, *REMARKS))


def _unique(lines: Iterable[str]) -> Iterator[str]:
    for line in dict.fromkeys(lines):
        # The body of an inlinable function follows its cost.
        yield line.partition(" as: ")[0]
