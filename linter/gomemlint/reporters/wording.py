"""The sentences about a run: what was found, what was analysed, what was not."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gomemlint.model.findings import Basis, Finding, Fix
from gomemlint.model.report import (
    GoEnvironment,
    Notice,
    Report,
    ReportedFinding,
    Shard,
    Summary,
)
from gomemlint.reporters.cleaning import one_line, visible, visible_lines
from gomemlint.reporters.edits import changes
from gomemlint.reporters.excerpts import TAB, Excerpts
from gomemlint.reporters.levels import LEVELS, Level
from gomemlint.reporters.places import Viewpoint

KNOWS = {
    Basis.SYNTAX: "the code says",
    Basis.TYPES: "the types say",
    Basis.COMPILER: "the compiler says",
}

MOST_REWRITTEN = 8
# The label of a command, which stays whole to be copied.
CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Remark:
    """A line below a finding: what it is, the text, its place; lines quoted below it, Go code."""

    label: str
    text: str
    place: str = ""
    quoted: tuple[str, ...] = ()
    code: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """What the closing sentences tell: findings by level, notices, and what was analysed."""

    levels: Counter[Level]
    notices: tuple[Notice, ...]
    summary: Summary
    go: GoEnvironment
    shard: Shard | None = None


def counted(count: int, noun: str) -> str:
    """Return `1 file`, `1,340 files`."""
    return f"{count:,} {noun if count == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """Return the plural of the nouns that we use."""
    return noun[:-1] + "ies" if noun.endswith("y") else noun + "s"


def headline(outline: Outline) -> str:
    """Say how many findings of which level there are."""
    levels, summary = outline.levels, outline.summary
    parts = [counted(levels[level], level.value) for level in Level if levels[level]]
    gaps = " in what could be analysed" if any(n.incomplete for n in outline.notices) else ""
    total = counted(levels.total(), "finding") if parts else f"No findings{gaps}"
    shares = f" ({', '.join(parts)})" if parts else ""
    suppressed = f"; {summary.suppressed:,} suppressed in the source" if summary.suppressed else ""
    known = f"; {summary.known:,} known before" if summary.known else ""
    return f"{total}{shares}{suppressed}{known}."


def analysed(outline: Outline) -> str:
    """Say what was analysed, by what."""
    summary, go = outline.summary, outline.go
    what = ", ".join(
        (
            counted(summary.packages, "package"),
            counted(summary.files, "file"),
            counted(summary.lines, "line"),
        )
    )
    target = f"{go.goos}/{go.goarch}" if go.goos else ""
    tags = f"with the tags {','.join(go.tags)}" if go.tags else ""
    toolchain = " ".join(part for part in (go.version, target, tags) if part)
    shard = f"Shard {outline.shard}: a" if outline.shard else "A"
    rules = f" with {counted(summary.rules, 'rule')}" if summary.rules else ""
    return f"{shard}nalysed {what}{rules}, {toolchain or 'without Go: by syntax alone'}."


def left_out(outline: Outline) -> str:
    """Say what was not analysed, or that nothing was left out."""
    summary = outline.summary
    incomplete = sum(notice.incomplete for notice in outline.notices)
    parts = [
        text
        for count, text in (
            (
                summary.packages_blocked,
                f"{counted(summary.packages_blocked, 'package')} that could not be compiled",
            ),
            (
                summary.excluded_files,
                f"{counted(summary.excluded_files, 'file')} excluded by build constraints",
            ),
            (
                summary.generated_files,
                f"{counted(summary.generated_files, 'generated file')}",
            ),
        )
        if count
    ]
    if incomplete:
        parts.append(f"see {counted(incomplete, 'notice')} of incomplete analysis")
    return f"Left out: {'; '.join(parts)}." if parts else "Nothing was left out."


def contracts(summary: Summary) -> str:
    """Say how many contracts there are and how many of them are proved; empty without any."""
    if not summary.contracts:
        return ""
    found = counted(summary.contracts, "contract")
    return f"{found}, {summary.contracts_bound:,} bound, {summary.contracts_proved:,} proved."


def closing(report: Report) -> tuple[str, ...]:
    """Return the sentences that end every report for people."""
    levels = Counter(LEVELS[found.severity] for found in report.findings)
    return sentences(Outline(levels, report.notices, report.summary, report.go, report.shard))


def sentences(outline: Outline) -> tuple[str, ...]:
    """Say what was found, what was analysed, and what was left out."""
    told = (
        headline(outline),
        analysed(outline),
        contracts(outline.summary),
        left_out(outline),
    )
    return tuple(sentence for sentence in told if sentence)


def together(notices: Iterable[Notice]) -> Iterator[Notice]:
    """Yield notices; those that say the same about several packages have one cause, told once."""
    alike: dict[Notice, list[Notice]] = {}
    for notice in notices:
        alike.setdefault(replace(notice, package=""), []).append(notice)
    for first, *others in alike.values():
        if others:
            where = f" (package {first.package} and {len(others)} more)"
            yield replace(first, package="", message=f"{first.message}{where}")
        else:
            yield first


def notice_kind(notice: Notice) -> str:
    """Return the word that opens a notice."""
    return "incomplete" if notice.incomplete else "notice"


def notice_message(notice: Notice) -> str:
    """Return the message with the package and what it blocks, on one line."""
    return one_line("".join(notice_parts(notice)))


def notice_parts(notice: Notice) -> Iterator[str]:
    yield notice.message
    if notice.package and notice.package not in notice.message:
        yield f" (package {notice.package})"
    if notice.blocks:
        yield f"; blocks {counted(notice.blocks, 'package')}"


def notice_line(notice: Notice, viewpoint: Viewpoint) -> str:
    """Return `path:line: incomplete: code message`."""
    line = f":{notice.line}" if notice.line else ""
    place = f"{viewpoint.path(notice.path)}{line}: " if notice.path else ""
    text = f"{notice_kind(notice)}: {notice.code} {notice_message(notice)}"
    return f"{visible(place)}{visible(text)}"


def plain_headline(found: ReportedFinding, viewpoint: Viewpoint) -> str:
    """Return `path:line:col: level: CODE message`."""
    level, finding = LEVELS[found.severity].value, found.finding
    place = visible(viewpoint.place(finding.span))
    return f"{place}: {level}: {found.rule.code} {one_line(finding.message)}"


def remarks(finding: Finding, viewpoint: Viewpoint, excerpts: Excerpts) -> Iterator[Remark]:
    """Yield why, where the memory goes, what to write instead, how to confirm; all cleaned.

    A place is spoken of once: as a step of the flow, as evidence, or as one to see.
    """
    steps = {step.span for step in finding.flow}
    reasons = [each for each in finding.evidence if each.raw or each.span not in steps]
    told = steps | {evidence.span for evidence in reasons}
    for evidence in reasons:
        place = "" if evidence.span == finding.span else visible(viewpoint.place(evidence.span))
        quoted = tuple(line for line in visible_lines(evidence.raw) if line)
        yield Remark(KNOWS[evidence.basis], one_line(evidence.message), place, quoted)
    for number, step in enumerate(finding.flow, 1):
        place = visible(viewpoint.place(step.span))
        yield Remark(f"step {number}", one_line(step.message), place)
    for related in finding.related:
        if related.span not in told:
            yield Remark("see", one_line(related.message), visible(viewpoint.place(related.span)))
    if finding.fix:
        first, *rest = visible_lines(finding.fix.description)
        yield Remark("instead", first, quoted=tuple(rest), code=rewritten(finding.fix, excerpts))
    if finding.confirm:
        yield Remark(CONFIRM, one_line(finding.confirm))


def rewritten(fix: Fix, excerpts: Excerpts) -> tuple[str, ...]:
    """Return the lines that the edits of a fix leave, without their common indentation."""
    parts = ("\n".join(lines.after).expandtabs(TAB) for lines in changes(fix, excerpts))
    text = "\n...\n".join(map(textwrap.dedent, filter(None, parts)))
    return tuple(visible_lines(text))[:MOST_REWRITTEN] if text else ()


def explanation(found: ReportedFinding, viewpoint: Viewpoint, excerpts: Excerpts) -> Iterator[str]:
    """Yield the remarks as plain lines."""
    for remark in remarks(found.finding, viewpoint, excerpts):
        place = f" ({remark.place})" if remark.place else ""
        yield f"{remark.label}: {remark.text}{place}"
        yield from (f"  {line}" for line in (*remark.quoted, *remark.code))
