"""The packages of a run, put together when an analysis asks for them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from gomemlint.engine.linemaps import without_targets
from gomemlint.engine.sources import Trees
from gomemlint.engine.world import World
from gomemlint.model.packages import GoPackage
from gomemlint.semantic.program.code import File, Unit
from gomemlint.syntax.parsing import SyntaxTree
from gomemlint.syntax.queries import Catalogue
from gomemlint.toolchain.diagnostics import BlockFacts, FileFacts, PackageFacts
from gomemlint.toolchain.gotypes.reader import PackageTypes


@dataclass(frozen=True, slots=True)
class Linked:
    """What one package needs of others: the types of all, and facts from foreign blocks.

    `types` leads from an import path to the oracle's file, `foreign` from a source file to what
    the blocks of other packages say about it.
    """

    types: Mapping[str, Path] = field(default_factory=dict)
    foreign: Mapping[str, tuple[FileFacts, ...]] = field(default_factory=dict)


class Reading(Protocol):
    """What a worker has read before: trees, and the compiler's words about some packages."""

    @property
    def catalogue(self) -> Catalogue: ...

    @property
    def trees(self) -> Trees: ...

    @property
    def said(self) -> Mapping[str, tuple[BlockFacts, ...]]: ...


class LoadedCode:
    """The `Code` of a run: a unit is assembled when it is asked for, and kept until `forget`.

    `unreadable` holds the packages that were asked for in vain.
    """

    def __init__(self, world: World, linked: Linked, read: Reading) -> None:
        self.unreadable: dict[str, OSError] = {}
        self._world = world
        self._linked = linked
        self._read = read
        self._units: dict[str, Unit] = {}
        self._types: dict[str, PackageTypes] = {}
        self._facts: dict[str, PackageFacts] = {}
        self._importers: dict[str, tuple[str, ...]] = {}

    def units(self) -> tuple[str, ...]:
        return tuple(self._world.by_path)

    def unit(self, path: str) -> Unit | None:
        package = self._world.by_path.get(path)
        if package is None or path in self.unreadable:
            return None
        if path not in self._units:
            try:
                self._units[path] = self._assembled(package)
            except OSError as error:
                self.unreadable[path] = error
                return None
        return self._units[path]

    def users_of(self, key: str) -> tuple[Unit, ...]:
        users = (path for path in self._possible_users(key) if self.types(path).uses(key))
        return tuple(unit for unit in map(self.unit, users) if unit is not None)

    def importers(self, path: str) -> tuple[str, ...]:
        if path not in self._importers:
            self._importers[path] = self._world.importers(path)
        return self._importers[path]

    def forget(self) -> None:
        """Drop all units; whoever asks again gets equal ones."""
        self._units.clear()
        self._facts.clear()

    def _possible_users(self, key: str) -> Iterable[str]:
        """Return the packages that can name an object: its own; if exported, its importers too."""
        owner, member = owner_and_member(key, self._world.listed)
        if not owner:
            return self._world.by_path
        if owner in self._world.by_path and not member[:1].isupper():
            return (owner,)
        return self.importers(owner)

    def types(self, path: str) -> PackageTypes:
        """Return what the oracle knows of a package, nothing where it could not check it."""
        if path not in self._types:
            file = self._linked.types.get(path)
            self._types[path] = PackageTypes.open(file) if file else PackageTypes.nothing()
        return self._types[path]

    def _assembled(self, package: GoPackage) -> Unit:
        for path in package.source_files:
            if not os.access(path, os.R_OK):
                # What the system says about the file is the error.
                Path(path).open("rb").close()
        return Unit(
            path=package.path,
            name=package.name,
            files=tuple(self._file(package, path) for path in package.source_files),
            types=self.types(package.path),
            versions=self._world.versions(package),
        )

    def _file(self, package: GoPackage, path: str) -> File:
        return File(
            path=self._world.relative(path),
            absolute=path,
            package=package.path,
            types=self.types(package.path),
            catalogue=self._read.catalogue,
            go=self._world.versions(package).language,
            origin=self,
            is_test=path.endswith("_test.go"),
        )

    def tree(self, path: str) -> SyntaxTree:
        return self._read.trees.take(path)

    def facts(self, package: str, path: str) -> FileFacts | None:
        if package not in self._facts:
            self._facts[package] = self._said_about(self._world.by_path[package])
        return self._facts[package].files.get(path)

    def _said_about(self, package: GoPackage) -> PackageFacts:
        said = self._read.said.get(package.path)
        if said is None:
            said = tuple(self._world.said_about(package))
        foreign = self._linked.foreign
        facts = PackageFacts.of(
            [block.files for block in said],
            [facts for file in package.source_files for facts in foreign.get(file, ())],
        )
        return without_targets(facts, package.source_files)


def owner_and_member(key: str, packages: Collection[str]) -> tuple[str, str]:
    """Split an object's key: the package that declares it, if it is of the run, and its name.

    Keys are `path.Name`, `path.Type.member` or `path:file:offset`; a path may hold dots as well.
    """
    start = key.rfind("/") + 1
    for at in range(start, len(key)):
        if key[at] in ".:" and key[:at] in packages:
            return key[:at], "" if key[at] == ":" else key.rpartition(".")[2]
    return "", ""
