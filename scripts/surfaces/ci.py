"""Whether CI systems accept the files that we offer them."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import msgspec
from scripts.surfaces.hooks import BAD, GO_MOD
from scripts.surfaces.processes import require, run
from scripts.surfaces.sample import Sample

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
SCHEMAS = (
    ("action.yml", ("vendor.github-actions",)),
    ("ci/github.yml", ("vendor.github-workflows",)),
    ("ci/github-shards.yml", ("vendor.github-workflows",)),
    ("ci/gitlab.yml", ("vendor.gitlab-ci", "--data-transform", "gitlab-ci")),
)


class Step(msgspec.Struct):
    """A step of the action that runs in a shell."""

    run: str


class Runs(msgspec.Struct):
    """How the action runs."""

    steps: tuple[Step, ...]


class Action(msgspec.Struct):
    """The part of action.yml that matters here."""

    runs: Runs


def validate(_: Sample, tools: Path) -> None:
    """Check each file by its schema, and the workflows by their linter."""
    for file, schema in SCHEMAS:
        run([BIN / "check-jsonschema", "--builtin-schema", *schema, file], ROOT)
    run([tools / "actionlint", "-no-color", "ci/github.yml", "ci/github-shards.yml"], ROOT)


def run_action(_: Sample, tools: Path) -> None:
    """Run the steps of the action as GitHub would: findings fail it, and all reports are there."""
    action = msgspec.yaml.decode((ROOT / "action.yml").read_bytes(), type=Action)
    with tempfile.TemporaryDirectory() as scratch:
        module, runner = Path(scratch, "module"), Path(scratch, "runner")
        module.mkdir()
        runner.mkdir()
        (module / "go.mod").write_text(GO_MOD.format("first"))
        (module / "first.go").write_text(BAD.format("first"))
        environment = {
            "ACTION_PATH": str(ROOT),
            "ARGS": "./...",
            "DIRECTORY": ".",
            "GITHUB_OUTPUT": str(runner / "output"),
            "GITHUB_STEP_SUMMARY": str(runner / "summary.md"),
            "PATH": f"{os.environ['PATH']}",
            "RUNNER_TEMP": str(runner),
            "SARIF": "gomemlint.sarif",
        }
        install, lint = action.runs.steps
        bash = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]
        run([*bash, install.run], module, environment=environment)
        printed = run([*bash, lint.run], module, environment=environment, expected=1)
        require("::notice " in printed, f"no annotation:\n{printed}")
        require("first.go" in (runner / "summary.md").read_text(), "no job summary")
        require("sarif=./gomemlint.sarif" in (runner / "output").read_text(), "no output")
        require((module / "gomemlint.sarif").is_file(), "no SARIF report")
