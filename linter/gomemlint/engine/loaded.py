"""The packages of a run, put together when an analysis asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gomemlint.engine.sources import Trees
from gomemlint.engine.world import World
from gomemlint.model.packages import GoPackage
from gomemlint.semantic.code import File, Unit
from gomemlint.syntax.directives import Generated, LanguageVersion, directives
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


class LoadedCode:
    """The `Code` of a run: a unit is assembled once and kept as long as the program."""

    def __init__(
        self,
        world: World,
        linked: Linked,
        trees: Trees,
        said: Mapping[str, tuple[BlockFacts, ...]],
    ) -> None:
        self._world = world
        self._linked = linked
        self._trees = trees
        self._said = dict(said)
        self._units: dict[str, Unit] = {}
        self._types: dict[str, PackageTypes] = {}

    def units(self) -> tuple[str, ...]:
        return tuple(self._world.by_path)

    def unit(self, path: str) -> Unit | None:
        package = self._world.by_path.get(path)
        if package is None:
            return None
        if path not in self._units:
            self._units[path] = self._assembled(package)
        return self._units[path]

    def users_of(self, key: str) -> tuple[Unit, ...]:
        users = (path for path in self._world.by_path if self.types(path).uses(key))
        return tuple(unit for unit in map(self.unit, users) if unit is not None)

    def types(self, path: str) -> PackageTypes:
        """Return what the oracle knows of a package, nothing where it could not check it."""
        if path not in self._types:
            file = self._linked.types.get(path)
            self._types[path] = PackageTypes.open(file) if file else PackageTypes.nothing()
        return self._types[path]

    def _assembled(self, package: GoPackage) -> Unit:
        facts = self._facts(package)
        return Unit(
            path=package.path,
            name=package.name,
            files=tuple(self._file(package, path, facts) for path in package.source_files),
            types=self.types(package.path),
            facts=facts,
            versions=self._world.versions(package),
        )

    def _file(self, package: GoPackage, path: str, facts: PackageFacts) -> File:
        tree = self._trees.tree(path)
        said = [directive.instruction for directive in directives(tree)]
        raised = [each.version for each in said if isinstance(each, LanguageVersion)]
        return File(
            path=self._world.relative(path),
            absolute=path,
            package=package.path,
            tree=tree,
            facts=facts.files.get(path),
            types=self.types(package.path),
            catalogue=self._world.catalogue,
            language=next(iter(raised), self._world.versions(package).language),
            is_test=path.endswith("_test.go"),
            is_generated=any(isinstance(each, Generated) for each in said),
        )

    def _facts(self, package: GoPackage) -> PackageFacts:
        said = self._said.get(package.path)
        if said is None:
            said = tuple(self._world.said_about(package))
        foreign = self._linked.foreign
        return PackageFacts.of(
            [block.files for block in said],
            [facts for file in package.source_files for facts in foreign.get(file, ())],
        )
