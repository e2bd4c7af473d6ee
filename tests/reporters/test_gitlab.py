"""GitLab Code Quality: the fields that GitLab reads."""

from __future__ import annotations

import json

from gomemlint.model.report import Report
from gomemlint.reporters.formats import Format, render
from tests.reporters.reports import BROKEN, UNMAPPED, explained, report


def issues(of: Report) -> list[dict[str, object]]:
    array: list[dict[str, object]] = json.loads("".join(render(of, Format.GITLAB)))
    return array


def test_a_clean_run_is_an_empty_array() -> None:
    assert issues(report()) == []


def test_an_issue_has_the_fields_that_gitlab_reads() -> None:
    (issue,) = issues(report(explained()))
    fingerprint = issue.pop("fingerprint")
    assert isinstance(fingerprint, str)
    assert len(fingerprint) == 32
    assert issue == {
        "description": "GML104: heads keeps all of page alive. "
        "Instead: clone the part that is kept: bytes.Clone(page[:16])",
        "check_name": "GML104",
        "severity": "major",
        "location": {"path": "app/cache/store.go", "lines": {"begin": 9, "end": 9}},
    }


def test_equal_findings_have_different_fingerprints() -> None:
    found = issues(report(*[explained()] * 3, notices=(BROKEN, BROKEN)))
    assert len({issue["fingerprint"] for issue in found}) == 5


def test_a_notice_stands_at_its_file_or_at_the_module() -> None:
    broken, unmapped = issues(report(notices=(BROKEN, UNMAPPED)))
    assert broken["location"] == {"path": "app/broken/broken.go", "lines": {"begin": 4, "end": 4}}
    assert broken["severity"] == "critical"
    assert unmapped["location"] == {"path": "app/go.mod", "lines": {"begin": 1, "end": 1}}
    assert unmapped["severity"] == "info"
