"""Other linters, installed through the module proxy as their users install them."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

LIMIT_S = 1800


@dataclass(frozen=True, slots=True)
class Linter:
    """A linter at a version; `cache` is the variable that names the folder of its records."""

    name: str
    package: str
    version: str
    arguments: tuple[str, ...]
    cache: str = ""

    @property
    def title(self) -> str:
        """Name the linter with its version."""
        return f"{self.name} {self.version}"

    def warm(self, program: Path) -> tuple[str, ...]:
        """Return the command that may use records of earlier runs."""
        return (str(program), *self.arguments)

    def cold(self, program: Path, scratch: Path) -> tuple[str, ...]:
        """Return the command that keeps its records in a new folder each time."""
        script = f'{self.cache}="$(mktemp -d "$1/XXXXXX")"; export {self.cache}; shift; exec "$@"'
        return ("sh", "-c", script, "sh", str(scratch), *self.warm(program))


LINTERS = (
    Linter(
        "staticcheck",
        "honnef.co/go/tools/cmd/staticcheck",
        "v0.8.2",
        ("./...",),
        "STATICCHECK_CACHE",
    ),
    Linter(
        "golangci-lint",
        "github.com/golangci/golangci-lint/v2/cmd/golangci-lint",
        "v2.15.0",
        ("run", "--no-config", "./..."),
        "GOLANGCI_LINT_CACHE",
    ),
    Linter("heapcheck", "github.com/harshakonda/heapcheck/cmd/heapcheck", "v1.0.3", ("./...",)),
)


def program_of(linter: Linter, folder: Path) -> Path | str:
    """Return the program, built into a folder if it is not there yet; else why it is not."""
    program = folder / linter.name
    if program.exists():
        return program
    if shutil.which("go") is None:
        return "there is no go to build it with"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = f"{linter.package}@{linter.version}"
    environment = {**os.environ, "GOBIN": str(folder.resolve()), "GOFLAGS": "", "GOWORK": "off"}
    try:
        done = subprocess.run(
            ["go", "install", wanted],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"go install {wanted} took longer than {LIMIT_S} s"
    last = (done.stderr.strip().splitlines() or ["nothing was said"])[-1].strip()
    return program if done.returncode == 0 else f"go install {wanted} failed: {last}"
