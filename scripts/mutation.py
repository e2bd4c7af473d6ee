"""Change the program on purpose, one place at a time, and see whether a test notices.

    python -m scripts.mutation [--sample N] [--seed N] [FOLDER]

Each mutant is made in a copy of the sources: a comparison, an operator, a constant or a condition
is turned into another. What survives is printed, with its line: either a test is missing, or the
change means nothing. The sample is the same for the same seed and sources.
"""

from __future__ import annotations

import ast
import copy
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import click

ROOT = Path(__file__).resolve().parents[1]
# What is mutated, and the tests that speak of it.
TARGETS = {
    "linter/gomemlint/toolchain/diagnostics": "tests/toolchain/diagnostics",
    "linter/gomemlint/semantic/flow": "tests/semantic/flow",
}
TIMEOUT_S = 120.0
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file with one change; `change` spells it as before and after."""

    path: Path
    line: int
    change: str
    source: str


@click.command()
@click.option("--sample", type=int, default=40, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.argument("folder", type=click.Choice(sorted(TARGETS)), required=False)
def command(sample: int, seed: int, folder: str | None) -> None:
    """Print the mutants that no test notices, and how many were noticed."""
    for target in (folder,) if folder else TARGETS:
        unchanged = sorted((ROOT / target).glob("*.py"))[0]
        if is_noticed(Mutant(unchanged, 0, "", unchanged.read_text("utf-8")), TARGETS[target]):
            raise click.ClickException(f"{TARGETS[target]} fails without any mutation")
        every = [mutant for path in sorted((ROOT / target).glob("*.py")) for mutant in of(path)]
        chosen = Random(seed).sample(every, min(sample, len(every)))
        survived = [mutant for mutant in chosen if not is_noticed(mutant, TARGETS[target])]
        for mutant in survived:
            click.echo(f"{mutant.path.relative_to(ROOT)}:{mutant.line}: {mutant.change}")
        noticed = len(chosen) - len(survived)
        click.echo(f"{target}: {noticed} of {len(chosen)} noticed ({len(every)} possible)")


def of(path: Path) -> Iterator[Mutant]:
    """Yield the mutants of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for number, node in enumerate(ast.walk(tree)):
        changed = mutation_of(node)
        if changed is not None:
            twin = copy.deepcopy(tree)
            replaced = Replacement(list(ast.walk(twin))[number], changed).visit(twin)
            source = ast.unparse(ast.fix_missing_locations(replaced))
            assert isinstance(node, ast.expr)
            yield Mutant(
                path, node.lineno, f"{ast.unparse(node)} -> {ast.unparse(changed)}", source
            )


def mutation_of(node: ast.AST) -> ast.expr | None:
    """Return what an expression is turned into, None for one that is left alone."""
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in COMPARISONS:
            return ast.Compare(node.left, [COMPARISONS[type(operator)]()], node.comparators)
        case ast.BoolOp():
            other = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
            return ast.BoolOp(other, node.values)
        case ast.UnaryOp(op=ast.Not()):
            return node.operand
        case ast.BinOp(op=operator) if type(operator) in OPERATORS:
            return ast.BinOp(node.left, OPERATORS[type(operator)](), node.right)
        case ast.Constant(value=bool() as value):
            return ast.Constant(not value)
        case ast.Constant(value=int() as value):
            return ast.Constant(value + 1)
    return None


class Replacement(ast.NodeTransformer):
    """Puts an expression in the place of another one."""

    def __init__(self, old: ast.AST, new: ast.expr) -> None:
        self._old = old
        self._new = new

    def visit(self, node: ast.AST) -> ast.AST:
        return self._new if node is self._old else self.generic_visit(node)


def is_noticed(mutant: Mutant, tests: str) -> bool:
    """Tell whether a test fails, or does not end, with a mutant in place of its original."""
    with tempfile.TemporaryDirectory(prefix="gomemlint-mutation-") as name:
        sources = Path(name) / "linter"
        shutil.copytree(ROOT / "linter", sources)
        (Path(name) / mutant.path.relative_to(ROOT)).write_text(mutant.source, encoding="utf-8")
        arguments = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", tests]
        paths = os.pathsep.join((str(sources), str(ROOT / "rules"), str(ROOT)))
        environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            done = subprocess.run(
                arguments, cwd=ROOT, env=environment, capture_output=True, timeout=TIMEOUT_S
            )
        except subprocess.TimeoutExpired:
            return True
        return done.returncode != 0


if __name__ == "__main__":
    command()
