"""Lint large, well-known code and write down what was found and what it cost.

    python scripts/corpora.py --checkouts FOLDER [--only NAME ...] [--runs N]

FOLDER holds a checkout for each name in the table below; with `--clone`, what is missing there is
cloned first. The standard library is that of the go command. Every corpus is linted once to fill
the build cache; then the replay of the compiler's text and the whole run are measured in turn.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec

from gomemlint.toolchain.drivers import compile_flags
from gomemlint.toolchain.requests import Compiler

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "corpora.md"
SAMPLE_S = 0.05
# The go command and what it starts are not ours; the oracle is.
FOREIGN = frozenset({"go", "compile", "asm", "link", "cgo", "git"})
MEGABYTE = 1 << 20
TITLE = """\
# Corpora

The {rules} rules that run by default, on code that many people depend on. `make corpora` writes
this page. *Replay* is the bare `go list -export` with the flags of the run, from a warm build
cache; *run* is the whole of gomemlint, without a cache of its own. Both are measured in turn, on
the same machine; the best of {runs} counts, and of all figures of time the ratio alone travels.
*Memory* is the peak of all our processes together, the type checker's included, Go's left out.
"""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A program at a revision. `go_mod` is the file that serves as its go.mod."""

    name: str
    url: str
    revision: str
    go_mod: str = "go.mod"


CORPORA = (
    Corpus(
        "VictoriaMetrics",
        "https://github.com/VictoriaMetrics/VictoriaMetrics",
        "b7ef6cc3ed35c607e053a8b7755fc3b896a10eaa",
    ),
    Corpus("tools", "https://github.com/golang/tools", "8f0f8c7bde0eea32e01e570a0e330c60a0cbaecc"),
    Corpus(
        "cli",
        "https://github.com/docker/cli",
        "28f756087eea5fa301f3fbf12b01ae62f91521c2",
        go_mod="vendor.mod",
    ),
    Corpus(
        "compress",
        "https://github.com/klauspost/compress",
        "117430d3b0e3c39c14d32fe7c90652149a78e609",
    ),
)
STANDARD = Corpus("std", "", "")


class Found(msgspec.Struct, frozen=True):
    """A finding of a report."""

    code: str


class Said(msgspec.Struct, frozen=True):
    """A notice of a report."""

    code: str
    message: str
    path: str
    package: str


class Summary(msgspec.Struct, frozen=True):
    """The counts of a report."""

    packages: int
    lines: int
    compiler_lines: int
    rules: int


class Toolchain(msgspec.Struct, frozen=True):
    """The Go of a report."""

    version: str


class Report(msgspec.Struct, frozen=True):
    """What this page needs of a report."""

    go: Toolchain
    findings: tuple[Found, ...]
    notices: tuple[Said, ...]
    summary: Summary

    def said(self, code: str) -> int:
        """Count the notices with a code."""
        return sum(notice.code == code for notice in self.notices)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a program used: wall and processor time, and the peak of our memory."""

    wall_s: float
    cpu_s: float
    peak_bytes: int
    output: bytes = b""


@dataclass(frozen=True, slots=True)
class Measured:
    """One row: a corpus, its report, and the best of several runs."""

    corpus: Corpus
    report: Report
    run: Usage
    replay: Usage

    @property
    def row(self) -> str:
        """Render the row of the first table."""
        report, run, replay = self.report, self.run, self.replay
        name = f"[{self.corpus.name}]({self.corpus.url})" if self.corpus.url else self.corpus.name
        version = self.corpus.revision[:12] or report.go.version
        cells = (
            name, f"`{version}`", f"{report.summary.packages:,}", f"{report.summary.lines:,}",
            f"{report.summary.compiler_lines:,}", report.said("line-unclassified"),
            report.said("syntax-unknown"), len(report.findings), f"{replay.wall_s:.1f} s",
            f"{run.wall_s:.1f} s", f"{run.wall_s / replay.wall_s:.1f}",
            f"{replay.cpu_s:.1f} s", f"{run.cpu_s:.1f} s", f"{run.peak_bytes // MEGABYTE} MB",
        )  # fmt: skip
        return f"| {' | '.join(map(str, cells))} |"


HEAD = (
    "corpus", "revision", "packages", "lines", "compiler lines", "unclassified",
    "trees with errors", "findings", "replay", "run", "ratio",
    "CPU of the replay", "CPU of the run", "memory",
)  # fmt: skip


@contextmanager
def module_of(corpus: Corpus, checkouts: Path) -> Iterator[Path]:
    """Give the folder to lint: the checkout, or a copy with a go.mod."""
    if corpus is STANDARD:
        found = subprocess.run(["go", "env", "GOROOT"], capture_output=True, text=True, check=True)
        yield Path(found.stdout.strip()) / "src"
        return
    checkout = checkouts / corpus.name
    if corpus.go_mod == "go.mod":
        yield checkout
        return
    with tempfile.TemporaryDirectory(prefix="corpus-") as folder:
        copy = Path(folder).resolve() / corpus.name
        shutil.copytree(checkout, copy, symlinks=True)
        shutil.copy(copy / corpus.go_mod, copy / "go.mod")
        yield copy


def clone(corpus: Corpus, checkouts: Path) -> None:
    """Fetch the one revision that the table names."""
    folder = checkouts / corpus.name
    folder.mkdir(parents=True)
    for arguments in (
        ("init", "-q"),
        ("fetch", "-q", "--depth=1", corpus.url, corpus.revision),
        ("checkout", "-q", "FETCH_HEAD"),
    ):
        subprocess.run(["git", *arguments], cwd=folder, check=True)


def used(arguments: Sequence[str], directory: Path) -> Usage:
    """Run a program to its end, and add up the memory of our processes while it runs."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started, peak = time.monotonic(), 0
        child = subprocess.Popen(
            arguments, cwd=directory, stdout=output, stderr=errors, env=variables()
        )
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            peak = max(peak, memory(child.pid))
            time.sleep(SAMPLE_S)
        wall = time.monotonic() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if child.returncode not in (0, 1, 3):
            raise SystemExit(f"{arguments[0]} failed: {errors.read()[-2000:].decode()}")
        return Usage(wall, usage.ru_utime + usage.ru_stime, peak, output.read())


