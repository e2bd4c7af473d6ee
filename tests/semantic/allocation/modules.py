"""Modules with facts and types, and the sentences about their sites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.compat_verdicts import code_of

from gomemlint.engine.loaded import LoadedCode
from gomemlint.model.allocations import Escape
from gomemlint.semantic.allocation import Allocation, escape_of, line_of
from gomemlint.semantic.module import Module

HEADER = "module example.com/m\n\ngo 1.24\n"


@dataclass(frozen=True, slots=True)
class Analysed:
    """The sites of a module, by file and line."""

    code: LoadedCode
    module: Module

    def sites(self, place: str) -> list[Allocation]:
        """Return the sites at `file.go:line`."""
        return [
            site
            for path in self.code.units()
            if (unit := self.code.unit(path)) is not None
            for file in unit.files
            for site in self.module.allocations.of(unit, file)
            if place == f"{file.path}:{line_of(site)}"
        ]

    def verdict(self, place: str) -> str:
        """Return the verdict on the only site of a line."""
        [site] = self.sites(place)
        return str(site.verdict)

    def escape(self, place: str) -> Escape:
        """Explain the only site of a line that escapes."""
        unit = self.code.unit(self.code.units()[0])
        assert unit is not None
        found = [
            escape_of(self.module.index, site, unit.versions)
            for site in self.sites(place)
            if site.escapes
        ]
        [escape] = found
        assert escape is not None
        return escape


def analysed(folder: Path, files: Mapping[str, str]) -> Analysed:
    """Write a module, load it and judge its sites."""
    root, scratch = folder / "module", folder / "scratch"
    for name, source in {"go.mod": HEADER, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    scratch.mkdir()
    code = code_of(root.resolve(), scratch)
    return Analysed(code, Module(code))
