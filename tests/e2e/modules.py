"""Go modules that are written for one test, and an environment that changes no build."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.running import Files, Write

BUILD_SETTINGS = ("GOFLAGS", "GOWORK", "GOOS", "GOARCH", "GO111MODULE", "GOMEMLINT_GO", "CI")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take out what changes a build, and the network."""
    for name in BUILD_SETTINGS:
        monkeypatch.delenv(name, raising=False)
    for name, value in {"GOPROXY": "off", "GOTOOLCHAIN": "local", "GOENV": "off"}.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files, named relative to a folder that is returned; text or bytes."""
    root = Path(os.path.realpath(tmp_path)) / "work"

    def write_files(files: Files) -> Path:
        root.mkdir(exist_ok=True)
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return write_files
