"""Run gomemlint over the test code of other linters, and count what it says of their cases.

    python scripts/others.py [--listed]

The modules come through the module proxy into a folder that is removed again. Each of their files
becomes a package of its own. A case is a line that the other linter's test expects a report on.
What is silent here is split by the compiler's own verdict: *off the heap* is what it elides, keeps
static, or puts into the frame (short texts, up to 32 bytes). `--listed` prints the rest.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec

LANGUAGE = "1.25"
COPYING = frozenset({"conversion", "interface conversion"})
MARK = re.compile(r"//\s*(?:@\s*diag\(|want\s+[`\"])|/\*!")
ABOVE = "/*!"


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests of one check of another linter, and the rules that look for the same."""

    check: str
    module: str
    folder: str
    codes: str

    @property
    def name(self) -> str:
        """Name the linter and its check."""
        linter = "staticcheck" if self.module == STATICCHECK else self.module.split("/")[2]
        return f"{linter.partition('@')[0]} {self.check}"


STATICCHECK = "honnef.co/go/tools@v0.8.2"
CRITIC = "github.com/go-critic/go-critic@v0.15.0"
MIRROR = "github.com/butuzov/mirror@v1.3.3"
SUITES = (
    Suite("SA6001", STATICCHECK, "staticcheck/sa6001/testdata", "GML201"),
    Suite("SA6002", STATICCHECK, "staticcheck/sa6002/testdata", "GML301"),
    Suite("SA6003", STATICCHECK, "staticcheck/sa6003/testdata", "GML201"),
    Suite("SA6006", STATICCHECK, "staticcheck/sa6006/testdata", "GML201"),
    Suite("S1030", STATICCHECK, "simple/s1030/testdata", "GML201,GML202"),
    Suite("SA5005", STATICCHECK, "staticcheck/sa5005/testdata", "GML111"),
    Suite("deferInLoop", CRITIC, "checkers/testdata/deferInLoop", "GML107"),
    Suite("stringXbytes", CRITIC, "checkers/testdata/stringXbytes", "GML201,GML202"),
    Suite("indexAlloc", CRITIC, "checkers/testdata/indexAlloc", "GML201,GML202"),
    Suite("preferStringWriter", CRITIC, "checkers/testdata/preferStringWriter", "GML201"),
    Suite("preferDecodeRune", CRITIC, "checkers/testdata/preferDecodeRune", "GML201"),
    Suite("rangeValCopy", CRITIC, "checkers/testdata/rangeValCopy", "GML504"),
    Suite("rangeExprCopy", CRITIC, "checkers/testdata/rangeExprCopy", "GML504"),
    Suite("all checks", MIRROR, "testdata", "GML201,GML202"),
)


class Start(msgspec.Struct, frozen=True):
    """Where a span begins."""

    line: int


class Span(msgspec.Struct, frozen=True):
    """A range in a file."""

    start: Start


class Found(msgspec.Struct, frozen=True):
    """A finding."""

    path: str
    span: Span


class Site(msgspec.Struct, frozen=True):
    """A site of the listing, which holds what is on the heap or may be."""

    path: str
    span: Span
    kind: str


class Listing(msgspec.Struct, frozen=True):
    """What is needed of the listing of allocation sites."""

    sites: tuple[Site, ...]


class Report(msgspec.Struct, frozen=True):
    """What is needed of a report."""

    findings: tuple[Found, ...]


class Downloaded(msgspec.Struct, frozen=True):
    """What `go mod download` says of a module."""

    directory: str = msgspec.field(name="Dir")


Line = tuple[str, int]


def lines_marked(path: Path) -> Iterator[int]:
    """Yield the lines that the other linter reports; some marks stand above them."""
    pending = False
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        is_above = text.lstrip().startswith(ABOVE)
        if (pending or MARK.search(text)) and not is_above:
            yield number
        pending = is_above


