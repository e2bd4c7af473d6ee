"""The oracle is built once, also when two runs need it at the same time."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gomemlint.errors import ToolchainError
from gomemlint.toolchain.environment import Go
from gomemlint.toolchain.gotypes.program import built, oracle
from gomemlint.toolchain.loading import load
from gomemlint.toolchain.requests import Compiler

if TYPE_CHECKING:
    from tests.toolchain.conftest import Ask, Write


@pytest.fixture
def go(write: Write, ask: Ask) -> Go:
    """The toolchain that is installed."""
    root = write({"go.mod": "module example.org/m\n", "a.go": "package m\n"})
    (listing,) = load(ask(root, compiler=Compiler.OFF))
    assert listing.go is not None
    return listing.go


def test_the_program_is_built_once(go: Go, tmp_path: Path) -> None:
    program = oracle(go, tmp_path, tmp_path / "cache")
    built_at = program.stat().st_mtime_ns
    assert oracle(go, tmp_path, tmp_path / "cache") == program
    assert program.stat().st_mtime_ns == built_at
    assert program.is_relative_to(tmp_path / "cache")


def test_two_runs_may_build_at_the_same_time(go: Go, tmp_path: Path) -> None:
    program = tmp_path / "oracle"
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: built(go, program), range(2)))
    assert both == [program, program]
    assert os.access(program, os.X_OK)
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".build-")] == []


def test_the_target_of_the_run_does_not_change_the_program(go: Go, tmp_path: Path) -> None:
    variables = {**go.variables, "GOOS": "plan9", "GOARCH": "386", "GOFLAGS": "-tags=x -race"}
    program = built(replace(go, variables=variables), tmp_path / "oracle")
    with program.open("rb") as file:
        foreign = file.read(4)
    with built(go, tmp_path / "own").open("rb") as file:
        assert foreign == file.read(4)


def test_without_a_cache_the_program_goes_to_the_scratch_folder(go: Go, tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("not a folder")
    scratch = tmp_path / "scratch-of-run"
    scratch.mkdir()
    assert oracle(go, scratch, occupied).parent == scratch


def test_a_toolchain_that_cannot_build_says_so(go: Go, tmp_path: Path) -> None:
    broken = replace(go, variables={**go.variables, "GOROOT": str(tmp_path)})
    missing = replace(broken, settings={**go.settings, "GOEXPERIMENT": "nosuchexperiment"})
    with pytest.raises(ToolchainError, match="cannot build the program that reads types"):
        built(missing, tmp_path / "oracle")
