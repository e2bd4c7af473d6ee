"""The Go toolchain that the tests run."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class GoCommand:
    """A go command and its release, such as (1, 27)."""

    path: str
    release: tuple[int, int]
    goroot: Path


def _command() -> str | None:
    package = importlib.util.find_spec("go")
    if package is not None and package.submodule_search_locations:
        return str(Path(package.submodule_search_locations[0]) / "bin" / "go")
    return shutil.which("go")


@pytest.fixture(scope="session")
def go() -> GoCommand:
    command = _command()
    if command is None:
        pytest.skip("there is no Go toolchain")
    asked = [command, "env", "GOVERSION", "GOROOT"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split("\n")
    major, minor = answer[0].removeprefix("go").split(".")[:2]
    return GoCommand(command, (int(major), int(minor)), Path(answer[1]))
