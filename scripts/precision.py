"""Say how many findings on large, well-known code are true, from findings that people read.

    python -m scripts.precision --checkouts FOLDER
    python -m scripts.precision --reports FOLDER

The corpora are those of `scripts/corpora.py`; the judgements are in `docs/judged/NAME.toml`, made
at the same revisions. With `--reports`, the reports `NAME.json` of runs with `--strict` in that
folder are used, and nothing is run; a corpus without a report is left out. Writes docs/precision.md
and docs/precision.json. What is reported by default and not judged is listed; what is judged and no
longer reported is forgotten.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import click
import msgspec
from scripts import fixes
from scripts.corpora import CORPORA, STANDARD, Corpus, module_of, variables

from gomemlint.authoring.figures import Precision
from gomemlint.model.findings import Tier

DOCS = Path(__file__).resolve().parent.parent / "docs"
JUDGED, PREAMBLE = DOCS / "judged", DOCS / "judged" / "README.md"
PAGE, FIGURES = DOCS / "precision.md", DOCS / "precision.json"
LINES = 10_000


class Verdict(Enum):
    """What a reader thought. TECHNICAL is right, but seldom worth the change."""

    TRUE = "true"
    TECHNICAL = "technical"
    FALSE = "false"


class Judgement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finding that was read: where, which rule, the verdict, and the reason for it."""

    at: str
    code: str
    verdict: Verdict
    why: str


