"""Verdicts on allocation sites, against counts that were measured."""

from __future__ import annotations

from pathlib import Path

from scripts.compat_verdicts import SITES, differences


def test_every_measured_site_has_the_verdict_that_it_deserves(tmp_path: Path) -> None:
    _, count, problems = differences(SITES, tmp_path)
    assert problems == []
    assert count > 150
