"""The log of a whole is cut to what an upload holds, whoever puts it together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gomemlint.model.findings import Severity
from gomemlint.model.report import Report, ReportedFinding, Shard, Summary
from gomemlint.reporters.formats import Format, render
from gomemlint.reporters.merging import sarif
from gomemlint.reporters.sarif.document import fitting
from tests.reporters.reports import BROKEN, STORE, UNMAPPED, report, reported, span_of

PATHS = ("cache/store.go", "zoo/store.go", "é/store.go")
LEVELS = (Severity.LOW, Severity.HIGH, Severity.MEDIUM)
# Words that hardly compress.
WORDS = [f"{number * number * 7919:x}{number:b}" for number in range(200)]


def finding(path: str, number: int) -> ReportedFinding:
    found = reported(span_of(STORE, "heads", path), f"{WORDS[number]} is kept")
    return replace(found, severity=LEVELS[number % 3], fingerprint=f"{number:032x}")


def whole() -> Report:
    findings = (finding(path, number) for path in PATHS for number in range(200))
    sources = dict.fromkeys(PATHS, STORE)
    return report(*findings, notices=(UNMAPPED, BROKEN), sources=sources)


def parts() -> list[tuple[str, bytes]]:
    """Render the whole as two shards, the second of which has what is in the middle."""
    every = whole()
    shares = (PATHS[:1] + PATHS[2:], PATHS[1:2])
    logs = []
    for number, paths in enumerate(shares, 1):
        part = replace(
            every,
            findings=tuple(f for f in every.findings if f.finding.span.path in paths),
            shard=Shard(number, len(shares)),
            summary=every.summary if number == 1 else Summary(rules=every.summary.rules),
        )
        logs.append((f"{number}.sarif", "".join(render(part, Format.SARIF)).encode()))
    return logs


@pytest.mark.parametrize("most_bytes", [3_000, 8_000, 12_000, 10_000_000])
def test_a_log_that_is_too_large_is_cut_alike(most_bytes: int) -> None:
    summary = replace(whole().summary, packages_blocked=BROKEN.blocks)
    expected = f"{fitting(replace(whole(), summary=summary), most_bytes)}\n"
    merged = sarif.merged(parts(), most_bytes)
    assert ("findings are shown" in expected) == (most_bytes < 10_000_000)
    assert merged.text == expected
    assert len(merged.findings) == len(whole().findings)


def test_the_log_of_a_shard_is_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gomemlint.reporters.sarif.document.MOST_BYTES", 3_000)
    assert all(b"findings are shown" not in log for _, log in parts())
