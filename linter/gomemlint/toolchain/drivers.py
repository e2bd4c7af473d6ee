"""The go commands that compile: `go list -export`, and the literal `go build` on request."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gomemlint.errors import GoCodeError, ToolchainError
from gomemlint.model.packages import GoPackage
from gomemlint.model.report import Notice
from gomemlint.toolchain.breakage import breakages
from gomemlint.toolchain.canary import Canary, judge, start_canary
from gomemlint.toolchain.environment import Go
from gomemlint.toolchain.golist import FIELDS, Printed, decode, is_empty, packages_of
from gomemlint.toolchain.listing import Listing
from gomemlint.toolchain.patterns import Target
from gomemlint.toolchain.process import Command, Completed, Process, run, start
from gomemlint.toolchain.requests import Compiler, Driver, LoadRequest, Tests

REPRODUCIBLE = ("-trimpath=false", "-pgo=off")


def compile_flags(root: Path, compiler: Compiler) -> tuple[str, ...]:
    """Return the flags of every run in a root; they are part of the keys of Go's build cache.

    Go caches the compiler's text with paths shortened against the folder of the run that
    compiled. `-D` means nothing for modules, but gives each root cache entries of its own.
    """
    if compiler is Compiler.OFF:
        return REPRODUCIBLE
    salt = hashlib.sha256(str(root).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return (f"-gcflags=-m -m -D=/gomemlint/{salt}", *REPRODUCIBLE)


@dataclass(frozen=True, slots=True)
class Run:
    """A `go list` that is under way for one target, with its canary."""

    request: LoadRequest
    target: Target
    go: Go
    flags: tuple[str, ...]
    listing: Process
    canary: Process | None

    def stop(self) -> None:
        """End what still runs."""
        self.listing.stop()
        if self.canary is not None:
            self.canary.stop()

    def wait(self) -> Listing:
        """Wait for Go and return what it listed; raise if there is nothing to analyse."""
        done = self.listing.wait()
        printed = decode(done.output, self.listing.command.title) if done.output else ()
        if done.code != 0 and not printed:
            raise self._failure(done)
        notices = check_patterns(printed, self.target)
        packages = packages_of(printed)
        text = self.listing.command.diagnostics
        runs = [done]
        if self.request.driver is Driver.BUILD and text is not None:
            built = self._build(packages, text)
            runs.append(built)
        return Listing(
            root=self.target.place.root,
            go=self.go,
            packages=packages,
            files=self.target.files,
            diagnostics=text if self.request.compiler is Compiler.ON else None,
            canary=judge(self.canary) if self.canary else Canary.ABSENT,
            notices=(*notices, *failures(runs), *breakages(packages, self.target.place.root)),
            runs=tuple(runs),
        )

    def _build(self, packages: Sequence[GoPackage], text: Path) -> Completed:
        """Compile the targets by the literal `go build`, whose text replaces that of the list."""
        built = [package for package in packages if package.is_target and package.is_compiled]
        if not built:
            return Completed(0, b"", b"", 0.0, 0.0, 0)
        # Go writes a program only if it is the one package; otherwise it discards what it links,
        # and with -o it would not compile packages that no program imports.
        single = len(built) == 1 and built[0].name == "main"
        output = ("-o", f"{self.request.scratch}/") if single else ()
        names = (package.identity for package in built)
        arguments = (str(self.go.command), "build", *self.flags, *output, *names)
        limit = self.request.timeout_s
        return run(Command(arguments, self.target.place.root, self.go.variables, limit, text))

    def _failure(self, done: Completed) -> Exception:
        words = said(done, self.listing.command)
        if done.code < 0:
            return ToolchainError(
                f"{self.listing.command.title} was ended by signal {-done.code} in "
                f"{self.target.place.root}; perhaps memory ran out: name fewer packages"
            )
        if "requires go >=" in words or "toolchain" in words:
            return ToolchainError(
                f"{words}; install that Go, name it with --go, or let Go fetch it: GOTOOLCHAIN=auto"
            )
        return GoCodeError(f"Go cannot list packages in {self.target.place.root}: {words}")


def start_run(request: LoadRequest, target: Target, go: Go, number: int) -> Run:
    """Start Go for a target; the texts of several targets go to different files."""
    root = target.place.root
    flags = compile_flags(root, request.compiler)
    tests = ("-test",) if request.tests is Tests.INCLUDED else ()
    arguments = (
        str(go.command), "list", "-e", "-export", "-deps", f"-json={FIELDS}", *tests, *flags,
        "--", *target.arguments,
    )  # fmt: skip
    text = request.scratch / f"compiler-{number}.txt"
    listing = start(Command(arguments, root, go.variables, request.timeout_s, text))
    if request.compiler is Compiler.OFF:
        return Run(request, target, go, flags, listing, None)
    try:
        canary = start_canary(go, flags, request.timeout_s)
    except BaseException:
        listing.stop()
        raise
    return Run(request, target, go, flags, listing, canary)


def check_patterns(printed: Sequence[Printed], target: Target) -> tuple[Notice, ...]:
    """Refuse patterns that name no package; report named files that this build excludes."""
    excluded = []
    for package in printed:
        if package.error is None or not package.match or package.dep_only:
            continue
        if is_empty(package) and target.files:
            excluded.append(package.error.err)
        elif is_empty(package) or not package.dir:
            raise GoCodeError(advised(package, target))
    matched = {match for package in printed for match in package.match}
    for pattern in target.patterns:
        if pattern.required and not matched.intersection(pattern.expanded):
            raise GoCodeError(
                f"{pattern.text} matches no packages in {target.place.root}; "
                "check the path, and whether it is in another module"
            )
    return tuple(Notice("file-skipped", text) for text in excluded)


def advised(package: Printed, target: Target) -> str:
    """Word the error of a pattern, with what to do where we know better than Go."""
    error = package.error.err if package.error else ""
    pattern = package.match[0]
    if (target.place.root / pattern).is_dir() and "is not in std" in error:
        return f"{error}; {pattern} is a folder: write ./{pattern}"
    return f"{pattern}: {error}; check the pattern and the build tags"


def failures(runs: Sequence[Completed]) -> tuple[Notice, ...]:
    """Report go commands that failed although they listed packages."""
    return tuple(
        Notice("go-failed", f"the go command ended with exit status {done.code}", incomplete=True)
        for done in runs
        if done.code != 0
    )


def said(done: Completed, command: Command) -> str:
    """Return the end of what a failed command wrote to stderr."""
    if command.diagnostics is None:
        return done.last_words
    with command.diagnostics.open("rb") as file:
        file.seek(max(0, file.seek(0, 2) - 4000))
        lines = file.read().decode("utf-8", "replace").strip().splitlines()
    return "\n".join(lines[-8:]) or f"exit status {done.code}"
