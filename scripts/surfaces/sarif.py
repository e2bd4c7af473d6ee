"""SARIF as Microsoft's Multitool, GitHub's rules and the web viewer read it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from scripts.surfaces.processes import require, run
from scripts.surfaces.sample import MARKED, Sample
from scripts.surfaces.tools import multitool, node

from gomemlint.reporters.formats import Format

Log = dict[str, list[dict[str, list[dict[str, dict[str, str]]]]]]

RULES = Path(__file__).parent / "github-rules.xml"

VIEWER = """
import React from "react";
import ReactDOM from "react-dom";
import { Viewer } from "@microsoft/sarif-web-component";
import log from "./report.json";
ReactDOM.render(<Viewer logs={[log]} />, document.getElementById("root"));
"""
PAGE = """<!DOCTYPE html><meta charset="utf-8"><div id="root"></div>
<script src="viewer.js"></script>
"""


def validate(sample: Sample, tools: Path) -> None:
    """Demand no error and no warning of the Multitool, whose exit code says nothing."""
    for log in (sample.path(Format.SARIF), sample.gated):
        validate_log(log, sample, tools)


def validate_log(log: Path, sample: Sample, tools: Path) -> None:
    """Demand it of one log."""
    checked = sample.reports / "validation.sarif"
    command = (multitool(tools), "validate", log, "--config", RULES)
    options = ("--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note")
    output = ("--output", checked, "--log", "ForceOverwrite")
    run((*command, *options, *output), sample.repository)
    (outcome,) = json.loads(checked.read_text("utf-8-sig"))["runs"]
    # A result without a level is a warning (SARIF 2.1.0, 3.27.10).
    found = [item for item in outcome["results"] if item.get("level", "warning") != "note"]
    require(not found, f"the Multitool objects: {json.dumps(found, indent=2)}")


def compare_line_hashes(sample: Sample, tools: Path) -> None:
    """Demand that our line hashes are those that the Multitool computes from the files."""
    original = json.loads(sample.path(Format.SARIF).read_text())
    ours = dict(line_hashes(original))
    (stripped,) = original["runs"]
    stripped["originalUriBaseIds"]["%SRCROOT%"]["uri"] = f"{sample.repository.as_uri()}/"
    for result in stripped["results"]:
        del result["partialFingerprints"]
    bare, full = sample.reports / "bare.sarif", sample.reports / "hashed.sarif"
    bare.write_text(json.dumps(original))
    options = ("--insert", "RollingHashPartialFingerprints", "--log", "ForceOverwrite")
    run((multitool(tools), "rewrite", bare, *options, "--output", full), sample.repository)
    theirs = dict(line_hashes(json.loads(full.read_text("utf-8-sig"))))
    require(ours == theirs, f"line hashes differ: {set(ours.items()) ^ set(theirs.items())}")


def line_hashes(log: Log) -> Iterator[tuple[str, str]]:
    """Yield place and hash of each result."""
    for result in log["runs"][0]["results"]:
        place = json.dumps(result["locations"], sort_keys=True)
        yield place, result["partialFingerprints"]["primaryLocationLineHash"]


def rehearse_upload(sample: Sample, tools: Path) -> None:
    """Let the Multitool do all of an upload to GitHub but the sending."""
    command = (multitool(tools), "publish-to-ghas", sample.path(Format.SARIF), "--dry-run")
    printed = run(command, sample.repository)
    require("acme/widget" in printed, f"the upload goes nowhere: {printed}")


def view(sample: Sample, tools: Path) -> None:
    """Build the viewer of the Azure DevOps Scans tab around the report; the browser checks it."""
    folder = tools / "viewer"
    folder.mkdir(exist_ok=True)
    (folder / "report.json").write_bytes(sample.path(Format.SARIF).read_bytes())
    (folder / "viewer.jsx").write_text(VIEWER)
    (folder / "index.html").write_text(PAGE)
    esbuild = tools / "node_modules" / ".bin" / "esbuild"
    production = '--define:process.env.NODE_ENV="production"'
    options = ("--bundle", "--log-level=error", production, "--outfile=viewer.js")
    run((esbuild, "viewer.jsx", *options), folder)
    program = Path(__file__).parent / "viewer.mjs"
    arguments = (folder / "index.html", MARKED, str(len(sample.report.findings)))
    run(("node", program, *arguments), tools, environment=node(tools))
