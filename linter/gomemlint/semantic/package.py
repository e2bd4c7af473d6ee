"""What a rule is given: one package, its files, and the module that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tree_sitter import Node

from gomemlint.semantic.frequency.rarity import is_rare
from gomemlint.semantic.module import Module
from gomemlint.semantic.program.code import File, Unit, Versions
from gomemlint.semantic.program.functions import function_around
from gomemlint.toolchain.gotypes.reader import PackageTypes


@dataclass(frozen=True)
class Package:
    """One package of the run. `path` is its import path."""

    unit: Unit
    module: Module

    @property
    def path(self) -> str:
        return self.unit.path

    @property
    def name(self) -> str:
        return self.unit.name

    @property
    def files(self) -> tuple[File, ...]:
        return self.unit.files

    @property
    def types(self) -> PackageTypes:
        return self.unit.types

    @property
    def versions(self) -> Versions:
        return self.unit.versions

    @cached_property
    def _by_path(self) -> Mapping[str, File]:
        return {file.path: file for file in self.files}

    def is_cold(self, file: File, node: Node) -> bool:
        """Tell whether code runs rarely, or stands in a test or in generated code."""
        return self.module.cold.is_cold(file, node)

    def is_rare(self, file: File, node: Node) -> bool:
        """Tell whether code is cold, or is reached from cold code alone."""
        return is_rare(self.module.index, self.module.cold, file, node)

    def is_for_tests(self, file: File) -> bool:
        """Tell whether a file is a test, or helps tests and is in no program that is shipped."""
        return self.module.cold.is_for_tests(file)

    def is_hot(self, file: File, node: Node) -> bool:
        """Tell whether code belongs to a function that is marked hot, or that hot code repeats."""
        function = function_around(file, node)
        return function is not None and self.module.heat.is_hot(function)

    def is_repeated(self, file: File, node: Node) -> bool:
        """Tell whether code runs in a loop, of its own function or of one that calls it."""
        return self.module.repetition.is_repeated(file, node)

    def is_repeated_by_input(self, file: File, node: Node) -> bool:
        """Tell whether code runs in a loop, or is called in one that goes on while input comes."""
        return self.module.repetition.is_repeated_by_input(file, node)

    def file(self, path: str) -> File | None:
        """Return the file with a path as it stands in spans."""
        return self._by_path.get(path)
