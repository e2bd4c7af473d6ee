"""What a process reads for itself: trees, and the compiler's words about all packages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gomemlint.engine.sources import Trees
from gomemlint.engine.world import World
from gomemlint.syntax.queries import Catalogue
from gomemlint.toolchain.diagnostics import BlockFacts, FileFacts


@dataclass(slots=True)
class Reading:
    """Trees and facts of this process."""

    catalogue: Catalogue = field(default_factory=lambda: Catalogue(()))
    trees: Trees = field(default_factory=Trees)
    said: dict[str, tuple[BlockFacts, ...]] = field(default_factory=dict)

    def read(self, world: World) -> Mapping[str, tuple[FileFacts, ...]]:
        """Read all blocks; return what they say about the files of other packages."""
        foreign: dict[str, list[FileFacts]] = {}
        for package in world.packages:
            self.said[package.path] = tuple(world.said_about(package))
            for block in self.said[package.path]:
                for path, facts in block.foreign.items():
                    foreign.setdefault(path, []).append(facts)
        return {path: tuple(facts) for path, facts in foreign.items()}
