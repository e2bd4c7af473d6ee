"""What is written down of real fixes is of rules that exist, and the page shows it."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from scripts import fixes
from scripts.fixes import RealFix
from scripts.precision import PAGE

from gomemlint.engine.catalogue import installed_rules

FIXES = fixes.read()


def test_no_change_is_counted_twice() -> None:
    counted = Counter((fix.project, fix.after, fix.code) for fix in FIXES)
    assert [each for each, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("fix", FIXES, ids=lambda fix: f"{fix.code}-{fix.project}-{fix.after[:7]}")
def test_a_fix_names_a_rule_of_ours_and_two_whole_revisions(fix: RealFix) -> None:
    assert fix.code in {rule.metadata.code for rule in installed_rules()}
    assert all(re.fullmatch(r"[0-9a-f]{40}", each) for each in (fix.before, fix.after))
    assert fix.before != fix.after


def test_only_what_was_found_can_be_left() -> None:
    assert [fix for fix in FIXES if fix.left and not fix.found.is_found] == []


def test_the_page_shows_the_real_fixes_as_they_were_judged() -> None:
    assert "\n".join(fixes.section(FIXES)) in PAGE.read_text(encoding="utf-8")
