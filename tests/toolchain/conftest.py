"""Modules on disk and requests to load them, with the Go that is installed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest

from gomemlint.toolchain.requests import LoadRequest

Write = Callable[[Mapping[str, str]], Path]


class Ask(Protocol):
    """Make a request of a folder, arguments, and any other fields by name."""

    def __call__(self, directory: Path, *arguments: str, **fields: object) -> LoadRequest: ...


BUILD_SETTINGS = ("GOFLAGS", "GOWORK", "GOOS", "GOARCH", "GO111MODULE", "GOMEMLINT_GO")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files, named relative to a folder that is returned."""
    root = tmp_path.resolve() / "work"

    def write_files(files: Mapping[str, str]) -> Path:
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return root

    return write_files


@pytest.fixture
def variables() -> dict[str, str]:
    """The environment without the settings that change what is built."""
    kept = {name: value for name, value in os.environ.items() if name not in BUILD_SETTINGS}
    return {**kept, "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOENV": "off"}


@pytest.fixture
def ask(tmp_path: Path, variables: dict[str, str]) -> Ask:
    """Make requests; their `variables` are added to the usual ones."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def make(directory: Path, *arguments: str, **fields: object) -> LoadRequest:
        extra = fields.pop("variables", {})
        assert isinstance(extra, dict)
        request = LoadRequest(
            directory, scratch, arguments or ("./...",), variables={**variables, **extra}
        )
        return replace(request, **fields)  # type: ignore[arg-type]  # any field, by name

    return make
