"""Which files and folders a run depends on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from platformdirs import user_config_path

import gomemlint
from gomemlint.contract import Rule
from gomemlint.engine.cache.inputs import SUFFIXES, Depth
from gomemlint.model.packages import GoPackage
from gomemlint.toolchain.environment import Go
from gomemlint.toolchain.folders import walk
from gomemlint.toolchain.listing import Listing
from gomemlint.toolchain.loading import Plan
from gomemlint.toolchain.requests import Tests

MODULE_FILES = ("go.mod", "go.sum", "go.work", "go.work.sum", "vendor/modules.txt")
# Found in the folder of the run or above: a new one changes what a module is.
SEARCHED = ("go.mod", "go.work")
PROGRAM = (".py", ".go")


def inputs_of(
    planned: Plan, listings: Iterable[Listing], rules: Iterable[Rule]
) -> Mapping[str, Depth]:
    """Name every input of a run, and how closely it has to be compared."""
    found = dict.fromkeys(_program(rules), Depth.STAMP)
    directory = planned.request.directory.resolve()
    found |= dict.fromkeys(_searched(directory), Depth.CONTENT)
    for target in planned.targets:
        root = target.place.root
        found |= dict.fromkeys(_searched(root), Depth.CONTENT)
        found |= dict.fromkeys(_folders(root, target.arguments), Depth.CONTENT)
    for listing in listings:
        if listing.go is not None:
            found |= dict.fromkeys(_toolchain(listing.go), Depth.STAMP)
        found |= dict.fromkeys(_sources(listing, planned.request.tests), Depth.CONTENT)
    found[_environment_file()] = Depth.CONTENT
    return found


def _folders(root: Path, arguments: Iterable[str]) -> Iterator[str]:
    """Yield the folders in which `...` looks for packages; a new one can be anywhere in them."""
    starts = {root / _start(argument) for argument in arguments if argument.endswith("...")}
    for start in starts:
        for folder, _ in walk(start):
            yield str(folder)


def _start(pattern: str) -> str:
    """Return the folder below which a pattern looks; all of them for an import path."""
    return pattern.removesuffix("...") if pattern.startswith(".") else "."


def _searched(directory: Path) -> Iterator[str]:
    for folder in (directory, *directory.parents):
        for name in SEARCHED:
            yield str(folder / name)


def _toolchain(go: Go) -> Iterator[str]:
    yield str(go.command)
    yield str(go.goroot / "VERSION")
    yield str(go.goroot / "go.env")


def _environment_file() -> str:
    """Return the file that `go env -w` writes (`go help environment`, GOENV)."""
    named = os.environ.get("GOENV")
    return named or str(user_config_path() / "go" / "env")


def _sources(listing: Listing, tests: Tests) -> Iterator[str]:
    """Yield what the packages of a listing are made of.

    The standard library is known by its version; the module cache is never written again.
    """
    cache = listing.go.settings["GOMODCACHE"] + os.sep if listing.go else ""
    modules: set[str] = set()
    for package in listing.packages:
        is_fixed = package.is_standard and not package.is_target
        if is_fixed or (cache != os.sep and package.directory.startswith(cache)):
            continue
        if package.module is not None:
            modules.add(package.module.directory)
        yield from _package(package, tests)
    modules.add(str(listing.root))
    for folder in sorted(filter(None, modules)):
        for name in MODULE_FILES:
            yield f"{folder}/{name}"


def _package(package: GoPackage, tests: Tests) -> Iterator[str]:
    yield package.directory
    for name in package.embedded_files:
        yield f"{package.directory}/{name}"
    try:
        names = [path.name for path in Path(package.directory).iterdir()]
    except OSError:
        return
    for name in names:
        is_test = name.endswith("_test.go") and tests is Tests.EXCLUDED
        if name.endswith(SUFFIXES) and not is_test:
            yield f"{package.directory}/{name}"


def _program(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield our own files, those of the rules, and the folders into which plugins are installed."""
    for folder in gomemlint.__path__:
        for path in Path(folder).rglob("*"):
            if path.suffix in PROGRAM:
                yield str(path)
    for rule in rules:
        file = sys.modules[rule.module].__file__
        if file is not None:
            yield file
            yield str(Path(file).parent)
    for entry in sys.path:
        if entry and Path(entry).is_dir():
            yield entry
