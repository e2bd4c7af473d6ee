"""Broken packages beside sound ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomemlint.authoring.wants import Got, differences, wants
from gomemlint.engine.catalogue import installed_rules
from tests.e2e.running import FIXTURES, Ran, run

# They state facts about sound code too, and have fixtures of their own.
FACTS = frozenset(f"GML40{n}" for n in range(1, 9))
BROKEN = FIXTURES / "broken"
OPTIONS = ("check", "--select", "ALL", "--min-confidence", "possible", "--output-format", "json")


@pytest.fixture(scope="module")
def ran() -> Ran:
    return run(BROKEN, *OPTIONS)


def test_a_broken_package_makes_the_run_incomplete(ran: Ran) -> None:
    assert ran.code == 3
    assert not ran.report.summary.complete


def test_the_exit_code_can_be_allowed_the_notices_stay(ran: Ran) -> None:
    allowed = run(BROKEN, *OPTIONS, "--allow-incomplete")
    assert allowed.code == 1
    assert allowed.report.notices == ran.report.notices


def test_each_root_cause_is_one_notice_with_what_it_blocks(ran: Ran) -> None:
    broken = [notice for notice in ran.report.notices if notice.code == "package-broken"]
    assert len({notice.package for notice in broken}) == len(broken)
    by_name = {Path(notice.package).name: notice for notice in broken}
    assert by_name["typeerror"].blocks == 2  # it, and `blocked`, which imports it
    assert "blocked" not in by_name
    assert all(notice.incomplete and notice.message for notice in broken)


def test_sound_packages_are_analysed_all_the_same(ran: Ran) -> None:
    major, minor = ran.report.go.version.removeprefix("go").split(".")[:2]
    installed = {rule.metadata.code for rule in installed_rules()}
    wanted = [want for want in wants(BROKEN, (int(major), int(minor))) if want.code in installed]
    found = [
        Got(f.path, f.span.start.line, f.code, f.message)
        for f in ran.report.findings
        if f.code not in FACTS
    ]
    assert wanted
    assert differences(wanted, found) == []
