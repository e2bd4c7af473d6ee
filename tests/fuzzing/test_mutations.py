"""Damaged input: each case is a seed, which `python -m scripts.fuzz --seed N` runs again."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzzing.mutating import configuration, directives, mutated, sources
from tests.fuzzing.surviving import survived, without_go

SOURCES = sources()
SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(max_examples=25, deadline=None, derandomize=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzzing")


@FEW
@given(SEEDS)
def test_damaged_go_files_are_survived(folder: Path, seed: int) -> None:
    random = Random(seed)
    _, source = random.choice(SOURCES)
    ran = survived(folder, {"a.go": mutated(source, random)}, *without_go(folder))
    assert ran.code == 3


@FEW
@given(SEEDS)
def test_any_directives_are_survived(folder: Path, seed: int) -> None:
    survived(folder, {"a.go": directives(Random(seed))}, *without_go(folder))


@FEW
@given(SEEDS)
def test_any_configuration_is_survived(folder: Path, seed: int) -> None:
    own = folder / "configured"
    own.mkdir(exist_ok=True)
    files = {"a.go": b"package m\n", "gomemlint.toml": configuration(Random(seed))}
    survived(own, files, *without_go(folder))


@settings(max_examples=3, deadline=None, derandomize=True)
@given(SEEDS)
def test_damaged_packages_are_survived_with_go(folder: Path, seed: int) -> None:
    own = folder / "with-go"
    own.mkdir(exist_ok=True)
    random = Random(seed)
    _, source = random.choice(SOURCES)
    survived(own, {"a.go": mutated(source, random)}, "--timeout", "60")
