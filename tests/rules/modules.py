"""The fixture modules of the rules: how to lint one, and which Go it needs."""

from __future__ import annotations

import re
from pathlib import Path

from gomemlint.authoring.wants import Release

FIXTURES = Path(__file__).parents[2] / "fixtures"
MODULES = tuple(sorted(path.parent.name for path in FIXTURES.glob("gml*/go.mod")))
FACTS = frozenset(f"GML40{n}" for n in range(1, 9))
EVERYTHING = (
    *("--select", "ALL", "--ignore", ",".join(sorted(FACTS))),
    *("--min-confidence", "possible"),
)
GO_LINE = re.compile(r"^go (\d+)\.(\d+)", re.MULTILINE)


def options_for(name: str) -> tuple[str, ...]:
    """Return the options for a fixture: all rules; those that state facts are alone in theirs."""
    code = name.split("_")[0].upper()
    return ("--select", code) if code in FACTS else EVERYTHING


def needed(name: str) -> Release:
    """Return the oldest release that takes a fixture, by its go.mod."""
    found = GO_LINE.search((FIXTURES / name / "go.mod").read_text(encoding="utf-8"))
    assert found is not None, f"the go.mod of {name} has no go line"
    return int(found[1]), int(found[2])
