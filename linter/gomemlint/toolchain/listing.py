"""What one run of Go says about the packages to analyse."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gomemlint.model.packages import GoPackage
from gomemlint.model.report import Notice
from gomemlint.toolchain.canary import Canary
from gomemlint.toolchain.environment import Go
from gomemlint.toolchain.process import Completed


@dataclass(frozen=True, slots=True)
class Listing:
    """The packages of one root, and the compiler's text about them.

    Go ran in `root`: paths in the compiler's text are relative to it. `packages` are the targets
    and all that they import. `diagnostics` is the file with the compiler's text, None where the
    compiler was not asked. `files` are the files that the user named: where there are any,
    findings elsewhere are not wanted. `go` is None where there is no Go at all.
    """

    root: Path
    go: Go | None
    packages: tuple[GoPackage, ...]
    files: frozenset[str] = frozenset()
    diagnostics: Path | None = None
    canary: Canary = Canary.ABSENT
    notices: tuple[Notice, ...] = ()
    runs: tuple[Completed, ...] = ()

    @property
    def targets(self) -> tuple[GoPackage, ...]:
        """The packages to analyse."""
        return tuple(package for package in self.packages if package.is_target)
