"""The committed pages of the rules are those that the rules generate."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomemlint.cli.rules.docs import check

PAGES = Path(__file__).parents[2] / "docs" / "rules"


def test_the_committed_pages_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    code = check(PAGES)
    assert (code, capsys.readouterr().out) == (0, "")
