"""Each Go release in turn, and its recorded run over the probe module."""

from __future__ import annotations

import pytest

from tests.toolchain.diagnostics.recordings import RELEASES, Recording, read_recording


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    """Each Go release."""
    return str(request.param)


@pytest.fixture
def probe(release: str) -> Recording:
    """The plain run over the probe module."""
    return read_recording(release, "probe")
