"""The code that proofs stand on: packages with contracts, and all that they import."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gomemlint.engine.loaded import Linked, LoadedCode
from gomemlint.engine.reading import Reading
from gomemlint.engine.world import World
from gomemlint.model.packages import GoPackage
from gomemlint.toolchain.dependencies import load_dependencies
from gomemlint.toolchain.gotypes.checking import check
from gomemlint.toolchain.requests import Compiler, LoadRequest

CONTRACT = re.compile(
    rb"gomemlint:(?:noescape|noalloc|allocs|exempt)|\+checkescape|gcassert:[\w,]*noescape"
)


@dataclass(frozen=True, slots=True)
class Ground:
    """A listing in which every package is a target, and the oracle's file of each."""

    world: World
    types: Mapping[str, Path]

    def code(self) -> LoadedCode:
        """Read what the compiler said about all packages; their files are read on demand."""
        reading = Reading()
        foreign = reading.read(self.world)
        return LoadedCode(self.world, Linked(self.types, foreign), reading)


def ground_of(world: World, request: LoadRequest) -> Ground | None:
    """Compile what contracts stand on; None where there are none, or no compiler is wanted."""
    go = world.listing.go
    if go is None or request.compiler is Compiler.OFF:
        return None
    if not any(map(has_contracts, world.reported)):
        return None
    paths = sorted(package.path for package in world.packages if has_contracts(package))
    if not paths:
        return None
    below = World(load_dependencies(request, world.listing, go, paths), world.base)
    below.prepare()
    folder = Path(tempfile.mkdtemp(prefix="dependencies-", dir=request.scratch))
    files = check(go, below.listing.packages, folder).files
    types = {p.path: files[p.identity] for p in below.packages if p.identity in files}
    return Ground(below, types)


def has_contracts(package: GoPackage) -> bool:
    """Tell whether a file of a package may hold a contract; one that cannot be read does not."""
    return any(_mentions_contract(path) for path in package.source_files)


def _mentions_contract(path: str) -> bool:
    try:
        return CONTRACT.search(Path(path).read_bytes()) is not None
    except OSError:
        return False