@dataclass(frozen=True, slots=True)
class Counted:
    """What came of a suite: cases, those we report, those off the heap, and the rest."""

    suite: Suite
    cases: int
    reported: int
    off_heap: int
    missed: tuple[str, ...]

    @property
    def row(self) -> str:
        """Render the row of the table."""
        cells = (self.suite.name, self.suite.codes.replace(",", ", "), self.cases, self.reported)
        return f"| {' | '.join(map(str, (*cells, self.off_heap, len(self.missed))))} |"


def downloaded(modules: Iterable[str], folder: Path) -> dict[str, Path]:
    """Fetch modules through the proxy, and tell where they lie."""
    variables = {**os.environ, "GOMODCACHE": str(folder), "GOFLAGS": "-modcacherw", "GOWORK": "off"}
    found = {}
    for module in modules:
        arguments = ("go", "mod", "download", "-json", module)
        run = subprocess.run(arguments, cwd=folder, env=variables, stdout=-1, check=True)
        found[module] = Path(msgspec.json.decode(run.stdout, type=Downloaded).directory)
    return found


def copied(suite: Suite, tests: Path, folder: Path) -> Iterator[tuple[Path, int]]:
    """Copy each file of a suite into a package of its own, and yield its cases."""
    (folder / "go.mod").write_text(f"module others\n\ngo {LANGUAGE}\n")
    for number, source in enumerate(sorted((tests / suite.folder).rglob("*.go"))):
        package = folder / f"p{number}"
        package.mkdir()
        text = source.read_text(encoding="utf-8")
        # What is generated is not linted; these are tests, whoever wrote them.
        copy = package / f"{source.stem.removesuffix('_tests')}.go"
        copy.write_text(text.replace("// Code generated", "// Code written", 1), encoding="utf-8")
        for line in lines_marked(copy):
            yield copy.relative_to(folder), line


def said(folder: Path, *arguments: str) -> bytes:
    """Run gomemlint in a folder; some of these files do not compile, which is no matter."""
    command = (sys.executable, "-m", "gomemlint", *arguments, "--allow-incomplete", "./...")
    run = subprocess.run((*command, "--output-format=json"), cwd=folder, stdout=-1, check=False)
    if run.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} failed")
    return run.stdout


def counted(suite: Suite, tests: Path) -> Counted:
    """Compare a suite with what gomemlint says of it."""
    with tempfile.TemporaryDirectory(prefix="others-") as name:
        folder = Path(name).resolve()
        cases = tuple((str(path), line) for path, line in copied(suite, tests, folder))
        options = (f"--select={suite.codes}", "--min-confidence=possible", "--no-cache")
        report = msgspec.json.decode(said(folder, "check", *options), type=Report)
        listing = msgspec.json.decode(said(folder, "escapes"), type=Listing)
        reported = {(each.path, each.span.start.line) for each in report.findings}
        on_heap = {
            (each.path, each.span.start.line) for each in listing.sites if each.kind in COPYING
        }
        silent = [case for case in cases if case not in reported]
        missed = tuple(shown(folder, case) for case in silent if case in on_heap)
        return Counted(
            suite,
            cases=len(cases),
            reported=len(cases) - len(silent),
            off_heap=len(silent) - len(missed),
            missed=missed,
        )


def shown(folder: Path, case: Line) -> str:
    """Quote a case."""
    path, line = case
    text = (folder / path).read_text(encoding="utf-8").splitlines()[line - 1].strip()
    return f"{path}:{line}: {text}"


@click.command(help=__doc__)
@click.option("--listed", is_flag=True, help="Print what is silent and may be on the heap.")
def main(listed: bool) -> None:  # noqa: FBT001 - click's signature
    click.echo("| check | rules | cases | reported | off the heap | silent |")
    click.echo("|---|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory(prefix="modules-") as name:
        modules = downloaded(dict.fromkeys(suite.module for suite in SUITES), Path(name))
        for suite in SUITES:
            found = counted(suite, modules[suite.module])
            click.echo(found.row)
            for case in found.missed if listed else ():
                click.echo(f"    {case}")


if __name__ == "__main__":
    main()
