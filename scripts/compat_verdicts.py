"""Compare our verdicts with those that `fixtures/verdicts` demands, on one toolchain or several.

The markers of that module were measured: `go test -v` there prints what each site allocates.

    python -m scripts.compat_verdicts FOLDER...

A folder holds Go toolchains, at most three levels deep; without one, the Go of the path is used.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gomemlint.engine.loaded import Linked, LoadedCode
from gomemlint.engine.sources import Trees
from gomemlint.engine.world import World
from gomemlint.model.allocations import Kind
from gomemlint.semantic.allocation import Allocations, line_of
from gomemlint.semantic.program.code import Unit
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.queries import Catalogue
from gomemlint.toolchain.diagnostics import BlockFacts
from gomemlint.toolchain.gotypes.checking import check
from gomemlint.toolchain.loading import load
from gomemlint.toolchain.requests import LoadRequest

SITES = Path(__file__).parents[1] / "fixtures" / "verdicts"
MARKER = re.compile(r"// site (\S+) ([^;\s]+)(.*)$")
LATER = re.compile(r"; go1\.(\d+): ([^;\s]+)")
# What the name of a site begins with says which of the sites of its line is meant.
KINDS: Mapping[str, frozenset[Kind]] = {
    "append": frozenset({Kind.APPEND}),
    "box": frozenset({Kind.BOXING}),
    "string": frozenset({Kind.CONVERSION, Kind.CONCATENATION}),
    "bytes": frozenset({Kind.CONVERSION}),
    "runes": frozenset({Kind.CONVERSION}),
    "map": frozenset({Kind.MAKE_MAP, Kind.MAP_ENTRY, Kind.LITERAL}),
}


@dataclass(frozen=True, slots=True)
class Marker:
    """A site by its name, and the verdict that it deserves with one release."""

    name: str
    path: str
    line: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Nothing is read before it is asked for."""

    catalogue: Catalogue = field(default_factory=lambda: Catalogue(()))
    trees: Trees = field(default_factory=Trees)
    said: Mapping[str, tuple[BlockFacts, ...]] = field(default_factory=dict)


def code_of(module: Path, scratch: Path, go: str = "") -> LoadedCode:
    """Load a module with facts and types."""
    listing, *_ = load(LoadRequest(module, scratch, go=go))
    assert listing.go is not None
    world = World(listing, str(listing.root))
    checked = check(listing.go, listing.packages, scratch)
    types = {package.path: checked.files[package.identity] for package in world.packages}
    return LoadedCode(world, Linked(types), Reading())


def markers(module: Path, minor: int) -> Iterator[Marker]:
    """Yield the markers of all files, as they hold with Go 1.minor."""
    for path in sorted(module.glob("*.go")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = MARKER.search(line)
            if found and path.name not in {"sites.go", "sites_test.go"}:
                verdict = found[2]
                for since, later in LATER.findall(found[3]):
                    verdict = later if minor >= int(since) else verdict
                yield Marker(found[1], str(path), number, verdict)


def differences(module: Path, scratch: Path, go: str = "") -> tuple[str, int, list[str]]:
    """Return the release, the number of sites, and a line for each that is judged otherwise."""
    code = code_of(module, scratch, go)
    unit = code.unit(code.units()[0])
    assert unit is not None
    allocations = Allocations(Index(code))
    major, minor = unit.versions.tool
    wanted = list(markers(module, minor))
    problems = [
        f"{Path(each.path).name}:{each.line}: {each.name} is {each.verdict}, we say {said}"
        for each in wanted
        if (said := judged(allocations, unit, each)) != each.verdict
    ]
    return f"{major}.{minor}", len(wanted), problems


def judged(allocations: Allocations, unit: Unit, marker: Marker) -> str:
    """Return our verdict on the site that a marker means; a line without sites is static."""
    file = unit.by_path[marker.path]
    prefix = next((name for name in KINDS if marker.name.startswith(name)), "")
    sites = [
        site
        for site in allocations.of(unit, file)
        if line_of(site) == marker.line and (not prefix or site.kind in KINDS[prefix])
    ]
    ranked = sorted(sites, key=lambda site: -site.verdict.storage.rank)
    return str(ranked[0].verdict) if ranked else "static"


def toolchains(folders: Iterable[str]) -> Iterator[str]:
    """Yield the go commands below folders, an empty name for the one of the path.

    Raises FileNotFoundError where a folder holds none.
    """
    commands: list[Path] = []
    for folder in folders:
        found = [
            command
            for depth in ("", "*/", "*/*/")
            for command in Path(folder).resolve().glob(f"{depth}bin/go")
            # A wrapper of a package manager lies in no GOROOT.
            if (command.parents[1] / "src").is_dir()
        ]
        if not found:
            raise FileNotFoundError(f"no Go toolchain in {folder}; name a folder that holds one")
        commands += found
    yield from map(str, sorted(commands)) if commands else ("",)


def main(arguments: list[str]) -> int:
    """Print a line per toolchain, then what differs; fail if anything does."""
    failed = False
    for go in toolchains(arguments):
        with tempfile.TemporaryDirectory() as scratch:
            release, count, problems = differences(SITES, Path(scratch), go)
        print(f"go{release}: {count - len(problems)} of {count} verdicts hold")  # noqa: T201
        print("".join(f"  {problem}\n" for problem in problems), end="")  # noqa: T201
        failed = failed or bool(problems)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
