"""One run of the oracle over the packages of a listing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from gomemlint.errors import ToolchainError
from gomemlint.model.packages import GoPackage
from gomemlint.model.report import Notice
from gomemlint.toolchain.environment import Go
from gomemlint.toolchain.gotypes.program import oracle
from gomemlint.toolchain.process import Command, Completed, Process, start

# Below the first, the collector takes more time than the work; the second is what the loaded
# export data of one package take.
MEMORY_MIB, MEMORY_KIB_EACH = 256, 160
# Two hundred packages take a second. Only a type checker that does not end gets here.
TIME_LIMIT_S = 600.0
# In Go 1.22 alias types were new and off; from 1.27 on they cannot be turned off.
ALIASES_SINCE = (1, 23)


class Unit(msgspec.Struct, frozen=True):
    """A package to check from source; `report` holds for those that we want to know about."""

    id: str
    path: str
    files: tuple[str, ...]
    imports: tuple[str, ...]
    import_map: Mapping[str, str]
    go_version: str
    report: bool


class Request(msgspec.Struct, frozen=True):
    """What the oracle reads."""

    goarch: str
    goroot: str
    output: str
    exports: Mapping[str, str]
    packages: tuple[Unit, ...]


class Answer(msgspec.Struct, frozen=True):
    """What the oracle says about one package."""

    id: str
    file: str
    errors: tuple[str, ...] | None
    failure: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a run.

    `files` holds the file of each package by its identity, to be opened by `PackageTypes.open`;
    `errors` the type errors of those that have any: there, some expressions are unknown.
    """

    files: Mapping[str, Path]
    errors: Mapping[str, tuple[str, ...]]
    notices: tuple[Notice, ...]
    run: Completed


@dataclass(slots=True)
class Checking:
    """An oracle at work. Leaving it as a context manager ends what still runs."""

    packages: tuple[GoPackage, ...]
    process: Process

    def __enter__(self) -> Checking:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stop()

    def wait(self) -> Checked:
        """Return what the oracle found out; a package without an answer is a notice."""
        done = ended(self.process)
        answers = tuple(decoded(done))
        identities = {answer.id for answer in answers}
        files = {answer.id: Path(answer.file) for answer in answers if answer.file}
        errors = {answer.id: answer.errors for answer in answers if answer.errors}
        targets = {p.identity: p for p in self.packages if p.is_target and p.source_files}
        reasons = {answer.id: answer.failure for answer in answers if answer.failure}
        for identity in targets.keys() - identities:
            reasons[identity] = f"the type checker ended with {done.code}: {done.last_words}"
        notices = [unavailable(targets[identity], reason) for identity, reason in reasons.items()]
        notices += [
            incomplete(targets[identity], found)
            for identity, found in errors.items()
            if identity in files and is_surprising(targets[identity])
        ]
        notices.sort(key=lambda notice: (notice.code, notice.package))
        return Checked(files, errors, tuple(notices), done)


def check(go: Go, packages: Sequence[GoPackage], directory: Path) -> Checked:
    """Type-check the targets among the packages of a listing; write the files to a folder."""
    with start_check(go, packages, directory) as checking:
        return checking.wait()


def start_check(go: Go, packages: Sequence[GoPackage], directory: Path) -> Checking:
    """Start to type-check; raise `ToolchainError` if the oracle cannot be built."""
    program = oracle(go, directory)
    request = Request(
        goarch=go.goarch,
        goroot=str(go.goroot),
        output=str(directory),
        exports={package.identity: package.export for package in packages if package.export},
        packages=tuple(units(packages)),
    )
    variables = {**go.variables, "GOMEMLIMIT": memory_limit(len(packages))}
    if go.release >= ALIASES_SINCE:
        variables["GODEBUG"] = "gotypesalias=1"
    command = Command(
        (str(program),),
        directory,
        variables,
        timeout_s=TIME_LIMIT_S,
        input=msgspec.json.encode(request),
    )
    return Checking(tuple(packages), start(command))


def memory_limit(packages: int) -> str:
    """Return the heap that the oracle should not exceed, for so many listed packages."""
    return f"{max(MEMORY_MIB, packages * MEMORY_KIB_EACH // 1024)}MiB"


def ended(process: Process) -> Completed:
    """Wait for the end; of an oracle that is stopped, the answers so far count."""
    try:
        return process.wait()
    except ToolchainError:
        if process.completed is None:
            raise
        return process.completed


def units(packages: Iterable[GoPackage]) -> Iterator[Unit]:
    """Yield what is checked from source.

    These are the targets, and what their importers cannot get from export data: the variants
    that tests are compiled with, and packages that do not compile.
    """
    for package in packages:
        if not package.source_files or package.path == "unsafe":
            continue
        if package.is_target or package.for_test or not package.is_compiled:
            yield Unit(
                id=package.identity,
                path=package.path,
                files=package.source_files,
                imports=package.imports,
                import_map=package.import_map,
                go_version=language(package),
                report=package.is_target,
            )


def language(package: GoPackage) -> str:
    """Return the language version for go/types; empty means the newest."""
    if package.module is None or not package.module.go_version:
        return ""
    return f"go{package.module.go_version}"


def decoded(done: Completed) -> Iterator[Answer]:
    """Decode the answers; what a dying program leaves behind may end within a line."""
    for line in done.output.splitlines():
        try:
            yield msgspec.json.decode(line, type=Answer)
        except msgspec.DecodeError:
            if done.code == 0:
                raise ToolchainError(
                    f"the type checker answered {line[:120]!r}; remove the cache and run again"
                ) from None


def is_surprising(package: GoPackage) -> bool:
    """Tell whether a type error says anything new.

    A package that does not compile has a notice of its own, and of C the checker knows nothing.
    """
    return package.is_compiled and not package.cgo_files


def unavailable(package: GoPackage, reason: str) -> Notice:
    """Say that nothing is known of a package's types."""
    return Notice(
        code="types-unavailable",
        message=f"the types of {package.identity} are not known: {reason}",
        package=package.path,
        incomplete=True,
    )


def incomplete(package: GoPackage, errors: tuple[str, ...]) -> Notice:
    """Say that the compiler accepts what the type checker does not."""
    return Notice(
        code="types-incomplete",
        message=f"some types of {package.identity} are not known: {errors[0]}",
        package=package.path,
        incomplete=True,
    )
