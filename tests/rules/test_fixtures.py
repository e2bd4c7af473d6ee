"""Every fixture module: what must be found is found, and nothing else."""

from __future__ import annotations

import pytest

from gomemlint.authoring.wants import differences, wants
from tests.rules.lint import lint, release_of
from tests.rules.modules import FIXTURES, MODULES, needed, options_for


@pytest.mark.parametrize("name", MODULES)
def test_a_fixture_is_reported_as_its_comments_say(name: str) -> None:
    major, minor = needed(name)
    if release_of() < (major, minor):
        pytest.skip(f"its go.mod needs Go {major}.{minor}")
    linted = lint(FIXTURES / name, *options_for(name))
    assert linted.gaps == ()
    assert differences(wants(FIXTURES / name, linted.tool), linted.findings) == []
