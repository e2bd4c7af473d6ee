"""Loaded modules for the tests of the analyses."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.semantic.gomodule import GoModule, Load, loaded


@pytest.fixture(scope="module")
def load_module(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Write and load a module: `load_module({"a.go": source})`."""

    def load(files: Mapping[str, str]) -> GoModule:
        return loaded(tmp_path_factory.mktemp("go"), files)

    return load
