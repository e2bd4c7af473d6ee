"""Measure what runs cost, by real commands, and write it down next to what is promised.

    python -m scripts.bench --module FOLDER [--runs N] [--first] [--growth] [--linters FOLDER]

FOLDER holds a Go module; its build cache is filled first. Everything is compared with the replay
of the compiler's text, the bare `go list -export` with the very flags of a run, in the same turn.
`--first` compiles a copy of the module with build caches of its own, which takes long; `--growth`
measures copies of a package. `--linters` measures other linters too: what is not in that folder is
installed there through the module proxy; what cannot be, the page says.
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
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import click
from scripts.corpora import MEGABYTE, ROOT, Usage, replay, used
from scripts.linters import LINTERS, program_of

from gomemlint.engine.cache.records import VARIABLE

PAGE = ROOT / "docs" / "performance.md"
COPIED = ROOT / "fixtures" / "example_service" / "internal"
COPIES = (10, 50, 100, 200)
SHOWN = 12
TITLE = """\
# Performance

`make bench` writes this page. Each command runs {times}, in turn with the others; the median
counts. Seconds are of one machine, ratios travel: *ratio* is the wall time over that of the
replay, the bare `go list -export` with the flags of a run on a warm build cache. *Memory* is the
peak of all processes of a command together, the go command and the compiler left out.

*No records* is a run whose own cache is empty, on a warm build cache; *nothing changed* is the same
once more. *First compilation* and *one file compiled* are the bare `go list -export` where nothing
but dependencies is built, and after a change of one file; the runs next to them are compared with
those. Other linters are installed with `go install`; golangci-lint runs its default linters.

Measured on {machine}, {version}, with {jobs} workers, while the load of the machine was {load}
(the mean of the last quarter of an hour).
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
    """A line of the budget: what a row may cost, and what it takes where that is missed."""

    name: str
    row: str
    limit: str
    holds: Callable[[Row], bool]
    needed: str = ""


PROMISES = (
    Promise("nothing changed", "nothing changed", "0.4 s", lambda r: r.used.wall_s <= 0.4),
    Promise(
        "warm build cache, no records",
        "no records",
        "3.0 replays",
        lambda r: r.ratio <= 3,
        "reading the compiler's text, the types and the trees costs more than three replays before "
        "the first rule runs; rules that follow pooled objects and parts of memory through calls "
        "cost the rest. Summaries of functions kept from run to run would save most of those.",
    ),
    Promise("three files, warm", "three files", "1.5 s", lambda r: r.used.wall_s <= 1.5),
    Promise(
        "peak memory",
        "no records",
        "450 MB",
        lambda r: r.used.peak_bytes <= 450 * MEGABYTE,
        "each process that follows memory through the module has all trees of it, 31 times their "
        "source, and the states of all functions that it followed. Trees would have to go as soon "
        "as a function is summed up.",
    ),
    Promise("`gomemlint --help`", "help", "0.15 s", lambda r: r.used.wall_s <= 0.15),
    Promise(
        "one file changed",
        "one file changed",
        "compile + 1 s",
        lambda r: r.used.wall_s <= r.base + 1,
        "there are records of whole runs alone, so a change anywhere is a run without records. "
        "It takes records of packages, by export data and files, with facts and summaries.",
    ),
    Promise(
        "first compilation",
        "first run",
        "1.15 compiles",
        lambda r: r.ratio <= 1.15,
        "the analysis begins when the compiler has ended, and takes as long as one without "
        "records.",
    ),
)


def lint(*arguments: str) -> Command:
    """Return the command line of a run."""
    return (sys.executable, "-m", "gomemlint", *arguments)


def commands(directory: Path) -> dict[str, Command]:
    """Return what is measured in turn, the replay first."""
    return {
        "replay": replay(directory),
        "no records": lint("--no-cache", "./..."),
        "nothing changed": lint("./..."),
        "three files": lint("--no-cache", *three_files(directory)),
        "help": lint("--help"),
        "go vet": ("go", "vet", "./..."),
    }


def others(module: Path, folder: Path, scratch: Path) -> tuple[dict[str, Command], list[str]]:
    """Return the commands of other linters, and why some cannot be measured."""
    found: dict[str, Command] = {}
    missing = []
    for linter in LINTERS:
        program = program_of(linter, folder)
        if isinstance(program, str):
            missing.append(f"- {linter.title}: {program}")
            continue
        try:
            used(linter.warm(program), module)
        except SystemExit as failure:
            missing.append(f"- {linter.title}: {failure}")
            continue
        if linter.cache:
            found[f"{linter.title}, no records"] = linter.cold(program, scratch)
        found[f"{linter.title}, nothing changed" if linter.cache else linter.title] = linter.warm(
            program
        )
    return found, missing


