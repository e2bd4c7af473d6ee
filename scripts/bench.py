"""Measure what runs cost, by real commands, and write it down next to what is promised.

    python -m scripts.bench --module FOLDER [--runs N] [--first] [--growth] [--bin FOLDER]

FOLDER holds a Go module; its build cache is filled first. Everything is compared with the replay
of the compiler's text, the bare `go list -export` with the very flags of a run, in the same turn.
Other linters are measured if they are on PATH or in the folder that `--bin` names. `--first` copies
the module and compiles the copies, which takes long.
"""

from __future__ import annotations

import os
import platform
import pstats
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from scripts.corpora import MEGABYTE, ROOT, Usage, replay, used

from gomemlint.engine.cache.records import VARIABLE

PAGE = ROOT / "docs" / "performance.md"
COPIED = ROOT / "fixtures" / "example_service" / "internal"
COPIES = (10, 50, 100, 200)
LINTERS = (("staticcheck", "./..."), ("golangci-lint", "run", "./..."), ("heapcheck", "./..."))
SHOWN = 12
TITLE = """\
# Performance

`make bench` writes this page. Each command runs {runs} times, in turn with the others; the median
counts. Seconds are of one machine, ratios travel: *ratio* is the wall time over that of the
replay, the bare `go list -export` with the flags of a run on a warm build cache. *Memory* is the
peak of all processes of a command together, the go command and the compiler left out.

Measured on {machine}, {version}, with {jobs} workers, while the load of the machine was {load}.
"""
Command = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One command and what it used."""

    name: str
    used: Usage
    base: float

    @property
    def ratio(self) -> float:
        return self.used.wall_s / self.base

    def __str__(self) -> str:
        cells = (
            self.name, f"{self.used.wall_s:.2f} s", f"{self.used.cpu_s:.2f} s",
            f"{self.ratio:.1f}", f"{self.used.peak_bytes // MEGABYTE} MB",
        )  # fmt: skip
        return f"| {' | '.join(cells)} |"


@dataclass(frozen=True, slots=True)
class Promise:
    """A line of the budget: what a row may cost."""

    name: str
    row: str
    limit: str
    holds: Callable[[Row], bool]


PROMISES = (
    Promise("nothing changed", "nothing changed", "0.4 s", lambda r: r.used.wall_s <= 0.4),
    Promise("warm build cache, no records", "no records", "3.0 replays", lambda r: r.ratio <= 3),
    Promise("three files, warm", "three files", "1.5 s", lambda r: r.used.wall_s <= 1.5),
    Promise("peak memory", "no records", "450 MB", lambda r: r.used.peak_bytes <= 450 * MEGABYTE),
    Promise("`gomemlint --help`", "help", "0.15 s", lambda r: r.used.wall_s <= 0.15),
    Promise(
        "one file changed",
        "one file changed",
        "compile + 1 s",
        lambda r: r.used.wall_s <= r.base + 1,
    ),
    Promise("first compilation", "first run", "1.15 compiles", lambda r: r.ratio <= 1.15),
)


def lint(*arguments: str) -> Command:
    """Return the command line of a run."""
    return (sys.executable, "-m", "gomemlint", *arguments)


def commands(directory: Path, folder: Path | None) -> dict[str, Command]:
    """Return what is measured in turn, the replay first."""
    found: dict[str, Command] = {
        "replay": replay(directory),
        "no records": lint("--no-cache", "./..."),
        "nothing changed": lint("./..."),
        "three files": lint("--no-cache", *three_files(directory)),
        "help": lint("--help"),
        "go vet": ("go", "vet", "./..."),
    }
    for name, *arguments in LINTERS:
        program = shutil.which(
            name, path=os.pathsep.join(filter(None, (str(folder or ""), os.environ["PATH"])))
        )
        if program is not None:
            found[name] = (program, *arguments)
    return found


def three_files(directory: Path) -> tuple[str, ...]:
    """Return three files of the package in the middle of the list."""
    packages = sorted(
        (sorted(path for path in folder.glob("*.go") if not path.name.endswith("_test.go"))[:3])
        for folder, _, _ in map(_as_path, os.walk(directory))
        if not {"vendor", "testdata", ".git"} & set(folder.relative_to(directory).parts)
    )
    full = [files for files in packages if len(files) == 3]
    return tuple(str(path.relative_to(directory)) for path in full[len(full) // 2])


def _as_path(step: tuple[str, list[str], list[str]]) -> tuple[Path, list[str], list[str]]:
    return Path(step[0]), step[1], step[2]


def in_turn(directory: Path, given: dict[str, Command], runs: int) -> list[Row]:
    """Run all commands once to warm up, then again and again in turn."""
    for command in given.values():
        used(command, directory)
    turns = [{name: used(c, directory) for name, c in given.items()} for _ in range(runs)]
    medians = {name: median([turn[name] for turn in turns]) for name in given}
    return [Row(name, usage, medians["replay"].wall_s) for name, usage in medians.items()]


def median(usages: Sequence[Usage]) -> Usage:
    """Return the usage with the median of each figure."""
    return Usage(
        statistics.median(usage.wall_s for usage in usages),
        statistics.median(usage.cpu_s for usage in usages),
        int(statistics.median(usage.peak_bytes for usage in usages)),
    )


def first_runs(module: Path) -> Iterator[Row]:
    """Compile two copies of a module, one bare and one with us; then change a file of each."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        bare, ours = Path(scratch).resolve() / "bare", Path(scratch).resolve() / "ours"
        for copy in (bare, ours):
            shutil.copytree(module, copy, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        compiled = used(replay(bare), bare)
        yield Row("first compilation", compiled, compiled.wall_s)
        yield Row("first run", used(lint("./..."), ours), compiled.wall_s)
        for copy in (bare, ours):
            changed = copy / three_files(copy)[0]
            changed.write_text(changed.read_text("utf-8") + "\n// changed\n", "utf-8")
        compiled = used(replay(bare), bare)
        yield Row("one file compiled", compiled, compiled.wall_s)
        yield Row("one file changed", used(lint("./..."), ours), compiled.wall_s)


def growth() -> Iterator[str]:
    """Measure modules that hold the same package again and again."""
    yield "| copies | lines | wall | CPU | memory | CPU per 1,000 lines |"
    yield "|---:|---:|---:|---:|---:|---:|"
    for count in COPIES:
        with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
            root = Path(scratch).resolve()
            lines = copied(root, count)
            command = lint("--no-cache", "--exit-zero", "./...")
            used(command, root)
            usage = median([used(command, root) for _ in range(3)])
            yield (
                f"| {count} | {lines:,} | {usage.wall_s:.2f} s | {usage.cpu_s:.2f} s | "
                f"{usage.peak_bytes // MEGABYTE} MB | {usage.cpu_s / lines * 1000:.3f} s |"
            )


def copied(root: Path, count: int) -> int:
    """Write a module of copies; return how many lines it has."""
    (root / "go.mod").write_text("module example.com/copies\n\ngo 1.21\n")
    lines = 0
    sources = sorted(p for p in COPIED.rglob("*.go") if b"example.com" not in p.read_bytes())
    for number in range(count):
        for source in sources:
            folder = root / f"copy{number}" / source.parent.name
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder)
            lines += source.read_bytes().count(b"\n")
    return lines


