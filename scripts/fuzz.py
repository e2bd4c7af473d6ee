"""Damage Go files, directives and configuration for some minutes, and look for failures.

    python -m scripts.fuzz [--minutes N] [--seed N]

Each case has a seed of its own; a failure names it, and `--seed` runs that case alone. Every
tenth damaged file is analysed with Go, so that types of broken code are looked at as well.
"""

from __future__ import annotations

import os
import tempfile
import time
import traceback
from pathlib import Path
from random import Random

import click

from tests.fuzzing.mutating import configuration, directives, mutated, sources
from tests.fuzzing.surviving import survived, without_go

SOURCES = sources()
PLAIN = {"GOTOOLCHAIN": "local", "GOENV": "off", "GOFLAGS": "", "GOWORK": "off", "GOPROXY": "off"}


@click.command()
@click.option("--minutes", type=float, default=5.0, show_default=True)
@click.option("--seed", type=int, default=None, help="Run this case alone.")
def command(minutes: float, seed: int | None) -> None:
    """Look for input that is not survived."""
    os.environ.update(PLAIN)
    seeds = Random(time.time_ns())
    until = time.monotonic() + minutes * 60
    cases = failed = 0
    while time.monotonic() < until:
        case = seeds.randrange(2**32) if seed is None else seed
        cases += 1
        try:
            attempt(case)
        except Exception:  # noqa: BLE001 - a failure is what is looked for
            failed += 1
            click.echo(f"seed {case}:\n{traceback.format_exc(limit=-3)}")
        if seed is not None:
            break
    click.echo(f"{cases} cases, {failed} not survived")
    raise SystemExit(int(failed > 0))


def attempt(seed: int) -> None:
    """Run one case."""
    random = Random(seed)
    with tempfile.TemporaryDirectory(prefix="gomemlint-fuzz-") as name:
        folder = Path(name).resolve()
        plain = without_go(folder)
        match random.randrange(10):
            case 0:
                survived(folder, {"a.go": damaged(random)}, "--timeout", "60")
            case 1 | 2:
                survived(folder, {"a.go": directives(random)}, *plain)
            case 3:
                files = {"a.go": b"package m\n", "gomemlint.toml": configuration(random)}
                survived(folder, files, *plain)
            case _:
                survived(folder, {"a.go": damaged(random), "b.go": damaged(random)}, *plain)


def damaged(random: Random) -> bytes:
    """Damage one of the fixtures."""
    _, source = random.choice(SOURCES)
    return mutated(source, random)


if __name__ == "__main__":
    command()
