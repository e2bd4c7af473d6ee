"""Every fixture module: what must be found is found, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomemlint.authoring.wants import differences, wants
from tests.rules.lint import lint

FIXTURES = Path(__file__).parents[2] / "fixtures"
FACTS = frozenset(f"GML40{n}" for n in range(1, 9))
EVERYTHING = (
    "--select",
    "ALL",
    "--ignore",
    ",".join(sorted(FACTS)),
    "--min-confidence",
    "possible",
)
MODULES = sorted(path.name for path in FIXTURES.glob("gml*") if (path / "go.mod").exists())


@pytest.mark.parametrize("name", MODULES)
def test_a_fixture_is_reported_as_its_comments_say(name: str) -> None:
    module = FIXTURES / name
    code = name.split("_")[0].upper()
    options = ("--select", code) if code in FACTS else EVERYTHING
    linted = lint(module, *options)
    assert differences(wants(module, linted.tool), linted.findings) == []
