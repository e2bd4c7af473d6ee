"""What pre-commit makes of our hooks in a repository with two modules."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from scripts.surfaces.processes import require, run
from scripts.surfaces.sample import Sample

ROOT = Path(__file__).parents[2]
PRE_COMMIT = Path(sys.executable).parent / "pre-commit"
GO_MOD = "module example.com/{}\n\ngo 1.22\n"
GOOD = """package {0}

import "bytes"

func Has(b []byte) bool {{ return bytes.Contains(b, []byte("x")) }}
"""
BAD = """package {0}

import "strings"

func Has(b []byte) bool {{ return strings.Contains(string(b), "x") }}
"""


def commit(_: Sample, tools: Path) -> None:
    """Demand that a bad commit fails, a good one passes, and nothing else is looked at."""
    run([PRE_COMMIT, "validate-manifest", ".pre-commit-hooks.yaml"], ROOT)
    with tempfile.TemporaryDirectory() as scratch:
        hooks, repository = Path(scratch, "hooks"), Path(scratch, "repository")
        run(["git", "clone", "--quiet", ROOT, hooks], Path(scratch))
        modules(repository)
        for module in ("first", "second"):
            write(repository, module, GOOD)
        git(repository, "add", "--all")
        attempt(hooks, repository, tools, expected=0)
        git(repository, "commit", "--quiet", "--message", "Add two modules")
        write(repository, "second", BAD)
        git(repository, "add", "--all")
        printed = attempt(hooks, repository, tools, expected=1)
        require("second/second.go:5" in printed, f"pre-commit does not name the line:\n{printed}")
        git(repository, "commit", "--quiet", "--no-verify", "--message", "Break the second")
        (repository / "first" / "other.go").write_text("package first\n\nfunc Other() {}\n")
        git(repository, "add", "--all")
        printed = attempt(hooks, repository, tools, expected=0)
        require("second" not in printed, f"pre-commit looks at what did not change:\n{printed}")


def attempt(hooks: Path, repository: Path, tools: Path, *, expected: int) -> str:
    """Run the hook on what is staged; its environment is kept among the tools."""
    environment = {"PRE_COMMIT_HOME": str(tools / "pre-commit")}
    command: tuple[str | Path, ...] = (PRE_COMMIT, "try-repo", hooks, "gomemlint", "--verbose")
    return run(command, repository, environment=environment, expected=expected)


def modules(repository: Path) -> None:
    """Make a repository with two modules and none at its root."""
    repository.mkdir()
    git(repository, "init", "--quiet")
    git(repository, "config", "user.name", "Nobody")
    git(repository, "config", "user.email", "nobody@example.com")
    for module in ("first", "second"):
        (repository / module).mkdir()
        (repository / module / "go.mod").write_text(GO_MOD.format(module))


def write(repository: Path, module: str, text: str) -> None:
    """Write the one file of a module."""
    (repository / module / f"{module}.go").write_text(text.format(module))


def git(repository: Path, *arguments: str) -> None:
    """Run git in the repository."""
    run(["git", *arguments], repository)
