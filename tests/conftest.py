"""What holds in all tests."""

from __future__ import annotations

import os

import pytest

from gomemlint.engine.cache.records import VARIABLE


@pytest.fixture(autouse=True, scope="session")
def _records_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the records of tests away from those of the user."""
    os.environ[VARIABLE] = str(tmp_path_factory.mktemp("records"))