def profile(directory: Path) -> Iterator[str]:
    """Say where the time of one process goes: per rule, whoever of them asks first pays."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        stats = f"{scratch}/stats"
        program = (sys.executable, "-m", "cProfile", "-o", stats, "-m", "gomemlint")
        used((*program, "--no-cache", "--jobs", "1", "./..."), directory)
        told = pstats.Stats(stats)
    rules = [
        (time, Path(file).stem)
        for (file, _, _), (_, _, _, time, _) in told.stats.items()  # type: ignore[attr-defined]  # typeshed leaves it out
        if "gomemlint_rules" in file and Path(file).stem.startswith("gml")
    ]
    total = told.total_tt  # type: ignore[attr-defined]  # typeshed leaves it out
    yield "| share of the time | rule |"
    yield "|---:|---|"
    seen: set[str] = set()
    for time, rule in sorted(rules, reverse=True):
        if rule not in seen and len(seen) < SHOWN:
            seen.add(rule)
            yield f"| {time / total:.0%} | {rule} |"


def page(rows: Sequence[Row], further: Sequence[str], runs: int) -> str:
    """Render the page."""
    version = subprocess.run(["go", "version"], capture_output=True, text=True, check=True)
    lines = [
        TITLE.format(
            runs=runs,
            machine=f"{platform.machine()}, {platform.system()}, {os.cpu_count()} cores",
            version=version.stdout.strip(),
            jobs=os.cpu_count(),
            load=f"{os.getloadavg()[0]:.1f}",
        ),
        "| command | wall | CPU | ratio | memory |",
        "|---|---:|---:|---:|---:|",
        *map(str, rows),
        "",
        "## What is promised",
        "",
        "| run | at most | measured | |",
        "|---|---:|---:|---|",
        *promised(rows),
        *further,
    ]
    return "\n".join(lines) + "\n"


def promised(rows: Sequence[Row]) -> Iterator[str]:
    """Compare rows with the budget."""
    by_name = {row.name: row for row in rows}
    for promise in PROMISES:
        row = by_name.get(promise.row)
        if row is None:
            yield f"| {promise.name} | {promise.limit} | | not measured in this run |"
            continue
        figures = (
            f"{row.used.wall_s:.2f} s, {row.ratio:.1f} x, {row.used.peak_bytes // MEGABYTE} MB"
        )
        verdict = "met" if promise.holds(row) else "**missed**"
        yield f"| {promise.name} | {promise.limit} | {figures} | {verdict} |"


@click.command(help=__doc__)
@click.option("--module", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--runs", default=3, show_default=True)
@click.option("--first", "with_first", is_flag=True, help="Measure first compilations too.")
@click.option("--growth", "with_growth", is_flag=True, help="Measure copies of a package too.")
@click.option("--bin", "folder", type=click.Path(path_type=Path), help="Where other linters are.")
def main(module: Path, runs: int, with_first: bool, with_growth: bool, folder: Path | None) -> None:  # noqa: FBT001 - click's signature
    module = module.resolve()
    with tempfile.TemporaryDirectory(prefix="records-") as records:
        os.environ[VARIABLE] = records
        rows = in_turn(module, commands(module, folder), runs)
        rows += first_runs(module) if with_first else ()
        further = ["", "## Where the time goes", "", *profile(module)]
        if with_growth:
            further += ["", "## Growth", "", *growth()]
    PAGE.write_text(page(rows, further, runs), encoding="utf-8")
    click.echo(PAGE)


if __name__ == "__main__":
    main()
