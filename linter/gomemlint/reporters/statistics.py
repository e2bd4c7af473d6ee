"""How often each rule speaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gomemlint.model.report import Report

HEADER = ("findings", "packages", "rule", "name")


def render(report: Report) -> Iterator[str]:
    """Print a table of counts, the most frequent rule first; it accompanies a report."""
    rows = tuple(counts(report))
    widths = [max(map(len, column)) for column in zip(HEADER, *rows, strict=True)]
    yield from (f"{line(row, widths)}\n" for row in (HEADER, *rows))


def counts(report: Report) -> Iterator[tuple[str, str, str, str]]:
    """Yield findings, packages, code and name of each rule that found something."""
    findings = Counter(found.rule for found in report.findings)
    places = {(found.rule.code, found.package) for found in report.findings}
    packages = Counter(code for code, _ in places)
    for rule, count in sorted(findings.items(), key=lambda item: (-item[1], item[0].code)):
        yield f"{count:,}", f"{packages[rule.code]:,}", rule.code, rule.name


def line(row: tuple[str, str, str, str], widths: list[int]) -> str:
    """Align numbers to the right, words to the left."""
    findings, packages, code, name = row
    numbers = f"{findings:>{widths[0]}}  {packages:>{widths[1]}}"
    return f"{numbers}  {code:<{widths[2]}}  {name}"
