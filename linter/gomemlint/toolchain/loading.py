"""From a request to listings: one run of the go command per root, started early."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from gomemlint.errors import ConfigError, GoCodeError, NoGoError
from gomemlint.interruptions import uninterrupted
from gomemlint.model.report import Notice
from gomemlint.toolchain.discovery import VARIABLE, find_go
from gomemlint.toolchain.drivers import Run, start_run
from gomemlint.toolchain.environment import Selection, read_environment
from gomemlint.toolchain.listing import Listing
from gomemlint.toolchain.patterns import Place, Target, resolve
from gomemlint.toolchain.process import terminable
from gomemlint.toolchain.requests import Compiler, Driver, LoadRequest, Tests
from gomemlint.toolchain.sources import locate_on_disk, packages_on_disk, probable_files


@dataclass(frozen=True, slots=True)
class Plan:
    """What a request means: which Go, which roots, which patterns. Nothing is compiled yet.

    `absence` says why no Go is used, if none is.
    """

    request: LoadRequest
    targets: tuple[Target, ...]
    notices: tuple[Notice, ...]
    absence: str = ""

    def probable_files(self) -> Iterator[str]:
        """Yield the files that Go will probably list, to be read while Go compiles."""
        for target in self.targets:
            yield from probable_files(target, self.request.tests)


@dataclass(slots=True)
class Load:
    """Runs of Go that are under way: the first at once, each other after the one before it."""

    plan: Plan
    runs: dict[int, Run] = field(default_factory=dict)

    def wait(self) -> tuple[Listing, ...]:
        """Return a listing per root; raise what makes the whole load fail."""
        listings = tuple(self._listing(number) for number in range(len(self.plan.targets)))
        if listings and not any(listing.targets or listing.notices for listing in listings):
            wanted = " ".join(self.plan.request.arguments)
            roots = ", ".join(str(listing.root) for listing in listings)
            raise GoCodeError(f"{wanted} matches no Go packages in {roots}; check the patterns")
        return listings

    def start(self, number: int) -> Run | None:
        """Start Go for one root; None where there is no Go."""
        target = self.plan.targets[number]
        if target.place.go is None:
            return None
        with uninterrupted():
            run = start_run(self.plan.request, target, target.place.go, number)
            self.runs[number] = run
        return run

    def stop(self) -> None:
        """End what still runs."""
        for run in self.runs.values():
            run.stop()

    def _listing(self, number: int) -> Listing:
        run = self.runs.get(number) or self.start(number)
        return run.wait() if run else without_go(self.plan, self.plan.targets[number])


def plan(request: LoadRequest) -> Plan:
    """Find Go, roots and patterns; raise what is wrong with any of them.

    That no Go can be used is only wrong if the compiler is wanted.
    """
    if request.driver is Driver.BUILD and request.tests is Tests.INCLUDED:
        raise ConfigError("--driver=build cannot compile tests; use --driver=list with --tests")
    if not request.directory.is_dir():
        raise GoCodeError(f"{request.directory} is no folder; name one that exists")
    try:
        resolved = resolve(request, partial(located, selected(request)))
    except NoGoError as error:
        if request.compiler is Compiler.ON:
            raise
        resolved = resolve(request, partial(locate_on_disk, request.variables))
        return Plan(request, resolved.targets, resolved.notices, str(error))
    return Plan(request, resolved.targets, resolved.notices)


@contextmanager
def start(planned: Plan) -> Iterator[Load]:
    """Start Go for a plan; whatever ends the block ends the children."""
    load = Load(planned)
    with terminable():
        try:
            if planned.targets:
                load.start(0)
            yield load
        finally:
            load.stop()


def load(request: LoadRequest) -> tuple[Listing, ...]:
    """Load packages: plan, start and wait in one."""
    with start(plan(request)) as running:
        return running.wait()


def selected(request: LoadRequest) -> Selection:
    """Choose the go command."""
    return Selection(
        command=find_go(request.go, request.variables),
        variables=request.variables,
        is_named=bool(request.go or request.variables.get(VARIABLE)),
        goos=request.goos,
        goarch=request.goarch,
        tags=request.tags,
        timeout_s=request.timeout_s,
        scratch=request.scratch,
    )


def located(selection: Selection, directory: Path, gowork: str) -> Place:
    """Ask Go for the module and workspace of a folder."""
    go = read_environment(selection, directory, gowork)
    return Place(
        root=go.root,
        module=Path(go.module_file) if go.module_file else None,
        workspace=Path(go.work_file) if go.work_file else None,
        go=go,
    )


def without_go(planned: Plan, target: Target) -> Listing:
    """List packages from folders, and say what cannot be known that way."""
    notice = Notice(
        code="no-go",
        message=f"{planned.absence}. Until then there are no types and no escape analysis, and "
        "which files a build takes is judged roughly",
        incomplete=True,
    )
    packages = packages_on_disk(target, planned.request)
    unreadable = tuple(
        Notice("file-unreadable", f"{name} cannot be read", package=each.path, incomplete=True)
        for each in packages
        for name in each.invalid_files
    )
    notices = (notice, *unreadable)
    return Listing(target.place.root, None, packages, target.files, notices=notices)