def variables() -> dict[str, str]:
    """Return an environment in which GOFLAGS is what the linter makes of it."""
    return {**os.environ, "GOFLAGS": "-buildvcs=false", "GOWORK": "off"}


def memory(process: int) -> int:
    """Add up the proportional memory of a process and its descendants, where there is /proc."""
    total = 0
    for each in (process, *descendants(process)):
        try:
            name = Path(f"/proc/{each}/comm").read_text().strip()
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
        except OSError:
            continue
        if name not in FOREIGN:
            share = next((line for line in rollup.splitlines() if line.startswith("Pss:")), "0 0")
            total += int(share.split()[1]) * 1024
    return total


def descendants(process: int) -> Iterator[int]:
    """Yield the children of a process and theirs."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return
    for child in map(int, children):
        yield child
        yield from descendants(child)


def replay(directory: Path) -> tuple[str, ...]:
    """Return the bare command that prints the compiler's text again."""
    asked = ("go", "env", "GOROOT")
    goroot = subprocess.run(asked, cwd=directory, capture_output=True, text=True, check=True).stdout
    flags = compile_flags(directory, Path(goroot.strip()), Compiler.ON)
    return ("go", "list", "-e", "-export", "-deps", "-json=ImportPath,Export", *flags, "./...")


def measured(corpus: Corpus, checkouts: Path, runs: int) -> Measured:
    """Fill the build cache, then measure replay and run in turn."""
    with module_of(corpus, checkouts) as directory:
        lint = (sys.executable, "-m", "gomemlint", "--no-cache", "--output-format=json", "./...")
        bare = replay(directory)
        used(lint, directory)
        turns = [(used(bare, directory), used(lint, directory)) for _ in range(runs)]
    texts = {hashlib.sha256(run.output).hexdigest() for _, run in turns}
    if len(texts) != 1:
        raise SystemExit(f"{corpus.name}: two runs differ")
    report = msgspec.json.decode(turns[0][1].output, type=Report)
    return Measured(
        corpus,
        report,
        run=min((run for _, run in turns), key=lambda usage: usage.wall_s),
        replay=min((replay for replay, _ in turns), key=lambda usage: usage.wall_s),
    )


def page(rows: Sequence[Measured], runs: int) -> str:
    """Render the page."""
    rules = max(row.report.summary.rules for row in rows)
    lines = [TITLE.format(runs=runs, rules=rules)]
    lines += [f"| {' | '.join(HEAD)} |", "|---" * len(HEAD) + "|"]
    lines += [row.row for row in rows]
    names = [row.corpus.name for row in rows]
    lines += ["", "## Findings", "", *table("rule", names, [counts(row, "rule") for row in rows])]
    if any(row.report.notices for row in rows):
        lines += ["", "## Notices", ""]
        lines += table("code", names, [counts(row, "code") for row in rows])
    else:
        lines += ["", "No run had anything else to say: no notice in any of them."]
    return "\n".join(lines) + "\n"


def counts(row: Measured, of: str) -> Counter[str]:
    """Count findings by rule, or notices by code."""
    said = row.report.findings if of == "rule" else row.report.notices
    return Counter(each.code for each in said)


def table(title: str, names: Sequence[str], columns: Sequence[Counter[str]]) -> Iterator[str]:
    """Render counts, a row for each code."""
    yield f"| {title} | {' | '.join(names)} |"
    yield f"|---|{'---:|' * len(names)}"
    for code in sorted({code for column in columns for code in column}):
        yield f"| {code} | {' | '.join(str(column[code] or '') for column in columns)} |"


@click.command(help=__doc__)
@click.option("--checkouts", type=click.Path(path_type=Path), required=True)
@click.option("--clone", "may_clone", is_flag=True, help="Clone what is missing.")
@click.option("--only", multiple=True, help="Names of corpora; the page is printed, not written.")
@click.option("--runs", default=3, show_default=True)
def main(checkouts: Path, may_clone: bool, only: tuple[str, ...], runs: int) -> None:  # noqa: FBT001 - click's signature
    rows = []
    for corpus in (*CORPORA, STANDARD):
        if only and corpus.name not in only:
            continue
        if may_clone and corpus is not STANDARD and not (checkouts / corpus.name).exists():
            clone(corpus, checkouts)
        rows.append(measured(corpus, checkouts.resolve(), runs))
        click.echo(rows[-1].row, err=True)
    text = page(rows, runs)
    if only:
        click.echo(text)
    else:
        PAGE.write_text(text, encoding="utf-8")
    failed = [row for row in rows if row.report.said("line-unclassified")]
    failed += [row for row in rows if row.report.said("syntax-unknown")]
    sys.exit(f"not all was understood: {failed[0].corpus.name}" if failed else 0)


if __name__ == "__main__":
    main()
