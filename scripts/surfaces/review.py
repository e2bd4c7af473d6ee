"""What reviewdog makes of our reports on the diff that brought the findings."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

from scripts.surfaces.processes import require, run
from scripts.surfaces.sample import Sample

from gomemlint.reporters.formats import Format

# The local reporter prints a diagnostic as text of Protocol Buffers, which is deliberately not
# stable in its blanks, or, where reviewdog has it, as it was in the input.
PLACE = re.compile(r'\s+location:{path:"([^"]+)"\s+range:{start:{line:(\d+)\s+column:(\d+)}')


def review(sample: Sample, tools: Path) -> None:
    """Demand that each finding is reported, in rdjson at Go's own columns, with its cure."""
    spans = [found.finding.span for found in sample.report.findings]
    printed = reviewed(sample, tools, Format.RDJSON)
    wanted = {(span.path, span.start.line, span.start.column) for span in spans}
    matches = filter(None, map(PLACE.search, printed.splitlines()))
    found = {(match[1], int(match[2]), int(match[3])) for match in matches}
    require(wanted <= found, f"reviewdog -f=rdjson misses {sorted(wanted - found)}")
    require("bytes.Clone(page[:16])" in printed, "reviewdog -f=rdjson has no suggestion")

    lines = {place(line) for line in reviewed(sample, tools, Format.SARIF).splitlines()}
    missing = {(span.path, span.start.line) for span in spans} - lines
    require(not missing, f"reviewdog -f=sarif misses {sorted(missing)}")


def reviewed(sample: Sample, tools: Path, form: Format) -> str:
    """Return what reviewdog prints; it fails because there are findings."""
    options = (f"-f={form.value}", "-reporter=local", "-diff=git diff HEAD~1", "-fail-level=any")
    report = sample.path(form).read_text("utf-8")
    command: tuple[str | Path, ...] = (tools / "reviewdog", *options)
    return run(command, sample.repository, stdin=report, expected=1)


def place(result: str) -> tuple[str, int]:
    """Return path and line of a SARIF result."""
    physical = json.loads(result)["locations"][0]["physicalLocation"]
    return unquote(physical["artifactLocation"]["uri"]), physical["region"]["startLine"]
