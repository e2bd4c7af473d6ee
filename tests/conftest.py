"""What holds in all tests."""

from __future__ import annotations

import os
import signal

import pytest

from gomemlint.engine.cache.records import VARIABLE


@pytest.fixture(autouse=True, scope="session")
def _records_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the records of tests away from those of the user."""
    os.environ[VARIABLE] = str(tmp_path_factory.mktemp("records"))


@pytest.fixture(autouse=True, scope="session")
def _interruptions_arrive() -> None:
    """Take SIGINT back: a shell that starts the tests in the background hides it from children."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
