"""Everything that is known about a run before its packages are looked into."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gomemlint.model.packages import GoPackage
from gomemlint.semantic.program.code import Versions
from gomemlint.toolchain.diagnostics import (
    Block,
    BlockFacts,
    PackagePaths,
    parse_block,
    read_block,
    split_blocks,
)
from gomemlint.toolchain.listing import Listing

TEST_MAIN = ".test"
OLD_TIMERS = re.compile(rb"^(?://go:debug|godebug|[ \t]*)[ \t]+asynctimerchan=([01])", re.MULTILINE)
GO_LINE = re.compile(r"(\d+)\.(\d+)")


@dataclass(frozen=True)
class World:
    """One listing, the packages to analyse, and the compiler's text by package.

    `base` is the folder that paths in reports are relative to. A package that has a test variant
    is analysed as that variant, which holds its files and those of its tests. `own` are the import
    paths that this run reports, None for all: rules run on those, and ask about any package.
    """

    listing: Listing
    base: str
    own: frozenset[str] | None = None

    @cached_property
    def packages(self) -> tuple[GoPackage, ...]:
        """The packages to analyse, by import path."""
        targets = [
            p for p in self.listing.targets if p.source_files and not p.identity.endswith(TEST_MAIN)
        ]
        variants = {p.path for p in targets if p.for_test == p.path}
        chosen = [p for p in targets if p.path not in variants or p.for_test == p.path]
        return tuple(sorted(chosen, key=lambda package: package.identity))

    @cached_property
    def reported(self) -> tuple[GoPackage, ...]:
        """The packages that rules run on."""
        return tuple(p for p in self.packages if self.own is None or p.path in self.own)

    @cached_property
    def beside(self) -> tuple[GoPackage, ...]:
        """The packages that other runs report."""
        return tuple(p for p in self.packages if self.own is not None and p.path not in self.own)

    @cached_property
    def by_path(self) -> Mapping[str, GoPackage]:
        return {package.path: package for package in self.packages}

    @cached_property
    def _reach(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """A bit for each path of the listing, and for each identity the bits of all it imports.

        `go list -deps` names a package after all that it imports (cmd/go/internal/list).
        """
        bits: dict[str, int] = {}
        reached: dict[str, int] = {}
        for package in self.listing.packages:
            bit = bits.setdefault(package.path, 1 << len(bits))
            reached[package.identity] = bit
            for imported in package.imports:
                reached[package.identity] |= reached.get(imported, 0)
        return bits, reached

    def importers(self, path: str) -> tuple[str, ...]:
        """Return the packages to analyse that import a package, directly or not, and itself."""
        bits, reached = self._reach
        bit = bits[path]
        return tuple(p.path for p in self.packages if reached[p.identity] & bit)

    def concerns(self, path: str) -> bool:
        """Tell whether what is wrong with a package concerns this run or those beside it alone.

        It concerns the run of the package and those whose packages import it. What is about no
        package to analyse concerns all of them.
        """
        if self.own is None or path in self.own or path not in self.by_path:
            return True
        return not self.own.isdisjoint(self.importers(path))

    @cached_property
    def listed(self) -> frozenset[str]:
        """The import paths of all packages of the listing, dependencies included."""
        return frozenset(package.path for package in self.listing.packages)

    @cached_property
    def tool(self) -> tuple[int, int]:
        return self.listing.go.release if self.listing.go else (1, 0)

    @cached_property
    def main(self) -> tuple[int, int]:
        modules = (package.module for package in self.listing.packages)
        lines = [release(module.go_version) for module in modules if module and module.main]
        return min(filter(None, lines), default=self.tool)

    def versions(self, package: GoPackage) -> Versions:
        """Return the Go versions that hold in a package."""
        line = release(package.module.go_version) if package.module else None
        return Versions(line or self.tool, self.main, self.tool, self.keeps_timers)

    @cached_property
    def keeps_timers(self) -> bool:
        """Whether a timer that nobody refers to stays until it fires (release notes of Go 1.23).

        A `godebug` line or `//go:debug` comment of the main module decides before its version.
        """
        if not (1, 23) <= self.tool < (1, 27):
            return self.tool < (1, 23)
        asked = [found for file in self._debug_settings() if (found := OLD_TIMERS.search(file))]
        return b"1" in [found[1] for found in asked] if asked else self.main < (1, 23)

    def _debug_settings(self) -> Iterator[bytes]:
        """Yield the texts that may hold settings of GODEBUG for the main programs."""
        main = [p for p in self.listing.targets if p.name == "main" or (p.module and p.module.main)]
        folders = {p.module.directory for p in main if p.module and p.module.main}
        programs = (file for p in main if p.name == "main" for file in p.source_files)
        for path in (*(f"{folder}/go.mod" for folder in sorted(folders)), *programs):
            with suppress(OSError):
                yield Path(path).read_bytes()

    def relative(self, absolute: str) -> str:
        """Spell a path for a report: relative to the base if it lies there."""
        prefix = self.base.rstrip("/") + "/"
        return absolute.removeprefix(prefix)

    @cached_property
    def files(self) -> frozenset[str]:
        """All Go files of the listing, dependencies included."""
        return frozenset(file for p in self.listing.packages for file in p.source_files)

    @cached_property
    def blocks(self) -> Mapping[str, tuple[Block, ...]]:
        """The blocks of the compiler's text by import path, test variants beside the package."""
        path = self.listing.diagnostics
        if path is None:
            return {}
        names = frozenset(package.identity for package in self.listing.packages)
        found: dict[str, list[Block]] = {}
        for block in split_blocks(path.read_bytes(), names):
            if not block.is_test_main:
                found.setdefault(block.import_path, []).append(block)
        return {path: tuple(blocks) for path, blocks in found.items()}

    def prepare(self) -> None:
        """Compute once what every worker needs, before they part."""
        _ = self.packages, self.by_path, self.files, self.blocks, self.main, self.keeps_timers
        _ = self._reach, self.listed

    def said_about(self, package: GoPackage) -> Sequence[BlockFacts]:
        """Read what the compiler said in the blocks of a package."""
        paths = PackagePaths(
            root=str(self.listing.root),
            directory=package.directory,
            own=frozenset(package.source_files),
            is_known=self.files.__contains__,
        )
        text = self.listing.diagnostics
        if text is None:
            return ()
        blocks = self.blocks.get(package.path, ())
        return [parse_block(read_block(text, block), paths) for block in blocks]


def release(text: str) -> tuple[int, int] | None:
    """Return major and minor of a `go` line such as `1.22`, `1.27.3` or `1.28rc1`."""
    found = GO_LINE.match(text)
    return (int(found[1]), int(found[2])) if found else None


def base_of(listings: Sequence[Listing]) -> str:
    """Return the folder that holds all roots."""
    roots = [listing.root for listing in listings]
    common = roots[0]
    for root in roots[1:]:
        while not root.is_relative_to(common):
            common = common.parent
    return str(Path(common))
