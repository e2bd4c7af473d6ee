"""What the user asks to load."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path


class Driver(Enum):
    """Which go command compiles: `go list -export` or the literal `go build`."""

    LIST = "list"
    BUILD = "build"


class Compiler(Enum):
    """Whether the compiler is asked for its diagnostics."""

    ON = "on"
    OFF = "off"


class Tests(Enum):
    """Whether test files are loaded."""

    # pytest would collect a class of this name.
    __test__ = False

    INCLUDED = "included"
    EXCLUDED = "excluded"


class Modules(Enum):
    """Whether patterns mean the module of the folder, or each module below it."""

    NEAREST = "nearest"
    ALL = "all"


# For each go command: twice what the first compilation of a very large module takes.
TIMEOUT_S = 1800.0


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """Patterns or file names, relative to `directory`, and the build to load them for.

    `scratch` is a folder for the compiler's text; the caller keeps it as long as the listings.
    Without `tags`, GOFLAGS decides. `variables` is the environment to run in.
    """

    directory: Path
    scratch: Path
    arguments: tuple[str, ...] = ("./...",)
    tests: Tests = Tests.EXCLUDED
    compiler: Compiler = Compiler.ON
    driver: Driver = Driver.LIST
    modules: Modules = Modules.NEAREST
    go: str = ""
    goos: str = ""
    goarch: str = ""
    tags: tuple[str, ...] = ()
    timeout_s: float | None = TIMEOUT_S
    variables: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
