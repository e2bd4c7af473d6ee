"""What can be loaded without Go: folders with Go files, judged roughly."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from platform import machine

from gomemlint.model.packages import GoModule, GoPackage
from gomemlint.toolchain.constraints import Target as Build
from gomemlint.toolchain.folders import nearest, walk
from gomemlint.toolchain.modfile import read_mod
from gomemlint.toolchain.patterns import Place, Target
from gomemlint.toolchain.requests import LoadRequest, Tests

PACKAGE = re.compile(rb"^package[ \t]+(\w+)", re.MULTILINE)
IMPORTS_C = re.compile(rb'^(?:import[ \t]+|\s+)"C"\s*$', re.MULTILINE)
MACHINES = {"x86_64": "amd64", "aarch64": "arm64", "i686": "386", "i386": "386"}


def locate_on_disk(variables: Mapping[str, str], directory: Path, gowork: str) -> Place:
    """Find the module and workspace of a folder the way Go does."""
    module = nearest(directory, "go.mod")
    choice = gowork or variables.get("GOWORK", "")
    workspace = None
    if choice != "off":
        workspace = Path(choice) if choice else nearest(directory, "go.work")
    root = (workspace or module or directory / "go.mod").parent
    return Place(root, module, workspace)


def folders_of(target: Target) -> Iterator[tuple[Path, list[str]]]:
    """Yield the folders that the paths among a target's patterns mean, with their Go files."""
    seen: set[Path] = set()
    for argument in target.arguments:
        if not argument.startswith("."):
            continue
        folder = target.place.root / argument.removesuffix("...")
        for here, files in walk(folder):
            names = [name for name in files if name.endswith(".go") and name[0] not in "._"]
            if names and here not in seen:
                seen.add(here)
                yield here, names
            if not argument.endswith("..."):
                break


def probable_files(target: Target, tests: Tests) -> Iterator[str]:
    """Yield the files that Go will probably list, without waiting for Go.

    Build constraints are not read: some of them will not be listed.
    """
    for folder, names in folders_of(target):
        for name in names:
            if tests is Tests.INCLUDED or not name.endswith("_test.go"):
                yield str(folder / name)


def packages_on_disk(target: Target, request: LoadRequest) -> tuple[GoPackage, ...]:
    """List packages from folders: no types, no compiler, constraints judged roughly."""
    build = build_of(request)
    modules: dict[Path, GoModule] = {}
    found = (
        package_of(folder, names, build, request.tests, modules)
        for folder, names in folders_of(target)
    )
    return tuple(package for package in found if package is not None)


def build_of(request: LoadRequest) -> Build:
    """Return the build that the user or this machine asks for."""
    variables = request.variables
    host_os = sys.platform.rstrip("0123456789")
    host_arch = MACHINES.get(machine(), machine())
    return Build(
        request.goos or variables.get("GOOS") or host_os,
        request.goarch or variables.get("GOARCH") or host_arch,
        (*request.tags, "cgo"),
    )


def package_of(
    folder: Path, names: list[str], build: Build, tests: Tests, modules: dict[Path, GoModule]
) -> GoPackage | None:
    """Make a package of a folder; None if this build takes none of its files."""
    sources = {name: read(folder / name) for name in names}
    readable = {name: source for name, source in sources.items() if source is not None}
    taken = {name: source for name, source in readable.items() if build.takes(name, source)}
    code = {n: s for n, s in taken.items() if not n.endswith("_test.go")}
    wanted = taken if tests is Tests.INCLUDED else code
    if not wanted:
        return None
    declared = [found.group(1).decode() for s in code.values() if (found := PACKAGE.search(s))]
    module = module_around(folder, modules)
    inside = folder.relative_to(module.directory).as_posix() if module else folder.name
    path = "/".join(part for part in (module.path if module else "", inside) if part != ".")
    cgo = tuple(n for n, s in wanted.items() if IMPORTS_C.search(s))
    return GoPackage(
        identity=path,
        path=path,
        name=declared[0] if declared else folder.name,
        directory=str(folder),
        go_files=tuple(n for n in wanted if n not in cgo),
        cgo_files=cgo,
        ignored_files=tuple(n for n in readable if n not in taken),
        invalid_files=tuple(n for n in names if n not in readable),
        test_files=tuple(n for n in taken if n.endswith("_test.go")),
        module=module,
        is_target=True,
    )


def read(path: Path) -> bytes | None:
    """Read a file; None if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def module_around(folder: Path, modules: dict[Path, GoModule]) -> GoModule | None:
    """Return the module of a folder, read once."""
    found = nearest(folder, "go.mod")
    if found is None:
        return None
    if found not in modules:
        read = read_mod(found)
        modules[found] = GoModule(
            read.module, directory=str(found.parent), go_version=read.go_version, main=True
        )
    return modules[found]
