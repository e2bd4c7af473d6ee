"""Go modules in temporary folders, loaded through the real toolchain and type checker."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gomemlint.model.packages import GoPackage
from gomemlint.semantic.program.code import File, Site, Unit, Versions
from gomemlint.semantic.program.functions import Function, function_at
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import descendants
from gomemlint.syntax.parsing import SyntaxTree, parse
from gomemlint.syntax.queries import Catalogue
from gomemlint.toolchain.diagnostics import FileFacts
from gomemlint.toolchain.gotypes.checking import check
from gomemlint.toolchain.gotypes.reader import PackageTypes
from gomemlint.toolchain.loading import load
from gomemlint.toolchain.requests import LoadRequest

MODULE = "example.com/m"

Load = Callable[[Mapping[str, str]], "GoModule"]


@dataclass(frozen=True, slots=True)
class GoModule:
    """A loaded module; its packages are named by their folders, the root one is `""`."""

    index: Index

    def unit(self, folder: str = "") -> Unit:
        found = self.index.code.unit(f"{MODULE}/{folder}" if folder else MODULE)
        assert found is not None
        return found

    def function(self, name: str, folder: str = "") -> Function:
        """Return a function by its Go name: `F`, `(*T).M`, `F.func1`."""
        for file in self.unit(folder).files:
            for node in descendants(file.tree.root):
                if node.type in FUNCTIONS and function_at(file, node).name == name:
                    return function_at(file, node)
        raise AssertionError(f"no function {name}")

    def node(self, spelled: str, folder: str = "", nth: int = 0) -> Site:
        """Return the nth expression or statement with this text, the innermost one."""
        found = [site for site in self.nodes(folder) if site.text == spelled]
        assert found, f"nothing is spelled {spelled!r}"
        starts = sorted({site.node.start_byte for site in found})
        return [site for site in found if site.node.start_byte == starts[nth]][-1]

    def nodes(self, folder: str = "") -> list[Site]:
        """Return all nodes of a package, outer ones first."""
        files = self.unit(folder).files
        return [Site(file, node) for file in files for node in descendants(file.tree.root)]


def loaded(folder: Path, files: Mapping[str, str]) -> GoModule:
    """Write a module and load it; a file without `package` gets one named `m`."""
    root = folder.resolve() / "module"
    for name, source in {"go.mod": f"module {MODULE}\n\ngo 1.24\n", **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    scratch = folder / "scratch"
    scratch.mkdir()
    variables = {**os.environ, "GOFLAGS": "", "GOWORK": "off", "GOPROXY": "off"}
    listing, *_ = load(LoadRequest(root, scratch, variables=variables))
    assert listing.go is not None
    checked = check(listing.go, listing.packages, scratch)
    assert not checked.errors, checked.errors
    types = {p.path: PackageTypes.open(checked.files[p.identity]) for p in listing.targets}
    return GoModule(Index(LoadedPackages(listing.targets, types)))


class LoadedPackages:
    """The packages of a listing as code, without the compiler's facts."""

    def __init__(self, packages: tuple[GoPackage, ...], types: Mapping[str, PackageTypes]) -> None:
        self._types = types
        self._importers = {
            package.path: tuple(p.path for p in packages if package.identity in p.imports)
            for package in packages
        }
        self._units = {package.path: self._unit(package) for package in packages}

    def units(self) -> tuple[str, ...]:
        return tuple(sorted(self._units))

    def unit(self, path: str) -> Unit | None:
        return self._units.get(path)

    def users_of(self, key: str) -> tuple[Unit, ...]:
        return tuple(self._units[path] for path in self.units() if self._types[path].uses(key))

    def importers(self, path: str) -> tuple[str, ...]:
        return (path, *self._importers[path])

    def _unit(self, package: GoPackage) -> Unit:
        types = self._types[package.path]
        files = tuple(self._file(package, types, path) for path in package.source_files)
        versions = Versions((1, 24), (1, 24), (1, 27))
        return Unit(package.path, package.name, files, types, versions)

    def tree(self, path: str) -> SyntaxTree:
        return parse(Path(path).read_bytes())

    def facts(self, package: str, path: str) -> FileFacts | None:
        del package, path
        return None

    def _file(self, package: GoPackage, types: PackageTypes, path: str) -> File:
        return File(
            path=path,
            absolute=path,
            package=package.path,
            types=types,
            catalogue=Catalogue(()),
            go=(1, 24),
            origin=self,
            is_test=path.endswith("_test.go"),
        )
