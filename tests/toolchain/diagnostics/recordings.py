"""The recorded output of each Go release, and the packages it is about."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gomemlint.model.facts import Fact
from gomemlint.toolchain.diagnostics import (
    BlockFacts,
    PackageFacts,
    PackagePaths,
    parse_block,
    split_blocks,
)

RECORDED = Path(__file__).resolve().parents[2] / "recorded"
RELEASES = ("1.21", "1.22", "1.23", "1.24", "1.25", "1.26", "1.27")
PLACE = "/recorded"
ELSEWHERE = frozenset({f"{PLACE}/probe-lib/lib.go"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A package of a recorded run."""

    identity: str
    directory: str
    files: frozenset[str]


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded run: its text, the folder where go ran, and the packages."""

    text: bytes
    root: str
    packages: tuple[Listed, ...]

    def paths(self, identity: str) -> PackagePaths:
        """The files that a package's block can name."""
        known = ELSEWHERE.union(*(package.files for package in self.packages))
        for package in self.packages:
            if package.identity == identity:
                return PackagePaths(self.root, package.directory, package.files, known.__contains__)
        raise LookupError(identity)

    def blocks(self, identity: str) -> Iterable[bytes]:
        """The text of a package's blocks."""
        for block in split_blocks(self.text, [package.identity for package in self.packages]):
            if block.name == identity:
                yield self.text[block.start : block.start + block.length]

    def parse(self, identity: str) -> BlockFacts:
        """Parse all that the compiler says about a package."""
        return parse_block(b"".join(self.blocks(identity)), self.paths(identity))

    def facts(self, identity: str) -> PackageFacts:
        """Index what a package's own block says about its own files."""
        return PackageFacts.of([self.parse(identity).files])


def found_at(facts: PackageFacts, path: str, line: int, column: int) -> tuple[Fact, ...]:
    """Read the facts at a position, as `where` returns it."""
    return facts.files[path].at(line, column) if path in facts.files else ()


def where(name: str, line: str, part: str) -> tuple[str, int, int]:
    """Find the position of `part` in the first line of a probe that holds `line`."""
    source = (RECORDED / "probes" / "probe" / name).read_text(encoding="utf-8").split("\n")
    number, text = next((n, t) for n, t in enumerate(source, 1) if line in t)
    return f"{PLACE}/probe/{name}", number, len(text[: text.index(part)].encode()) + 1


def read_recording(release: str, run: str, listing: str = "", folder: str = "probe") -> Recording:
    """Read the recording of a run; `listing` names another run with the same packages."""
    place = RECORDED / release
    listed = json.loads((place / f"{listing or run}.json").read_text(encoding="utf-8"))
    packages = tuple(
        Listed(
            package["identity"],
            package["directory"],
            frozenset(f"{package['directory']}/{name}" for name in package["files"]),
        )
        for package in listed
    )
    return Recording((place / f"{run}.txt").read_bytes(), f"{PLACE}/{folder}", packages)
