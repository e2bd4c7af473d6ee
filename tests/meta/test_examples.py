"""The examples of every page: the first is flagged by its rule, the second by none."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomemlint.authoring.goexamples import go_file
from tests.e2e.running import Report, run
from tests.meta.ours import FACTS, Ours, by_code, own, shipped

OPTIONS = ("check", "--min-confidence", "possible", "--output-format", "json")


def linted(folder: Path, snippet: str, *options: str) -> Report:
    """Lint a snippet as a package of its own, which must compile."""
    (folder / "go.mod").write_text("module example.com/example\n\ngo 1.21\n")
    (folder / "example.go").write_text(go_file(snippet), encoding="utf-8")
    report = run(folder, *OPTIONS, *options).report
    assert report.summary.complete, report.notices
    return report


@pytest.mark.parametrize("ours", [*own(), *shipped()], ids=by_code)
def test_the_example_is_flagged_by_its_rule(ours: Ours, tmp_path: Path) -> None:
    report = linted(tmp_path, ours.page.example("Example"), "--select", "ALL")
    assert ours.code in {finding.code for finding in report.findings}


@pytest.mark.parametrize("ours", [*own(), *shipped()], ids=by_code)
def test_what_to_use_instead_is_flagged_by_no_rule(ours: Ours, tmp_path: Path) -> None:
    report = linted(tmp_path, ours.page.example("Use instead"), "--select", "ALL")
    # GML401 to 408 state facts about sound code too.
    flagged = [found for found in report.findings if found.code not in FACTS - {ours.code}]
    assert [f"{found.code} {found.place} {found.message}" for found in flagged] == []