def three_files(directory: Path) -> tuple[str, ...]:
    """Return three files of the package in the middle of the list, or the first three of all."""
    packages = sorted(
        (sorted(path for path in folder.glob("*.go") if not path.name.endswith("_test.go"))[:3])
        for folder, _, _ in map(_as_path, os.walk(directory))
        if not {"vendor", "testdata", ".git"} & set(folder.relative_to(directory).parts)
    )
    full = [files for files in packages if len(files) == 3]
    every = [path for files in packages for path in files]
    chosen = full[len(full) // 2] if full else every[:3]
    return tuple(str(path.relative_to(directory)) for path in chosen)


def _as_path(step: tuple[str, list[str], list[str]]) -> tuple[Path, list[str], list[str]]:
    return Path(step[0]), step[1], step[2]


def in_turn(directory: Path, given: dict[str, Command], runs: int) -> list[Row]:
    """Run all commands again and again in turn; what they keep is there already."""
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


def first_runs(module: Path, runs: int) -> list[Row]:
    """Compile a copy of a module, bare and with us; then change a file of it, again and again.

    Each has a build cache of its own, in which only the dependencies are built.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        root = Path(scratch).resolve()
        copy, dependencies = root / "copy", root / "dependencies"
        shutil.copytree(module, copy, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        bare, ours = replay(copy), lint("./...")
        with build_cache(dependencies):
            used(tuple(word for word in bare if not word.startswith("-gcflags")), copy)
        turns: list[dict[str, Usage]] = []
        for turn in range(runs):
            caches = root / f"bare-{turn}", root / f"ours-{turn}"
            for cache in caches:
                shutil.copytree(dependencies, cache, copy_function=os.link)
            turns.append(compiled(copy, (bare, ours), caches, f"// changed {turn}"))
        medians = {name: median([turn[name] for turn in turns]) for name in turns[0]}
    first, changed = medians["first compilation"].wall_s, medians["one file compiled"].wall_s
    bases = {"first compilation": first, "first run": first}
    return [Row(name, usage, bases.get(name, changed)) for name, usage in medians.items()]


def compiled(
    copy: Path, commands: tuple[Command, Command], caches: tuple[Path, Path], change: str
) -> dict[str, Usage]:
    """Measure both commands, each with its build cache, before and after a change of one file."""
    found = {}
    for names in (("first compilation", "first run"), ("one file compiled", "one file changed")):
        for name, command, cache in zip(names, commands, caches, strict=True):
            with build_cache(cache):
                found[name] = used(command, copy)
        changed = copy / three_files(copy)[0]
        changed.write_text(f"{changed.read_text('utf-8')}\n{change}\n", "utf-8")
    return found


@contextmanager
def build_cache(folder: Path) -> Iterator[None]:
    """Let Go keep what it builds in a folder."""
    before = os.environ.get("GOCACHE")
    os.environ["GOCACHE"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["GOCACHE"]
        else:
            os.environ["GOCACHE"] = before


def growth(runs: int) -> Iterator[str]:
    """Measure modules that hold the same packages again and again."""
    measured: list[tuple[int, Usage]] = []
    yield "| copies | lines | wall | CPU | memory | CPU per 1,000 lines | memory per 1,000 lines |"
    yield "|---:|---:|---:|---:|---:|---:|---:|"
    for count in COPIES:
        with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
            root = Path(scratch).resolve()
            lines = copied(root, count)
            command = lint("--no-cache", "--exit-zero", "./...")
            used(command, root)
            usage = median([used(command, root) for _ in range(runs)])
        measured.append((lines, usage))
        yield (
            f"| {count} | {lines:,} | {usage.wall_s:.2f} s | {usage.cpu_s:.2f} s | "
            f"{usage.peak_bytes // MEGABYTE} MB | {usage.cpu_s / lines * 1000:.3f} s | "
            f"{usage.peak_bytes / MEGABYTE / lines * 1000:.1f} MB |"
        )
    yield ""
    yield from levels(measured)


def levels(measured: Sequence[tuple[int, Usage]]) -> Iterator[str]:
    """Say what further lines cost, from the fewest copies to some, and from those to the most."""
    places = (measured[0], measured[2], measured[-1])
    for (few, before), (many, after) in pairwise(places):
        thousands = (many - few) / 1000
        time = (after.cpu_s - before.cpu_s) / thousands
        size = (after.peak_bytes - before.peak_bytes) / MEGABYTE / thousands
        yield f"- From {few:,} to {many:,} lines, 1,000 more cost {time:.3f} s and {size:.2f} MB."


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
            times="once" if runs == 1 else f"{runs} times",
            machine=f"{platform.machine()}, {platform.system()}, {os.cpu_count()} cores",
            version=version.stdout.strip(),
            jobs=os.cpu_count(),
            load=f"{os.getloadavg()[2]:.1f}",
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
        *needed(rows),
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


def needed(rows: Sequence[Row]) -> Iterator[str]:
    """Say of what is missed why, and what it would take."""
    by_name = {row.name: row for row in rows}
    missed = [p for p in PROMISES if p.row in by_name and not p.holds(by_name[p.row])]
    if missed:
        yield from ("", "What is missed, and what it takes:", "")
    yield from (f"- *{promise.name}*: {promise.needed}" for promise in missed)


@click.command(help=__doc__)
@click.option("--module", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--runs", default=3, show_default=True)
@click.option("--first", "with_first", is_flag=True, help="Measure first compilations too.")
@click.option("--growth", "with_growth", is_flag=True, help="Measure copies of a package too.")
@click.option("--linters", "folder", type=click.Path(path_type=Path), help="Other linters too.")
def main(module: Path, runs: int, with_first: bool, with_growth: bool, folder: Path | None) -> None:  # noqa: FBT001 - click's signature
    module = module.resolve()
    with tempfile.TemporaryDirectory(prefix="records-") as scratch:
        os.environ[VARIABLE] = f"{scratch}/ours"
        measured, missing = commands(module), [f"- {each.title}: not asked for" for each in LINTERS]
        for command in measured.values():
            used(command, module)
        if folder is not None:
            added, missing = others(module, folder.resolve(), Path(scratch))
            measured |= added
        rows = in_turn(module, measured, runs)
        rows += first_runs(module, runs) if with_first else ()
        further = ["", "Not measured:", "", *missing] if missing else []
        further += ["", "## Where the time goes", "", *profile(module)]
        if with_growth:
            further += ["", "## Growth", "", *growth(runs)]
    PAGE.write_text(page(rows, further, runs), encoding="utf-8")
    click.echo(PAGE)


if __name__ == "__main__":
    main()
