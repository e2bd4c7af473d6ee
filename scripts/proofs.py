"""Run the proof of each rule and write down what it measured.

    python scripts/proofs.py [--go GO ...]

A proof that holds fails its own test when it no longer does, so this script fails with it. With
several toolchains, a rule whose effect is gone in the first is measured with the next; where it is
gone in all of them, the figure that an older one left in fixtures/proofs.json stays.
"""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec

from gomemlint.authoring.figures import Figure, digits_of, figures_in, is_time, significant
from gomemlint.errors import GomemlintError
from gomemlint.toolchain.discovery import find_go

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"
TABLE = ROOT / "docs" / "proofs.md"
FIGURES = FIXTURES / "proofs.json"
LINE = re.compile(rb"PROOF (\{.*\})")
RELEASE = re.compile(rb"go(\d+\.\d+)")
NEGLIGIBLE = 0.005
NOISY = frozenset({"bytes retained"})
TITLE = """\
# Proofs

Each rule has a small program in two versions, in the folder `proof` of its fixture: one that the
rule reports, one that it does not. `make proofs` runs them all, checks that they still differ, and
writes this table. Figures are rounded; ratios matter, absolute values move with the machine and
the release.

| Rule | Measured | Reported | Instead | Ratio | Go |
|---|---|---:|---:|---:|---|
"""


class Measured(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one test prints. `gone` is the Go release that took the effect away."""

    rule: str
    unit: str
    bad: float
    good: float
    gone: str = ""


@dataclass(frozen=True, slots=True)
class Toolchain:
    """One go command and the release it belongs to."""

    go: Path
    release: str

    def measure(self, module: Path) -> tuple[Figure, ...]:
        """Run the proof of one module, which must pass and print what it measured."""
        done = run(self.go, module, "test", "-count=1", "-v", "./proof/")
        lines = LINE.findall(done.stdout)
        if done.returncode or not lines:
            text = (done.stdout + done.stderr).decode(errors="replace")
            raise click.ClickException(f"the proof of {module.name} does not hold:\n{text}")
        return tuple(self.rounded(msgspec.json.decode(line, type=Measured)) for line in lines)

    def rounded(self, measured: Measured) -> Figure:
        """Round what two runs measure alike, and drop what is noise beside the worse version."""
        digits = digits_of(measured.unit)
        bad, good = significant(measured.bad, digits), significant(measured.good, digits)
        small = abs(measured.good) < NEGLIGIBLE * measured.bad
        noise = (small and measured.unit in NOISY) or bool(measured.gone)
        return Figure(
            rule=measured.rule,
            unit=measured.unit,
            bad=0 if measured.gone else bad,
            good=0 if noise else good,
            go=self.release,
            gone=measured.gone,
        )


def run(go: Path, directory: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run go without the user's settings."""
    plain = {"GOFLAGS": "", "GOWORK": "off", "GOTOOLCHAIN": "local", "GODEBUG": ""}
    return subprocess.run(
        [str(go), *arguments],
        cwd=directory,
        env={**os.environ, **plain},
        capture_output=True,
        check=False,
    )


def toolchain(name: str) -> Toolchain:
    """Find a go command, by path or name, else on PATH or in the installed wheel."""
    go = find_go(name, os.environ)
    release = RELEASE.search(run(go, ROOT, "env", "GOVERSION").stdout)
    if release is None:
        raise click.ClickException(f"{go} does not tell its version")
    return Toolchain(go, release[1].decode())


def figures(modules: Sequence[Path], toolchains: Sequence[Toolchain]) -> Iterator[Figure]:
    """Measure each module with the first toolchain that still shows its effect."""
    for module in modules:
        found: tuple[Figure, ...] = ()
        for candidate in toolchains:
            shown = candidate.measure(module)
            found = found or shown
            if not any(figure.gone for figure in shown):
                found = shown
                break
        yield from found


def steady(figure: Figure, before: Mapping[tuple[str, str, str], Figure]) -> Figure:
    """Keep the figure of the last run where the new one says the same, or nothing any more."""
    if figure.gone:
        older = (f for f in before.values() if (f.rule, f.unit) == (figure.rule, figure.unit))
        return next(older, figure)
    last = before.get((figure.rule, figure.unit, figure.go), figure)
    tolerance = 0.95 if is_time(figure.unit) else 0.05
    pairs = ((figure.bad, last.bad), (figure.good, last.good))
    return last if all(math.isclose(a, b, rel_tol=tolerance) for a, b in pairs) else figure


def recorded() -> dict[tuple[str, str, str], Figure]:
    """Read the figures of the last run."""
    return {(figure.rule, figure.unit, figure.go): figure for figure in figures_in(FIGURES)}


def row(figure: Figure) -> str:
    """Render a figure as a line of the table."""
    return f"| {' | '.join((figure.rule, *figure.cells))} |"


@click.command(help=__doc__)
@click.option("--go", "names", multiple=True, help="a go command; the first is preferred")
def main(names: tuple[str, ...]) -> None:
    """Measure everything, then write table and figures."""
    try:
        toolchains = [toolchain(name) for name in names or ("",)]
    except GomemlintError as error:
        raise click.ClickException(str(error)) from error
    modules = sorted(test.parent.parent for test in FIXTURES.glob("gml*/proof/proof_test.go"))
    before = recorded()
    steadied = (steady(figure, before) for figure in figures(modules, toolchains))
    measured = sorted(steadied, key=lambda figure: (figure.rule, figure.unit))
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(TITLE + "".join(f"{row(figure)}\n" for figure in measured), encoding="utf-8")
    FIGURES.write_bytes(msgspec.json.format(msgspec.json.encode(measured), indent=1) + b"\n")
    click.echo(f"{len(measured)} proofs hold", file=sys.stderr)


if __name__ == "__main__":
    main()
