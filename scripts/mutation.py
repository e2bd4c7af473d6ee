"""Change the program on purpose, one place at a time, and see whether a test notices.

    python -m scripts.mutation [--sample N] [--seed N] [--jobs N] [FOLDER]...

Each mutant is run in a process of its own, which is forked once everything but the mutated
package is loaded, with the tests of that package alone and until the first one fails. Hypothesis
takes the same examples each time, and processor time is what limits a mutant, so that the same
seed and sources give the same answer on a busy machine. What survives is printed with its line:
either a test is missing, or the change means nothing. Last come the rows of the table in
docs/reliability.md.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import resource
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from random import Random
from types import CodeType, ModuleType
from typing import NoReturn

import click
import pytest
from hypothesis import Phase, settings
from scripts.mutants import Mutant, mutants_of

import gomemlint.model
import gomemlint.syntax

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "linter"
# What is mutated, and the tests that speak of it.
TARGETS = {
    "linter/gomemlint/toolchain/diagnostics": "tests/toolchain/diagnostics",
    "linter/gomemlint/semantic/flow": "tests/semantic/flow",
}
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider")
# An endless loop that fills a list must end before the machine's memory does.
MEMORY_BYTES = 2 << 30
FACTOR, SPARE_S = 4, 5


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant, the tests that run on it, and how much processor time they may take."""

    target: str
    mutant: Mutant | None
    limit_s: int = 600


@click.command()
@click.option("--sample", type=int, default=400, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--jobs", type=int, default=os.cpu_count() or 1, show_default=True)
@click.argument("folders", type=click.Choice(sorted(TARGETS)), nargs=-1)
def command(sample: int, seed: int, jobs: int, folders: tuple[str, ...]) -> None:
    """Print the mutants that no test notices, and how many were noticed."""
    load()
    every: list[Trial] = []
    for target in folders or TARGETS:
        limit_s = FACTOR * seconds_unchanged(target) + SPARE_S
        paths = sorted((ROOT / target).glob("*.py"))
        every += [Trial(target, mutant, limit_s) for path in paths for mutant in mutants_of(path)]
    chosen = sorted(Random(seed).sample(range(len(every)), min(sample, len(every))))
    tried = [every[index].target for index in chosen]
    left: list[str] = []
    for index in survivors([every[index] for index in chosen], jobs):
        click.echo(described(every[chosen[index]].mutant))
        left.append(tried[index])
    for target in folders or TARGETS:
        name, possible = target.partition("gomemlint/")[2], sum(t.target == target for t in every)
        click.echo(row(f"`{name}`", possible, tried.count(target), left.count(target)))
    click.echo(row("both", len(every), len(tried), len(left)))


def row(name: str, possible: int, tried: int, survived: int) -> str:
    """Write a row of the table."""
    noticed = tried - survived
    return f"| {name} | {possible} | {tried} | {noticed} | {100 * noticed / tried:.0f} % |"


def described(mutant: Mutant | None) -> str:
    assert mutant is not None
    return f"{mutant.path.relative_to(ROOT)}:{mutant.line}: {mutant.change}"


def load() -> None:
    """Import what all trials need and none of them changes."""
    for package in (gomemlint.model, gomemlint.syntax):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    loaded = [target for target in TARGETS if module_name(ROOT / target) in sys.modules]
    assert not loaded, f"{loaded} would not be loaded again"
    phases = (Phase.explicit, Phase.generate)
    settings.register_profile("mutation", derandomize=True, database=None, phases=phases)
    settings.load_profile("mutation")


def seconds_unchanged(target: str) -> int:
    """Run the tests without a mutant; return how much processor time they took, rounded up."""
    _, status, usage = os.wait4(begin(Trial(target, None)), 0)
    if status:
        raise click.ClickException(f"{TARGETS[target]} fails without any mutation")
    return int(usage.ru_utime + usage.ru_stime) + 1


def survivors(trials: Sequence[Trial], jobs: int) -> Iterator[int]:
    """Run the trials, several at once; yield those in which no test failed, as they end."""
    running: dict[int, int] = {}
    waiting = iter(enumerate(trials))
    while True:
        while len(running) < jobs and (following := next(waiting, None)):
            running[begin(following[1])] = following[0]
        if not running:
            return
        process, status = os.wait()
        if status == 0:
            yield running[process]
        del running[process]


def begin(trial: Trial) -> int:
    """Start a process that runs the tests; it ends with 0 if all of them pass."""
    process = os.fork()
    if not process:
        run(trial)
    return process


def run(trial: Trial) -> NoReturn:
    resource.setrlimit(resource.RLIMIT_CPU, (trial.limit_s, trial.limit_s))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    if trial.mutant is not None:
        name = module_name(trial.mutant.path)
        sys.meta_path.insert(0, Finder(name, trial.mutant.path, trial.mutant.compiled()))
    # Plugins that happen to be installed have no say.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    tests = ROOT / TARGETS[trial.target]
    os._exit(pytest.main([*OPTIONS, f"--confcutdir={tests}", str(tests)]))


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__")


class Finder(MetaPathFinder):
    """Finds one module, with other code than that of its file."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        self._name = name
        self._path = path
        self._code = code

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        loader = Loader(fullname, str(self._path))
        loader.code = self._code
        return spec_from_file_location(fullname, self._path, loader=loader)


class Loader(SourceFileLoader):
    """Runs the code that it is given."""

    code: CodeType

    def get_code(self, fullname: str) -> CodeType:
        return self.code


if __name__ == "__main__":
    command()
