"""Workflow commands: annotations in a run of GitHub Actions.

GitHub shows ten errors, ten warnings and ten notices of a step and drops the others in silence.
So the highest ranks come first, the others are plain lines, and the end counts them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gomemlint.model.report import Notice, Report, ReportedFinding
from gomemlint.reporters.cleaning import visible
from gomemlint.reporters.excerpts import Excerpts
from gomemlint.reporters.levels import LEVELS, Level
from gomemlint.reporters.places import Viewpoint
from gomemlint.reporters.ranking import by_rank
from gomemlint.reporters.wording import (
    closing,
    counted,
    explanation,
    notice_line,
    plain_headline,
)

MOST = 10
COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(report: Report) -> Iterator[str]:
    """Print notices and findings as commands while GitHub shows them, else as lines."""
    viewpoint, excerpts = Viewpoint.of_repository(report), Excerpts(report)
    used: Counter[str] = Counter()
    for name, notices in collected(report.notices):
        used[name] += 1
        yield f"{notices_command(name, notices, viewpoint)}\n"
    plain = []
    for found in by_rank(report.findings):
        name = COMMANDS[LEVELS[found.severity]]
        used[name] += 1
        if used[name] > MOST:
            plain.append(found)
        else:
            yield f"{command(name, found, viewpoint, excerpts)}\n"
    for found in plain:
        yield f"{harmless(plain_headline(found, viewpoint))}\n"
    if plain:
        yield f"GitHub shows {MOST} annotations of a kind: {counted(len(plain), 'finding')} "
        yield "above without one.\n"
    if not report.terminal.brief:
        yield from (f"{harmless(line)}\n" for line in closing(report))


def collected(notices: tuple[Notice, ...]) -> Iterator[tuple[str, list[Notice]]]:
    """Gather notices into one annotation of a kind: they must not use up those of findings."""
    incomplete = [notice for notice in notices if notice.incomplete]
    others = [notice for notice in notices if not notice.incomplete]
    yield from ((name, some) for name, some in (("error", incomplete), ("notice", others)) if some)


def notices_command(name: str, notices: list[Notice], viewpoint: Viewpoint) -> str:
    """Return one annotation, without a place, for many notices."""
    title = "gomemlint: the analysis is incomplete" if name == "error" else "gomemlint"
    lines = "\n".join(notice_line(notice, viewpoint) for notice in notices)
    return f"::{name} title={title.translate(PROPERTY)}::{lines.translate(DATA)}"


def command(name: str, found: ReportedFinding, viewpoint: Viewpoint, excerpts: Excerpts) -> str:
    """Return the annotation of a finding; the log shows its message alone, so it has the place."""
    span = found.finding.span
    start, end = excerpts.code_point_columns(span)
    properties = {
        "title": f"{found.rule.code} {found.rule.name}",
        "file": visible(viewpoint.path(span.path)),
        "line": str(span.start.line),
        "endLine": str(span.end.line),
    }
    # GitHub rejects columns of a range of lines.
    if span.start.line == span.end.line:
        properties |= {"col": str(start), "endColumn": str(end)}
    joined = ",".join(f"{key}={value.translate(PROPERTY)}" for key, value in properties.items())
    text = "\n".join((plain_headline(found, viewpoint), *explanation(found, viewpoint, excerpts)))
    return f"::{name} {joined}::{text.translate(DATA)}"


def harmless(line: str) -> str:
    """Keep a line of the log from being run: `::command` at its start, `##[command]` in it."""
    line = line.replace("##[", "## [")
    return f"./{line}" if line.lstrip().startswith("::") else line
