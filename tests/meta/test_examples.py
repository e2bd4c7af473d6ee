"""The examples of every page: the first is flagged by its rule, the second by none."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomemlint.authoring.goexamples import go_file
from gomemlint.authoring.wants import wants
from tests.e2e.running import Report, run
from tests.meta.ours import FACTS, Ours, by_code, own, shipped

OPTIONS = (
    *("check", "--select", "ALL", "--min-confidence", "possible"),
    *("--output-format", "json"),
)


# Some faults came with a version of the language, others went: an example shows one of them.
OLD, NEW = "1.21", "1.24"


def linted(folder: Path, snippet: str, language: str = NEW) -> Report:
    """Lint a snippet with all rules as a package of its own, which must compile."""
    (folder / "go.mod").write_text(f"module example.com/example\n\ngo {language}\n")
    (folder / "example.go").write_text(go_file(snippet), encoding="utf-8")
    report = run(folder, *OPTIONS).report
    assert report.summary.complete, report.notices
    return report


def is_expected(ours: Ours, version: str) -> bool:
    """Tell whether the rule's fixture wants any finding with this toolchain."""
    major, minor = version.removeprefix("go").split(".")[:2]
    return any(want.code == ours.code for want in wants(ours.fixture, (int(major), int(minor))))


@pytest.mark.parametrize("ours", [*own(), *shipped()], ids=by_code)
def test_the_example_is_flagged_by_its_rule(ours: Ours, tmp_path: Path) -> None:
    snippet = ours.page.example("Example")
    found = linted(tmp_path, snippet).findings
    if ours.code not in {finding.code for finding in found}:
        report = linted(tmp_path, snippet, OLD)
        found = report.findings
        if ours.rule is not None and not is_expected(ours, report.go.version):
            pytest.skip(f"{report.go.version} does away with it")
    assert ours.code in {finding.code for finding in found}


@pytest.mark.parametrize("ours", [*own(), *shipped()], ids=by_code)
def test_what_to_use_instead_is_flagged_by_no_rule(ours: Ours, tmp_path: Path) -> None:
    report = linted(tmp_path, ours.page.example("Use instead"))
    # GML401 to 408 state facts about sound code too.
    flagged = [found for found in report.findings if found.code not in FACTS - {ours.code}]
    assert [f"{found.code} {found.place} {found.message}" for found in flagged] == []
