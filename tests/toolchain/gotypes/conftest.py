"""Go modules on disk, checked by the oracle of the Go that is installed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from gomemlint.model.gotypes import GoObject, GoType, Mode, Unknown, Use
from gomemlint.toolchain.environment import Go
from gomemlint.toolchain.gotypes.checking import Checked, check
from gomemlint.toolchain.gotypes.reader import PackageTypes
from gomemlint.toolchain.listing import Listing
from gomemlint.toolchain.loading import load
from gomemlint.toolchain.requests import Compiler, Tests

if TYPE_CHECKING:
    from tests.toolchain.conftest import Ask, Write

GO_MOD = "module example.org/m\n\ngo 1.21\n"


@dataclass(frozen=True)
class Source:
    """One file of a checked package: places are given by their text."""

    path: str
    text: bytes
    types: PackageTypes

    def offset(self, text: str, within: str = "") -> int:
        """Find the only place of a text; `within` is a longer text that has it once."""
        outer, inner = (within or text).encode(), text.encode()
        assert self.text.count(outer) == 1, f"{outer!r} stands {self.text.count(outer)} times"
        return self.text.index(outer) + outer.index(inner)

    def span(self, text: str, within: str = "") -> tuple[str, int, int]:
        start = self.offset(text, within)
        return self.path, start, start + len(text.encode())

    def type(self, text: str, within: str = "") -> GoType:
        found = self.types.type_at(*self.span(text, within))
        assert not isinstance(found, Unknown), f"{text!r} has no type"
        return found

    def spelling(self, text: str, within: str = "") -> str:
        return self.type(text, within).spelling

    def constant(self, text: str, within: str = "") -> str | Unknown:
        return self.types.constant_at(*self.span(text, within))

    def mode(self, text: str, within: str = "") -> Mode | Unknown:
        return self.types.mode_at(*self.span(text, within))

    def object(self, text: str, within: str = "") -> GoObject:
        found = self.types.object_at(self.path, self.offset(text, within))
        assert not isinstance(found, Unknown), f"{text!r} means nothing"
        return found

    def embedded(self, text: str, within: str = "") -> tuple[str, ...]:
        return self.types.embedded_at(self.path, self.offset(text, within))

    def instance(self, text: str, within: str = "") -> tuple[str, ...]:
        found = self.types.instance_at(self.path, self.offset(text, within))
        return tuple(each.spelling for each in found)

    def use(self, text: str, within: str = "") -> Use:
        return Use(self.path, self.offset(text, within))


@dataclass(frozen=True)
class Inspected:
    """A module, its listing and what the oracle says of it."""

    root: Path
    listing: Listing
    checked: Checked

    def types(self, identity: str) -> PackageTypes:
        return PackageTypes.open(self.checked.files[identity])

    def source(self, name: str, identity: str = "example.org/m") -> Source:
        path = self.root / name
        return Source(str(path), path.read_bytes(), self.types(identity))


class Inspect(Protocol):
    """Check a module: `inspect({"a.go": ...}, tests=Tests.INCLUDED)`."""

    def __call__(self, files: Mapping[str, str], tests: Tests = Tests.EXCLUDED) -> Inspected: ...


def go_of(listing: Listing) -> Go:
    """Return the toolchain of a listing, which every listing here has."""
    assert listing.go is not None
    return listing.go


@pytest.fixture
def inspect(
    write: Write, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program_cache: Path
) -> Inspect:
    """Check modules with programs from a cache of the tests' own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(program_cache))
    folder = tmp_path / "types"
    folder.mkdir()

    def run(files: Mapping[str, str], tests: Tests = Tests.EXCLUDED) -> Inspected:
        root = write({"go.mod": GO_MOD, **files})
        (listing,) = load(ask(root, "./...", tests=tests, compiler=Compiler.OFF))
        return Inspected(root, listing, check(go_of(listing), listing.packages, folder))

    return run


@pytest.fixture(scope="session")
def program_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache of built programs for all tests of a run."""
    return tmp_path_factory.mktemp("programs")
