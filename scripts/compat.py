"""Run all fixtures with each of several Go toolchains, and compare with what they demand.

    python -m scripts.compat FOLDER...

A folder holds Go toolchains, at most three levels deep; without one, the Go of the path is used.
The release may change what is found only where a comment of a fixture says so:
`// want(go<1.26) ...`. A fixture whose go.mod needs a newer release is left out, and counted.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

from scripts.compat_verdicts import SITES, toolchains
from scripts.compat_verdicts import differences as verdict_differences

from gomemlint.authoring.wants import Release, differences, wants
from tests.rules.lint import lint, release_of
from tests.rules.modules import FIXTURES, MODULES, needed, options_for

# What selects another toolchain, another build or the network.
PLAIN = {"GOTOOLCHAIN": "local", "GOENV": "off", "GOFLAGS": "", "GOWORK": "off", "GOPROXY": "off"}


def main(arguments: list[str]) -> int:
    """Print a line per toolchain, then what differs; fail if anything does."""
    os.environ.update(PLAIN)
    failed = False
    for go in toolchains(arguments):
        release = release_of(go)
        problems = [*fixture_problems(go, release), *verdict_problems(go)]
        taken = sum(needed(name) <= release for name in MODULES)
        older = f", {len(MODULES) - taken} need a newer Go" if taken < len(MODULES) else ""
        verdict = "differ" if problems else "as demanded"
        name = ".".join(map(str, release))
        print(f"go{name}: {taken} fixtures and the verdicts {verdict}{older}")  # noqa: T201
        print("".join(f"  {problem}\n" for problem in problems), end="", flush=True)  # noqa: T201
        failed = failed or bool(problems)
    return int(failed)


def fixture_problems(go: str, release: Release) -> Iterator[str]:
    """Yield a line for each finding that is missing or too much, and for each gap."""
    chosen = ("--go", go) if go else ()
    for name in MODULES:
        if needed(name) > release:
            continue
        module, said = FIXTURES / name, StringIO()
        try:
            with redirect_stderr(said):
                linted = lint(module, *chosen, "--no-cache", *options_for(name))
        except ValueError:
            yield f"{name}: no report: {said.getvalue().strip()}"
            continue
        yield from (f"{name}: {gap}" for gap in linted.gaps)
        found = differences(wants(module, release), linted.findings)
        yield from (f"{name}/{difference}" for difference in found)


def verdict_problems(go: str) -> Iterator[str]:
    """Yield a line for each allocation that is judged otherwise than it was measured."""
    with tempfile.TemporaryDirectory() as scratch:
        _, _, problems = verdict_differences(SITES, Path(scratch), go)
    yield from (f"{SITES.name}/{problem}" for problem in problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
