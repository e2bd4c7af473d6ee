"""The page: totals, filter, notices, findings, rules."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from gomemlint.model.report import Notice, Report
from gomemlint.reporters.excerpts import Excerpts
from gomemlint.reporters.html.code import stylesheet
from gomemlint.reporters.html.findings import Articles, anchors
from gomemlint.reporters.html.markup import escaped, prose
from gomemlint.reporters.levels import LEVELS, Level
from gomemlint.reporters.places import Viewpoint
from gomemlint.reporters.ranking import rank
from gomemlint.reporters.wording import closing, counted, notice_kind, notice_line

MOST_UNFOLDED = 100
MOST_EXCERPTS = 2_000
ASSETS = files("gomemlint.reporters.html") / "assets"


def render(report: Report) -> Iterator[str]:
    """Write the page; past 2,000 findings, those of lowest rank come without source."""
    page = Page(report, Viewpoint.of_user(report))
    yield from page.head()
    yield from page.overview()
    yield from page.filters()
    yield from page.findings()
    yield from page.rules()
    yield "</main>\n</body>\n</html>\n"


@dataclass(frozen=True, slots=True)
class Page:
    """The parts of the page."""

    report: Report
    viewpoint: Viewpoint

    def head(self) -> Iterator[str]:
        """Yield the head: a policy that allows our own style and script, and no request."""
        style = asset("report.css") + stylesheet()
        script = asset("report.js")
        policy = (
            f"default-src 'none'; base-uri 'none'; form-action 'none'; "
            f"style-src '{digest(style)}'; script-src '{digest(script)}'"
        )
        yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        yield '<meta name="color-scheme" content="light dark">\n'
        yield f'<meta name="generator" content="gomemlint {escaped(self.report.version)}">\n'
        yield f"<title>gomemlint: {escaped(closing(self.report)[0])}</title>\n"
        yield f"<style>{style}</style>\n<script>{script}</script>\n</head>\n<body>\n"

    def overview(self) -> Iterator[str]:
        """Yield what was found, analysed and left out, notices, totals."""
        first, *rest = closing(self.report)
        yield f"<header><h1>gomemlint</h1>\n<p><strong>{escaped(first)}</strong></p>\n"
        yield from (f"<p>{escaped(sentence)}</p>\n" for sentence in rest)
        version = f"gomemlint {self.report.version}"
        yield f"<p>{escaped(version)}</p></header>\n<main>\n"
        yield from self._notices()
        found = self.report.findings
        names = {item.rule.code: item.rule.name for item in found}
        rules = Counter(f"{item.rule.code} {names[item.rule.code]}" for item in found)
        yield '<section class="totals">\n'
        yield from totals("Rule", rules.items())
        yield from totals("Package", Counter(item.package for item in found).items())
        yield "</section>\n"

    def _notices(self) -> Iterator[str]:
        notices = [*self.report.notices, *self._cut()]
        if not notices:
            return
        yield '<section class="notices"><h2>Notices</h2><ul>\n'
        for notice in notices:
            text = escaped(notice_line(notice, self.viewpoint))
            yield f'<li class="{notice_kind(notice)}">{text}</li>\n'
        yield "</ul></section>\n"

    def _cut(self) -> Iterator[Notice]:
        total = len(self.report.findings)
        if total > MOST_EXCERPTS:
            message = (
                f"source is shown for {MOST_EXCERPTS:,} of {total:,} findings, those of highest "
                "rank; all are listed"
            )
            yield Notice("excerpts-cut", message)

    def filters(self) -> Iterator[str]:
        """Yield the controls; the script shows them."""
        found = self.report.findings
        levels = Counter(LEVELS[item.severity].value for item in found)
        order = [(level.value, levels[level.value]) for level in Level if levels[level.value]]
        yield '<form id="filter" hidden>\n'
        yield '<label>Text <input type="search" id="text"></label>\n'
        yield from choice("level", "Severity", order)
        yield from choice("rule", "Rule", sorted(Counter(f.rule.code for f in found).items()))
        yield from choice("package", "Package", sorted(Counter(f.package for f in found).items()))
        yield '<label><input type="checkbox" id="fix"> says what to write</label>\n'
        yield '<label>Order <select id="order"><option value="place">by place</option>'
        yield '<option value="level">by severity</option></select></label>\n'
        yield '<button type="button" id="unfold">Unfold all</button>\n'
        yield '<button type="button" id="fold">Fold all</button>\n'
        yield '<output id="shown"></output>\n</form>\n'

    def findings(self) -> Iterator[str]:
        """Yield all findings."""
        found = self.report.findings
        ranked = sorted(range(len(found)), key=lambda index: -rank(found[index]))
        articles = Articles(
            self.viewpoint,
            Excerpts(self.report),
            unfolded=frozenset(ranked[:MOST_UNFOLDED]),
            excerpted=frozenset(ranked[:MOST_EXCERPTS]),
        )
        yield '<section id="findings"><h2>Findings</h2>\n'
        if not found:
            yield "<p>None.</p>\n"
        for index, (item, anchor) in enumerate(zip(found, anchors(found), strict=True)):
            yield from articles.article(index, item, anchor)
        yield "</section>\n"

    def rules(self) -> Iterator[str]:
        """Yield the pages of the rules that found something."""
        rules = {item.rule.code: item.rule for item in self.report.findings}
        pages = [(code, self.report.documents.get(code, "")) for code in sorted(rules)]
        if not any(page for _, page in pages):
            return
        yield "<section><h2>Rules</h2>\n"
        for code, page in pages:
            title = f"{code} {rules[code].name}"
            yield f'<details class="help"><summary>{escaped(title)}</summary>\n'
            yield from prose(page)
            yield "</details>\n"
        yield "</section>\n"


def totals(title: str, counts: Iterable[tuple[str, int]]) -> Iterator[str]:
    """Yield a table of counts, the highest first."""
    rows = sorted(counts, key=lambda item: (-item[1], item[0]))
    if not rows:
        return
    summary = f"{title}s: {len(rows):,}"
    yield f"<details{' open' if len(rows) <= 12 else ''}><summary>{summary}</summary><table>\n"
    yield from (
        f'<tr><td class="count">{count:,}</td><td>{escaped(name)}</td></tr>\n'
        for name, count in rows
    )
    yield "</table></details>\n"


def choice(name: str, title: str, values: Iterable[tuple[str, int]]) -> Iterator[str]:
    """Yield a select with counts; the empty value means all."""
    yield f'<label>{title} <select id="{name}"><option value="">all</option>'
    for value, count in values:
        text = f"{value} ({counted(count, 'finding')})"
        yield f'<option value="{escaped(value)}">{escaped(text)}</option>'
    yield "</select></label>\n"


def asset(name: str) -> str:
    """Read a file that is shipped with us."""
    return (ASSETS / name).read_text(encoding="utf-8")


def digest(text: str) -> str:
    """Return the source expression that allows exactly this inline text."""
    hashed = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"sha256-{hashed}"