class Judged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All judgements of a corpus, at one revision."""

    revision: str
    finding: tuple[Judgement, ...]


class Start(msgspec.Struct, frozen=True):
    """Where a span begins."""

    line: int


class Span(msgspec.Struct, frozen=True):
    """A range in a file."""

    start: Start


class Found(msgspec.Struct, frozen=True):
    """A finding of a report."""

    code: str
    path: str
    span: Span
    tier: Tier

    @property
    def at(self) -> str:
        """Spell the place as judgements do; the Go tree may lie anywhere."""
        path = re.sub(r"^.*/src/", "", self.path) if self.path.startswith("/") else self.path
        return f"{path}:{self.span.start.line}"


class Summary(msgspec.Struct, frozen=True):
    """The counts of a report."""

    lines: int


class Report(msgspec.Struct, frozen=True):
    """What is needed of a report."""

    findings: tuple[Found, ...]
    summary: Summary


@dataclass(frozen=True, slots=True)
class Read:
    """A finding and what was thought of it."""

    corpus: str
    found: Found
    judgement: Judgement | None

    def is_(self, verdict: Verdict) -> bool:
        """Tell whether it was judged so."""
        return self.judgement is not None and self.judgement.verdict is verdict


@dataclass(frozen=True, slots=True)
class Compared:
    """A corpus, the size of its code, and its findings with their judgements."""

    corpus: Corpus
    lines: int
    findings: tuple[Read, ...]

    def of(self, tier: Tier) -> tuple[Read, ...]:
        """Return the findings of a tier."""
        return tuple(read for read in self.findings if read.found.tier is tier)


def compared(corpus: Corpus, report: Report) -> Compared:
    """Join a report with the judgements of its corpus."""
    file = JUDGED / f"{corpus.name}.toml"
    judged = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Judged)
    if corpus.revision and judged.revision != corpus.revision:
        raise SystemExit(f"{file} judges {judged.revision}, not {corpus.revision}")
    by_place = {(each.at, each.code): each for each in judged.finding}
    reads = (
        Read(corpus.name, found, by_place.get((found.at, found.code))) for found in report.findings
    )
    return Compared(corpus, report.summary.lines, tuple(reads))


def reported(corpus: Corpus, checkouts: Path | None, reports: Path | None) -> Report:
    """Take the report of a run that was, or run."""
    if reports is not None:
        return msgspec.json.decode(report_of(corpus, reports).read_bytes(), type=Report)
    assert checkouts is not None
    pattern = "std" if corpus is STANDARD else "./..."
    command = (sys.executable, "-m", "gomemlint", "check", "--strict", "--output-format=json")
    with module_of(corpus, checkouts) as directory, tempfile.TemporaryDirectory() as elsewhere:
        # The folder of the standard library is a module of its own, which is not `std`.
        place = Path(elsewhere) if corpus is STANDARD else directory
        run = subprocess.run(
            (*command, pattern), cwd=place, env=variables(), stdout=-1, check=False
        )
    if run.returncode not in (0, 1):
        raise SystemExit(f"gomemlint failed on {corpus.name}")
    return msgspec.json.decode(run.stdout, type=Report)


def report_of(corpus: Corpus, reports: Path) -> Path:
    """Return where the report of a corpus is expected."""
    return reports / f"{corpus.name}.json"


def page(rows: Sequence[Compared]) -> str:
    """Render the page."""
    default = [read for row in rows for read in row.of(Tier.DEFAULT)]
    strict = [read for row in rows for read in row.of(Tier.STRICT)]
    lines = [PREAMBLE.read_text(encoding="utf-8").rstrip(), "", *fixes.section(fixes.read())]
    lines += ["", "## By corpus", ""]
    lines += by_corpus(rows)
    lines += ["", "## By rule, as run by default", "", *by_rule(default)]
    lines += ["", "## By rule, with `--strict`", "", *by_rule(strict)]
    lines += ["", "## True ones", "", *reasons(default, Verdict.TRUE)]
    lines += ["", "## Right, but seldom worth it", "", *reasons(default, Verdict.TECHNICAL)]
    lines += ["", "## False ones", "", *reasons(default, Verdict.FALSE)]
    return "\n".join(lines) + "\n"


def by_corpus(rows: Sequence[Compared]) -> Iterator[str]:
    """Render how many findings a corpus has, and how many are true."""
    head = ("corpus", "lines", "findings", "per 10,000 lines", "read", *(v.value for v in Verdict))
    yield line(*head, "right")
    yield "|---|" + "---:|" * 8
    for row in rows:
        reads = row.of(Tier.DEFAULT)
        density = f"{len(reads) * LINES / row.lines:.1f}"
        yield line(
            row.corpus.name, f"{row.lines:,}", len(reads), density, *tally(reads), right(reads)
        )
    reads = tuple(read for row in rows for read in row.of(Tier.DEFAULT))
    total = sum(row.lines for row in rows)
    density = f"{len(reads) * LINES / total:.1f}"
    yield line("all", f"{total:,}", len(reads), density, *tally(reads), right(reads))


def by_rule(reads: Iterable[Read]) -> Iterator[str]:
    """Render how many findings of each rule are true."""
    yield "| rule | findings | read | true | technical | false |"
    yield "|---|" + "---:|" * 5
    for code, group in grouped(reads):
        yield line(code, len(group), *tally(group))


def reasons(reads: Iterable[Read], verdict: Verdict) -> Iterator[str]:
    """List the findings with a verdict, and why they have it."""
    for code, group in grouped(read for read in reads if read.is_(verdict)):
        yield f"- {code}"
        for read in group:
            assert read.judgement is not None
            yield f"  - {read.corpus} `{read.found.at}`: {read.judgement.why}"


def grouped(reads: Iterable[Read]) -> Iterator[tuple[str, list[Read]]]:
    """Group findings by rule."""
    groups: dict[str, list[Read]] = {}
    for read in reads:
        groups.setdefault(read.found.code, []).append(read)
    yield from sorted(groups.items())


def tally(reads: Sequence[Read]) -> tuple[int, ...]:
    """Count what was read, and what came of it: true, technical, false."""
    verdicts = Counter(read.judgement.verdict for read in reads if read.judgement is not None)
    return verdicts.total(), *(verdicts[verdict] for verdict in Verdict)


def right(reads: Sequence[Read]) -> str:
    """Say of how many findings what they state is right, whether worth a change or not."""
    read, _, _, false = tally(reads)
    return f"{1 - false / read:.0%}" if read else ""


def line(*cells: str | int) -> str:
    """Render a row."""
    return f"| {' | '.join(map(str, cells))} |"


def figures(rows: Sequence[Compared]) -> bytes:
    """Render what the pages of rules show: all findings, strict ones as well, if any was read."""
    found: dict[str, dict[str, Precision]] = {}
    for row in rows:
        for code, group in grouped(row.findings):
            read, true, *_ = tally(group)
            if read:
                found.setdefault(code, {})[row.corpus.name] = Precision(len(group), read, true)
    return msgspec.json.format(msgspec.json.encode(dict(sorted(found.items()))), indent=2) + b"\n"


@click.command(help=__doc__)
@click.option("--checkouts", type=click.Path(path_type=Path))
@click.option("--reports", type=click.Path(path_type=Path))
def main(checkouts: Path | None, reports: Path | None) -> None:
    if (checkouts is None) == (reports is None):
        raise click.UsageError("give --checkouts or --reports")
    corpora = [c for c in (*CORPORA, STANDARD) if not reports or report_of(c, reports).exists()]
    rows = [compared(c, reported(c, checkouts, reports)) for c in corpora]
    PAGE.write_text(page(rows), encoding="utf-8")
    FIGURES.write_bytes(figures(rows))
    for row in rows:
        for read in row.of(Tier.DEFAULT):
            if read.judgement is None:
                click.echo(f"{row.corpus.name}: {read.found.at} {read.found.code} is not judged")


if __name__ == "__main__":
    main()
