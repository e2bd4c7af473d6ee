"""The HTML report in a real browser."""

from __future__ import annotations

from pathlib import Path

from scripts.surfaces.processes import run
from scripts.surfaces.sample import Sample
from scripts.surfaces.tools import node

from gomemlint.reporters.formats import Format


def operate(sample: Sample, tools: Path) -> None:
    """Filter, follow a permalink, fold and unfold; no request may leave the page."""
    program = Path(__file__).parent / "report.mjs"
    findings = sample.report.findings
    anchor = f"{findings[0].rule.code}-{findings[0].fingerprint}"
    arguments = (sample.path(Format.HTML), str(len(findings)), anchor)
    run(("node", program, *arguments), tools, environment=node(tools))
